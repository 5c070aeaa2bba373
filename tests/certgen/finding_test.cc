#include "certgen/finding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace certgen {
namespace {

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
            "a: b; c [NOT_PEM]");
  EXPECT_EQ(ToString(Finding{FindingCode::kNotPem, Severity::kFatal, "", std::nullopt, "b", "c"}),
            "b; c [NOT_PEM]");
}

TEST(FindingTest, ABrokenRuleIsCalledByItsId) {
  Finding finding = {FindingCode::kRuleViolated, Severity::kWarning, "", std::nullopt, "", ""};
  EXPECT_EQ(CodeOf(finding), "RULE_VIOLATED");
  finding.rule = "RFC5280_X";
  EXPECT_EQ(CodeOf(finding), "RFC5280_X");
}

}  // namespace
}  // namespace certgen
