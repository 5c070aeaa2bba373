#include "certgen/finding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace certgen {
namespace {

constexpr int kLast = static_cast<int>(FindingCode::kRootsHaveNoCertificate);

TEST(FindingTest, EachCodeHasAStableNameOfItsOwn) {
  std::set<std::string> names;
  for (int code = 0; code <= kLast; ++code) {
    const std::string name = FindingCodeName(static_cast<FindingCode>(code));
    EXPECT_THAT(name, testing::MatchesRegex("[A-Z][A-Z0-9_]+"));
    EXPECT_NE(name, "UNKNOWN_FAILURE");
    EXPECT_TRUE(names.insert(name).second) << name;
  }
  EXPECT_EQ(FindingCodeName(FindingCode::kPrivateKeyMismatch), "PRIVATE_KEY_MISMATCH");
  EXPECT_EQ(FindingCodeName(FindingCode::kCertificateExpired), "CERTIFICATE_EXPIRED");
}

TEST(FindingTest, OneFatalFindingIsEnough) {
  const Finding warning = {FindingCode::kNotPem, Severity::kWarning, "", std::nullopt, "", ""};
  Finding fatal = warning;
  fatal.severity = Severity::kFatal;
  EXPECT_FALSE(HasFatal({}));
  EXPECT_FALSE(HasFatal({warning, warning}));
  EXPECT_TRUE(HasFatal({warning, fatal}));
}

TEST(FindingTest, ReadsAsOneLine) {
  EXPECT_EQ(ToString(Finding{FindingCode::kNotPem, Severity::kFatal, "a", std::nullopt, "b", "c"}),
            "a: b; c");
  EXPECT_EQ(ToString(Finding{FindingCode::kNotPem, Severity::kFatal, "", std::nullopt, "b", "c"}),
            "b; c");
}

}  // namespace
}  // namespace certgen
