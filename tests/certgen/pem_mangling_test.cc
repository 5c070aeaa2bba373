#include "certgen/pem_mangling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "certgen/credential_check.h"
#include "tests/certgen/credential_fixture.h"
#include "tests/testing/process.h"

namespace certgen {
namespace {

using ::testing::HasSubstr;

// What a shell makes of "$1", the text of a file.
std::string ByShell(const std::string& script, const std::string& text) {
  return test::Run({.line = {"bash", "-c", script}, .input = text}).out;
}

struct Case {
  const char* what;
  // Mangles standard input.
  const char* script;
  const char* cause;
};

constexpr Case kCases[] = {
    {"UTF-16", "iconv -f UTF-8 -t UTF-16", "UTF-16"},
    {"base64", "base64 -w0", "base64 once more"},
    {"\\n", "awk '{printf \"%s\\\\n\", $0}'", "written out"},
    {"JSON", "awk 'BEGIN{printf \"\\\"\"} {printf \"%s\\\\n\", $0} END{printf \"\\\"\"}'",
     "written out"},
    {"YAML", "echo 'tls: |'; sed 's/^/    /'", "indented"},
    {"assignment", "printf 'CERT='; cat", "before -----BEGIN"},
};

class PemManglingTest : public test::CredentialFixture {};

TEST_F(PemManglingTest, EachIsNamedAndItsCureCures) {
  for (const char* name : {"tls.crt", "tls.key", "ca.crt"}) {
    for (const Case& c : kCases) {
      const std::string file = dir_.File(name);
      const std::string good = test::ReadFile(file);
      test::WriteFile(file, ByShell(c.script, good));
      const std::vector<Finding> findings = Check();
      ASSERT_EQ(findings.size(), 1u) << name << ", " << c.what;
      EXPECT_EQ(findings[0].file, file);
      EXPECT_THAT(findings[0].cause, HasSubstr(c.cause)) << name << ", " << c.what;

      ASSERT_TRUE(absl::StartsWith(findings[0].cure, "undo it: ")) << findings[0].cure;
      ByShell(findings[0].cure.substr(9), "");
      test::WriteFile(file, test::ReadFile(file + ".pem"));
      EXPECT_TRUE(Check().empty()) << name << ", " << c.what;
      test::WriteFile(file, good);
    }
  }
}

TEST_F(PemManglingTest, TwoFilesJoinedWithoutALineBreakAreParted) {
  const std::string other = test::TestCa().certificate().ToPem();
  const std::string good = test::ReadFile(roots_);
  test::WriteFile(roots_, good.substr(0, good.size() - 1) + other);
  const std::vector<Finding> findings = Check();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].code, FindingCode::kRootsMalformed);
  EXPECT_THAT(findings[0].cause, HasSubstr("a line break was lost"));
  ByShell(findings[0].cure.substr(9), "");
  EXPECT_EQ(test::ReadFile(roots_ + ".pem"), good + other);
}

TEST_F(PemManglingTest, LostLineBreaksAreNamed) {
  test::WriteFile(cert_, absl::StrReplaceAll(test::ReadFile(cert_), {{"\n", " "}}));
  const std::vector<Finding> findings = Check();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(findings[0].cause, HasSubstr("lost its line breaks"));
}

TEST_F(PemManglingTest, WhatIsWholeOrDamagedOtherwiseIsNotMangled) {
  const std::string good = test::ReadFile(cert_);
  EXPECT_FALSE(FindPemMangling(good, cert_));
  EXPECT_FALSE(FindPemMangling("\xEF\xBB\xBF" + good, cert_));
  EXPECT_FALSE(FindPemMangling(absl::StrReplaceAll(good, {{"\n", "\r\n"}}), cert_));
  EXPECT_FALSE(FindPemMangling(good.substr(0, good.size() / 2), cert_));
  EXPECT_FALSE(FindPemMangling("Certificate:\n    Data:\n" + good, cert_));
  EXPECT_FALSE(FindPemMangling("", cert_));
  EXPECT_FALSE(FindPemMangling("hello", cert_));
}

}  // namespace
}  // namespace certgen
