#include "services/echo/number_flag.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using test::StatusIs;
using test::ValueOf;
using testing::AllOf;
using testing::HasSubstr;

TEST(NumberFlag, TakesDigitsWithinItsLimits) {
  EXPECT_EQ(ValueOf(ParseNumberFlag("--n", "0", 0, 4)), 0u);
  EXPECT_EQ(ValueOf(ParseNumberFlag("--n", "4", 0, 4)), 4u);
}

TEST(NumberFlag, NamesFlagValueAndLimitsOfWhatItRefuses) {
  for (const char* text :
       {"", "5", "-1", "+1", " 1", "1 ", "0x1", "1.0", "1e1", "many", "99999999999999999999999"}) {
    EXPECT_THAT(ParseNumberFlag("--n", text, 0, 4),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         AllOf(HasSubstr("--n '"), HasSubstr(text), HasSubstr("from 0 to 4"))))
        << text;
  }
  EXPECT_FALSE(ParseNumberFlag("--n", "0", 1, 4).ok());
}

TEST(SizeFlag, TakesBytesKibiAndMebi) {
  EXPECT_EQ(ValueOf(ParseSizeFlag("--size", "65536", 8 << 20)), 65536u);
  EXPECT_EQ(ValueOf(ParseSizeFlag("--size", "64KiB", 8 << 20)), 65536u);
  EXPECT_EQ(ValueOf(ParseSizeFlag("--size", "8MiB", 8 << 20)), 8u << 20);
  EXPECT_EQ(ValueOf(ParseSizeFlag("--size", "0", 8 << 20)), 0u);
}

TEST(SizeFlag, RefusesWhatIsOverTheLimitHoweverItIsWritten) {
  for (const char* text : {"8388609", "9MiB", "8193KiB", "18446744073709551615MiB", "KiB", "1KB",
                           "1 KiB", "1kib", "-1KiB", ""}) {
    EXPECT_THAT(ParseSizeFlag("--size", text, 8 << 20),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("up to 8388608 bytes")))
        << text;
  }
}

}  // namespace
}  // namespace echo
