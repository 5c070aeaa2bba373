#include "services/echo/utf8.h"

#include <gtest/gtest.h>

namespace echo {
namespace {

TEST(Utf8, IsWhatProtobufTakes) {
  for (const char* good : {"", "a", "gr\xc3\xbcn", "\xf0\x9f\x8c\xb3", "a\nb"}) {
    EXPECT_TRUE(IsUtf8(good)) << good;
  }
  EXPECT_TRUE(IsUtf8(std::string("\0", 1)));
  for (const char* bad : {"\xff", "\xc3", "a\x80", "\xc0\x80", "\xed\xa0\x80"}) {
    EXPECT_FALSE(IsUtf8(bad)) << bad;
  }
}

}  // namespace
}  // namespace echo
