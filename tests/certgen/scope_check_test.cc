#include "certgen/scope_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "certgen/lint_rule.h"
#include "tests/testing/odd_certificate.h"

namespace certgen {
namespace {

using test::OddCa;
using test::OddCertificate;
using test::OddLeaf;
using test::OddRoot;
using test::OddSpec;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ScopeCheckTest : public ::testing::Test {
 protected:
  ScopeCheckTest() {
    file_.path = "tls.crt";
    roots_file_.path = "ca.crt";
  }

  // What `chain` below `root` is found to break, beside what is found already.
  std::vector<Finding> Check(const std::vector<LintScope>& scopes,
                             const std::vector<Certificate>& chain, const OddCertificate& root,
                             const std::string& host = "", std::vector<Finding> findings = {},
                             Role role = Role::kBoth) const {
    const std::vector<Certificate> roots = {root.get()};
    CheckScopes(scopes, {chain, file_, roots, roots_file_}, role, host, absl::Now(), &findings);
    return findings;
  }

  static std::vector<std::string> Codes(const std::vector<Finding>& findings) {
    std::vector<std::string> codes;
    codes.reserve(findings.size());
    for (const Finding& finding : findings) codes.push_back(CodeOf(finding));
    return codes;
  }

  CredentialFile file_;
  CredentialFile roots_file_;
};

TEST_F(ScopeCheckTest, WithoutScopesNothingIsSaid) {
  OddSpec spec = OddLeaf().Without("subjectAltName");
  spec.serial = "0";
  const OddCertificate root(OddRoot());
  EXPECT_THAT(Check({}, {OddCertificate(spec, root).get()}, root), IsEmpty());
}

TEST_F(ScopeCheckTest, ABrokenRuleIsAFindingWithItsIdSectionAndRemedy) {
  const OddCertificate root(OddRoot());
  const OddCertificate leaf(OddLeaf().Without("authorityKeyIdentifier"), root);
  const std::vector<Finding> findings = Check({LintScope::kRfc5280}, {leaf.get()}, root);
  ASSERT_THAT(Codes(findings), ElementsAre("RFC5280_AKI_MISSING"));
  const LintRule* rule = FindLintRule("RFC5280_AKI_MISSING");
  EXPECT_EQ(findings[0].code, FindingCode::kRuleViolated);
  EXPECT_EQ(findings[0].severity, rule->severity);
  EXPECT_EQ(findings[0].file, "tls.crt");
  EXPECT_EQ(findings[0].certificate, leaf.get());
  EXPECT_EQ(findings[0].cause,
            "it has no key identifier of its issuer (" + std::string(rule->section) + ")");
  EXPECT_EQ(findings[0].cure, rule->remedy);
}

TEST_F(ScopeCheckTest, AFaultOfTheRootIsSaidOfTheRootsFileAndNamesIt) {
  const OddCertificate root(OddRoot().With("basicConstraints", "CA:TRUE"));
  const OddCertificate leaf(OddLeaf(), root);
  const std::vector<Finding> findings = Check({LintScope::kRfc5280}, {leaf.get()}, root);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].file, "ca.crt");
  EXPECT_THAT(findings[0].cause, HasSubstr(root.get().subject() + ": "));
}

TEST_F(ScopeCheckTest, AFaultOfAnIntermediateIsSaidOfTheFileThatHoldsIt) {
  const OddCertificate root(OddRoot());
  const OddCertificate middle(OddCa("middle").Without("authorityKeyIdentifier"), root);
  const OddCertificate leaf(OddLeaf(), middle);
  const std::vector<Finding> findings =
      Check({LintScope::kRfc5280}, {leaf.get(), middle.get()}, root);
  ASSERT_THAT(Codes(findings), ElementsAre("RFC5280_AKI_MISSING"));
  EXPECT_EQ(findings[0].file, "tls.crt");
  EXPECT_THAT(findings[0].cause, HasSubstr("CN=middle: "));
}

TEST_F(ScopeCheckTest, WebpkiAndSpiffeIncludeRfc5280) {
  const OddCertificate root(OddRoot());
  const OddCertificate leaf(OddLeaf().Without("authorityKeyIdentifier"), root);
  for (const LintScope scope : {LintScope::kWebpki, LintScope::kSpiffe}) {
    EXPECT_THAT(Codes(Check({scope}, {leaf.get()}, root)), Contains("RFC5280_AKI_MISSING"))
        << LintScopeName(scope);
  }
  EXPECT_THAT(Check({LintScope::kGrpc}, {leaf.get()}, root), IsEmpty());
}

TEST_F(ScopeCheckTest, AsServerAndClientNothingIsSaidTwice) {
  const OddCertificate root(OddRoot());
  const OddCertificate leaf(OddLeaf().Without("authorityKeyIdentifier"), root);
  const auto codes = [&](Role role) {
    return Codes(Check({LintScope::kRfc5280}, {leaf.get()}, root, "", {}, role));
  };
  EXPECT_EQ(codes(Role::kBoth), codes(Role::kServer));
  EXPECT_EQ(codes(Role::kBoth), codes(Role::kClient));
}

TEST_F(ScopeCheckTest, AHostThatTheNamesDoNotHoldIsSaidUnlessItIsAlready) {
  const OddCertificate root(OddRoot());
  const OddCertificate leaf(OddLeaf(), root);
  const std::vector<Finding> findings =
      Check({LintScope::kRfc5280}, {leaf.get()}, root, "other.test");
  EXPECT_THAT(Codes(findings), ElementsAre("CERTIFICATE_HOSTNAME_MISMATCH"));
  EXPECT_THAT(Check({LintScope::kRfc5280}, {leaf.get()}, root, "other.test", findings),
              ::testing::SizeIs(1));
}

// The common name is no name of a server's: RFC 9525 §2.
TEST_F(ScopeCheckTest, ACommonNameIsNotTheHostsName) {
  OddSpec spec = OddLeaf().With("subjectAltName", "DNS:other.test");
  spec.common_name = "host.test";
  const OddCertificate root(OddRoot());
  EXPECT_THAT(
      Codes(Check({LintScope::kRfc5280}, {OddCertificate(spec, root).get()}, root, "host.test")),
      ElementsAre("CERTIFICATE_HOSTNAME_MISMATCH"));
}

TEST_F(ScopeCheckTest, AChainThatOnlyTheStrictFindAtFaultIsSaidToFail) {
  const OddCertificate root(OddRoot());
  const OddCertificate stranger(OddRoot());
  const OddCertificate leaf(OddLeaf(), OddCertificate(OddCa("unknown"), stranger));
  EXPECT_THAT(Codes(Check({LintScope::kRfc5280}, {leaf.get()}, root)),
              ElementsAre("CERTIFICATE_VERIFICATION_FAILED"));
  const Finding elsewhere = {FindingCode::kCertificateAuthorityInvalid,
                             Severity::kWarning,
                             "tls.crt",
                             leaf.get(),
                             "leads elsewhere",
                             "fine"};
  EXPECT_THAT(Check({LintScope::kRfc5280}, {leaf.get()}, root, "", {elsewhere}),
              ::testing::SizeIs(1));
}

}  // namespace
}  // namespace certgen
