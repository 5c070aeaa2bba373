#include "certgen/lint_scope.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using test::IsOkAndHolds;
using test::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(LintScopeTest, NamesAreThoseOfTheCommandLine) {
  EXPECT_THAT(LintScopeNames(), ElementsAre("rfc5280", "grpc", "spiffe", "webpki"));
  for (const LintScope scope :
       {LintScope::kRfc5280, LintScope::kGrpc, LintScope::kSpiffe, LintScope::kWebpki}) {
    EXPECT_THAT(ParseLintScope(LintScopeName(scope)), IsOkAndHolds(scope));
  }
}

TEST(LintScopeTest, AnUnknownNameIsRefusedWithTheList) {
  EXPECT_THAT(ParseLintScope("WebPKI"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("'WebPKI' is no scope; choose one of rfc5280, grpc, spiffe")));
}

}  // namespace
}  // namespace certgen
