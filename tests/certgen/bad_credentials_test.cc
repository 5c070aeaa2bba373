// The factory of bad credentials and the checks, each against the other: every kind is
// found out, by its own code and in its own file, and the good ones are without a finding.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "certgen/bad_kinds.h"
#include "certgen/bad_tree.h"
#include "certgen/credential_check.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

namespace certgen {
namespace {

class BadCredentialsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    dir_ = new test::TempDir();
    ASSERT_THAT(WriteBadTree(test::ValueOf(MakeBadTree(absl::Now())), dir_->path() / "bad"),
                test::IsOk());
  }
  static void TearDownTestSuite() { delete dir_; }

  static std::vector<Finding> Check(const BadKind& kind) {
    CheckRequest request;
    request.role = kind.role;
    request.host = kind.host == nullptr ? "" : kind.host;
    request.client_certificate_mode = kind.client_certificate_mode;
    request.now = absl::Now();
    CredentialPaths paths;
    paths.tls_dir = dir_->File(absl::StrCat("bad/", kind.name));
    return CheckCredentials(ReadCredentialFiles(paths), request).findings;
  }

  static inline test::TempDir* dir_ = nullptr;
};

bool IsTheFault(const Finding& finding, const BadKind& kind) {
  return finding.code == kind.code && finding.severity == kind.severity &&
         finding.file.ends_with(kind.file);
}

// Whatever else is found: the check was misled, or the kind has a second fault.
TEST_F(BadCredentialsTest, EachKindIsFoundOutByItsOwnCodeAndNoOther) {
  for (const BadKind& kind : BadKinds()) {
    bool found = !kind.code;
    std::string others;
    for (const Finding& finding : Check(kind)) {
      if (IsTheFault(finding, kind)) {
        found = true;
      } else if (std::find(kind.besides.begin(), kind.besides.end(), finding.code) ==
                 kind.besides.end()) {
        absl::StrAppend(
            &others, "\n    ",
            finding.severity == Severity::kFatal ? "fatal: " : "warning: ", ToString(finding));
      }
    }
    const std::string expected =
        !kind.code ? "nothing"
                   : absl::StrCat(kind.severity == Severity::kFatal ? "fatal " : "warning ",
                                  FindingCodeName(*kind.code), " in ", kind.file);
    EXPECT_TRUE(found && others.empty())
        << kind.name << ": " << kind.what << "\n  expected: " << expected
        << (found ? " (found)" : " (not found)") << "\n  besides: " << others;
  }
}

// Something to type, not only to think of.
TEST_F(BadCredentialsTest, EachCureNamesACommandOrAFlag) {
  const auto to_type = ::testing::ContainsRegex(
      "certgen [a-z]|openssl [a-z]|--[a-z]|chmod |chown |cat [a-z]|timedatectl|keytool ");
  for (const BadKind& kind : BadKinds()) {
    for (const Finding& finding : Check(kind)) EXPECT_THAT(finding.cure, to_type) << kind.name;
  }
  for (const FindingKind& kind : FindingKinds()) EXPECT_THAT(kind.cure, to_type) << kind.name;
}

}  // namespace
}  // namespace certgen
