#include "certgen/strict_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "tests/testing/odd_certificate.h"
#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using Kind = SubjectAltName::Kind;
using test::OddCa;
using test::OddCertificate;
using test::OddLeaf;
using test::OddRoot;
using test::OddSpec;
using test::ValueOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

StrictPolicy Policy(std::vector<LintScope> scopes = {LintScope::kRfc5280}) {
  StrictPolicy policy;
  policy.time = absl::Now();
  policy.scopes = std::move(scopes);
  return policy;
}

StrictVerdict Check(const OddCertificate& leaf, const std::vector<Certificate>& others,
                    const OddCertificate& root, const StrictPolicy& policy) {
  return ValueOf(CheckStrictly(leaf.get(), others, {root.get()}, policy));
}

TEST(StrictCheckTest, WithoutScopesNoRuleIsAskedFor) {
  OddSpec spec = OddLeaf().Without("authorityKeyIdentifier").Without("subjectAltName");
  spec.serial = "0";
  const OddCertificate root(OddRoot().With("basicConstraints", "CA:TRUE"));
  const OddCertificate leaf(spec, root);
  const StrictVerdict lax = Check(leaf, {}, root, Policy({}));
  EXPECT_TRUE(lax.accepted());
  EXPECT_THAT(lax.violations, IsEmpty());
  EXPECT_THAT(Check(leaf, {}, root, Policy()).violations, SizeIs(3));
}

TEST(StrictCheckTest, AViolationNamesRuleCertificateDepthAndDetail) {
  const OddCertificate root(OddRoot());
  const OddCertificate middle(OddCa("middle").Without("authorityKeyIdentifier"), root);
  const OddCertificate leaf(OddLeaf(), middle);
  const StrictVerdict verdict = Check(leaf, {middle.get()}, root, Policy());
  EXPECT_THAT(verdict.chain, ElementsAre(leaf.get(), middle.get(), root.get()));
  EXPECT_THAT(verdict.errors, IsEmpty());
  ASSERT_THAT(verdict.violations, SizeIs(1));
  EXPECT_EQ(verdict.violations[0].rule, FindLintRule("RFC5280_AKI_MISSING"));
  EXPECT_EQ(verdict.violations[0].depth, 1);
  EXPECT_EQ(verdict.violations[0].certificate, middle.get());
  EXPECT_EQ(verdict.violations[0].detail, "it has no key identifier of its issuer");
  EXPECT_FALSE(verdict.accepted());
}

TEST(StrictCheckTest, AWarningIsNoReasonToRefuse) {
  const OddCertificate root(OddRoot().Without("keyUsage"));
  const StrictVerdict verdict = Check(OddCertificate(OddLeaf(), root), {}, root, Policy());
  ASSERT_THAT(verdict.violations, SizeIs(1));
  EXPECT_EQ(verdict.violations[0].rule->severity, Severity::kWarning);
  EXPECT_TRUE(verdict.accepted());
}

TEST(StrictCheckTest, TheLastSecondBelongsToTheValidity) {
  const OddCertificate root(OddRoot());
  const OddCertificate leaf(OddLeaf(), root);
  StrictPolicy policy = Policy();
  policy.time = leaf.get().not_after() + absl::Milliseconds(999);
  EXPECT_TRUE(Check(leaf, {}, root, policy).accepted());
  policy.time = leaf.get().not_after() + absl::Seconds(1);
  EXPECT_THAT(Check(leaf, {}, root, policy).errors,
              Contains(Field(&ChainError::code, X509_V_ERR_CERT_HAS_EXPIRED)));
  policy.time = leaf.get().not_before();
  EXPECT_TRUE(Check(leaf, {}, root, policy).accepted());
  policy.time = leaf.get().not_before() - absl::Milliseconds(1);
  EXPECT_THAT(Check(leaf, {}, root, policy).errors,
              Contains(Field(&ChainError::code, X509_V_ERR_CERT_NOT_YET_VALID)));
}

TEST(StrictCheckTest, AnotherChainIsTriedWhereOneFails) {
  const OddCertificate root(OddRoot());
  const OddCertificate good(OddCa("middle"), root);
  EVP_PKEY_up_ref(good.key());
  const OddCertificate bad(
      OddCa("middle").With("nameConstraints", "critical,excluded;DNS:odd.test"), root,
      EvpPkeyPtr(good.key()));
  const OddCertificate leaf(OddLeaf(), good);
  ChainPolicy plain;
  plain.time = absl::Now();
  bool openssl_failed = false;
  for (const std::vector<Certificate>& others :
       {std::vector{good.get(), bad.get()}, {bad.get(), good.get()}}) {
    const StrictVerdict verdict = Check(leaf, others, root, Policy());
    EXPECT_TRUE(verdict.accepted());
    EXPECT_THAT(verdict.chain, ElementsAre(leaf.get(), good.get(), root.get()));
    openssl_failed =
        openssl_failed || !ValueOf(VerifyChain(leaf.get(), others, {root.get()}, plain)).empty();
  }
  EXPECT_TRUE(openssl_failed) << "else there was nothing to try";
  EXPECT_THAT(Check(leaf, {bad.get()}, root, Policy()).errors,
              ElementsAre(Field(&ChainError::code, X509_V_ERR_EXCLUDED_VIOLATION)));
}

TEST(StrictCheckTest, WhereNothingLeadsToARootTheLeafStandsAlone) {
  const OddCertificate leaf(OddLeaf(), OddCertificate(OddRoot()));
  const StrictVerdict verdict = Check(leaf, {}, OddCertificate(OddCa("other")), Policy());
  EXPECT_THAT(verdict.chain, ElementsAre(leaf.get()));
  EXPECT_THAT(verdict.errors,
              Contains(Field(&ChainError::code, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY)));
  EXPECT_FALSE(verdict.accepted());
}

TEST(StrictCheckTest, NamesAreTakenFromTheAlternativeNamesAlone) {
  OddSpec spec = OddLeaf().With(
      "subjectAltName",
      "DNS:*.odd.test,DNS:p*.part.test,IP:10.0.0.1,email:me@odd.test,URI:spiffe://odd.test/a");
  spec.common_name = "common.test";
  const OddCertificate root(OddRoot());
  const OddCertificate leaf(spec, root);
  const auto bears = [&](const SubjectAltName& name) {
    StrictPolicy policy = Policy({});
    policy.names = {name};
    const StrictVerdict verdict = Check(leaf, {}, root, policy);
    EXPECT_EQ(verdict.accepted(), verdict.unmatched_names.empty());
    return verdict.accepted();
  };
  EXPECT_TRUE(bears({Kind::kDns, "a.odd.test"}));
  EXPECT_TRUE(bears({Kind::kIp, "10.0.0.1"}));
  EXPECT_TRUE(bears({Kind::kEmail, "me@odd.test"}));
  EXPECT_TRUE(bears({Kind::kUri, "spiffe://odd.test/a"}));
  EXPECT_FALSE(bears({Kind::kDns, "odd.test"}));
  EXPECT_FALSE(bears({Kind::kDns, "a.b.odd.test"}));
  EXPECT_FALSE(bears({Kind::kDns, "pq.part.test"}));
  EXPECT_FALSE(bears({Kind::kDns, "common.test"}));
  EXPECT_FALSE(bears({Kind::kIp, "10.0.0.2"}));
  EXPECT_FALSE(bears({Kind::kEmail, "you@odd.test"}));
  EXPECT_FALSE(bears({Kind::kUri, "spiffe://odd.test/b"}));
}

TEST(StrictCheckTest, EachWantedNameHasToBeThere) {
  const OddCertificate root(OddRoot());
  StrictPolicy policy = Policy();
  policy.names = {{Kind::kDns, "odd.test"}, {Kind::kDns, "even.test"}};
  EXPECT_THAT(Check(OddCertificate(OddLeaf(), root), {}, root, policy).unmatched_names,
              ElementsAre(SubjectAltName{Kind::kDns, "even.test"}));
}

TEST(StrictCheckTest, SelfIssuedCasDoNotLengthenThePath) {
  const OddCertificate root(OddRoot());
  const OddCertificate old_key(OddCa("middle"), root);
  const OddCertificate new_key(OddCa("middle"), old_key);
  const OddCertificate leaf(OddLeaf(), new_key);
  StrictPolicy policy = Policy();
  policy.max_path_length = 1;
  const std::vector<Certificate> others = {old_key.get(), new_key.get()};
  EXPECT_TRUE(Check(leaf, others, root, policy).accepted());
  policy.max_path_length = 0;
  EXPECT_FALSE(Check(leaf, others, root, policy).accepted());
}

TEST(StrictCheckTest, ARevokedLeafIsRefused) {
  const OddCertificate root(OddRoot());
  OddSpec spec = OddLeaf();
  spec.serial = "2";
  const OddCertificate leaf(spec, root);
  StrictPolicy policy = Policy();
  policy.crls = {test::OddCrl(root, {"1"})};
  EXPECT_TRUE(Check(leaf, {}, root, policy).accepted());
  policy.crls = {test::OddCrl(root, {"1", "2"})};
  EXPECT_THAT(Check(leaf, {}, root, policy).errors,
              ElementsAre(Field(&ChainError::code, X509_V_ERR_CERT_REVOKED)));
}

}  // namespace
}  // namespace certgen
