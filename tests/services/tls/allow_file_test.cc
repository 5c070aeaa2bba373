#include "services/tls/allow_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "tests/testing/temp_dir.h"

namespace tls {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

TEST(AllowFile, HasARuleALineBesideCommentsAndEmptyLines) {
  const AllowFile file = ParseAllowFile("f",
                                        "# who may call\n\n"
                                        "dns:a.example   # the first\n"
                                        "\turi:https://example.org/a#b /a.B/C\r\n"
                                        "anyone /grpc.health.v1.Health/*");
  EXPECT_THAT(file.errors, IsEmpty());
  ASSERT_THAT(file.rules, SizeIs(3));
  EXPECT_EQ(file.rules[0].place, "allow-file:3");
  EXPECT_EQ(file.rules[1].place, "allow-file:4");
  EXPECT_EQ(file.rules[1].caller->text(), "uri:https://example.org/a#b");
  EXPECT_EQ(file.rules[2].place, "allow-file:5");
}

TEST(AllowFile, NamesTheLineOfEachErrorAtOnce) {
  const AllowFile file = ParseAllowFile("rules.txt", "dns:a.example\nb.example\n\n/a.B/C\n");
  EXPECT_THAT(file.errors, ElementsAre(StartsWith("rules.txt:2: 'b.example' does not begin"),
                                       StartsWith("rules.txt:4: '/a.B/C' is a method")));
}

TEST(AllowFile, WithoutARuleIsAnError) {
  for (const char* contents : {"", "\n\n", "# dns:a.example\n"}) {
    EXPECT_THAT(ParseAllowFile("f", contents).errors, ElementsAre(HasSubstr("has no rule")));
  }
}

TEST(AllowFile, MayBeginWithAByteOrderMarkAndIsNoUtf16) {
  EXPECT_THAT(ParseAllowFile("f",
                             "\xEF\xBB\xBF"
                             "dns:a.example\n")
                  .rules,
              SizeIs(1));
  EXPECT_THAT(ParseAllowFile("f", std::string("d\0n\0s\0", 6)).errors,
              ElementsAre(HasSubstr("UTF-16")));
}

TEST(AllowFile, ThatCannotBeReadIsAnErrorWithItsName) {
  const test::TempDir temp;
  const AllowFile missing = ParseAllowFile(certgen::ReadFile(temp.File("none")));
  EXPECT_THAT(missing.errors, ElementsAre(StartsWith(temp.File("none") + ": cannot be read")));
  EXPECT_THAT(missing.errors, ElementsAre(HasSubstr("No such file")));
  EXPECT_THAT(ParseAllowFile(certgen::ReadFile(temp.path())).errors, SizeIs(1));
  std::ofstream(temp.File("large")) << std::string(9 << 20, '#');
  EXPECT_THAT(ParseAllowFile(certgen::ReadFile(temp.File("large"))).errors,
              ElementsAre(HasSubstr("large: cannot be read as rules of authorization: The file")));
  std::ofstream(temp.File("rules")) << "dns:a.example\n";
  EXPECT_THAT(ParseAllowFile(certgen::ReadFile(temp.File("rules"))).rules, SizeIs(1));
  EXPECT_EQ(ParseAllowFile(certgen::ReadFile(temp.File("rules"))).contents, "dns:a.example\n");
}

}  // namespace
}  // namespace tls
