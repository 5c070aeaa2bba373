#include "services/echo/payload_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

namespace echo {
namespace {

using test::StatusIs;
using testing::HasSubstr;

TEST(PayloadFile, IsReadByteByByte) {
  const test::TempDir dir;
  const std::string bytes = std::string("\0\xff\r\n", 4) + std::string(200000, 'x');
  test::WriteFile(dir.File("f"), bytes);
  EXPECT_EQ(test::ValueOf(ReadPayload(dir.File("f"), bytes.size())), bytes);
  test::WriteFile(dir.File("empty"), "");
  EXPECT_EQ(test::ValueOf(ReadPayload(dir.File("empty"), 1)), "");
}

TEST(PayloadFile, ThatCannotBeReadIsNamed) {
  const test::TempDir dir;
  EXPECT_THAT(ReadPayload(dir.File("none"), 1),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr(dir.File("none"))));
  EXPECT_THAT(std::string(ReadPayload(dir.path().string(), 1).status().message()),
              HasSubstr(dir.path().string()));
}

TEST(PayloadFile, ThatIsTooLargeIsNamedWithTheLimit) {
  const test::TempDir dir;
  test::WriteFile(dir.File("f"), "12345");
  EXPECT_THAT(ReadPayload(dir.File("f"), 4),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("more than 4 bytes")));
}

}  // namespace
}  // namespace echo
