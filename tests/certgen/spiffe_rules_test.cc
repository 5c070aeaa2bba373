#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "certgen/lint_rules.h"
#include "tests/certgen/lint_fixture.h"

namespace certgen {
namespace {

using test::IdsOf;
using test::OddCa;
using test::OddLeaf;
using test::OddPeer;
using test::OddRoot;
using test::OddSpec;
using test::RuleCase;
using test::WithLeaf;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAreArray;

constexpr LintScope kScope = LintScope::kSpiffe;

OddSpec Leaf(const std::string& names = "URI:spiffe://odd.test/ns/a/sa/b") {
  return OddLeaf().With("subjectAltName", names);
}

OddSpec Root() { return OddRoot().With("subjectAltName", "URI:spiffe://odd.test"); }

RuleCase Case(const std::string& id, const OddSpec& leaf, const OddSpec& root = Root()) {
  return {id, [=] { return test::Judged(OddPeer{.leaf = leaf, .root = root}, kScope); }};
}

const std::vector<RuleCase>& Cases() {
  static const auto* const cases = new std::vector<RuleCase>{
      Case("SPIFFE_ID_MISSING", Leaf("DNS:odd.test")),
      Case("SPIFFE_ID_MISSING", Leaf().Without("subjectAltName")),
      Case("SPIFFE_ID_NOT_ALONE", Leaf("URI:spiffe://odd.test/a,URI:spiffe://odd.test/b")),
      Case("SPIFFE_ID_NOT_ALONE", Leaf("URI:spiffe://odd.test/a,URI:https://odd.test/")),
      Case("SPIFFE_ID_MALFORMED", Leaf("URI:https://odd.test/a")),
      Case("SPIFFE_ID_MALFORMED", Leaf("URI:SPIFFE://odd.test/a")),
      Case("SPIFFE_ID_MALFORMED", Leaf("URI:spiffe://Odd.test/a")),
      Case("SPIFFE_ID_MALFORMED", Leaf("URI:spiffe://odd.test:443/a")),
      Case("SPIFFE_ID_MALFORMED", Leaf("URI:spiffe://odd.test/a/../b")),
      Case("SPIFFE_ID_MALFORMED", Leaf("URI:spiffe://odd.test/a/")),
      Case("SPIFFE_ID_MALFORMED", Leaf("URI:spiffe://odd.test/a?b")),
      Case("SPIFFE_ID_MALFORMED", Leaf("URI:spiffe:///a")),
      Case("SPIFFE_ID_MALFORMED", Leaf("URI:spiffe://" + std::string(256, 'a') + "/a")),
      Case("SPIFFE_ID_MALFORMED", Leaf("URI:spiffe://odd.test/" + std::string(2048, 'a'))),
      Case("SPIFFE_ID_MALFORMED", Leaf(),
           OddRoot().With("subjectAltName", "URI:spiffe://odd.test/")),
      Case("SPIFFE_LEAF_ID_WITHOUT_PATH", Leaf("URI:spiffe://odd.test")),
      Case("SPIFFE_CA_ID_WITH_PATH", Leaf(),
           OddRoot().With("subjectAltName", "URI:spiffe://odd.test/ca")),
      Case("SPIFFE_FOREIGN_TRUST_DOMAIN", Leaf("URI:spiffe://other.test/a")),
      Case("SPIFFE_LEAF_IS_CA", Leaf().With("basicConstraints", "critical,CA:TRUE")),
      Case("SPIFFE_KEY_USAGE_MISSING", Leaf().Without("keyUsage")),
      Case("SPIFFE_KEY_USAGE_MISSING", Leaf(), Root().Without("keyUsage")),
      Case("SPIFFE_KEY_USAGE_NOT_CRITICAL", Leaf().With("keyUsage", "digitalSignature")),
      Case("SPIFFE_LEAF_LACKS_DIGITAL_SIGNATURE", Leaf().With("keyUsage", "critical,keyAgreement")),
      Case("SPIFFE_LEAF_SIGNS", Leaf().With("keyUsage", "critical,digitalSignature,keyCertSign")),
      Case("SPIFFE_LEAF_SIGNS", Leaf().With("keyUsage", "critical,digitalSignature,cRLSign")),
      Case("SPIFFE_CA_LACKS_KEY_CERT_SIGN", Leaf(), Root().With("keyUsage", "critical,cRLSign")),
      Case("SPIFFE_EKU_MISSING", Leaf().Without("extendedKeyUsage")),
      Case("SPIFFE_EKU_ONE_SIDED", Leaf().With("extendedKeyUsage", "serverAuth")),
      Case("SPIFFE_EKU_ONE_SIDED", Leaf().With("extendedKeyUsage", "clientAuth")),
  };
  return *cases;
}

class EachSpiffeRule : public ::testing::TestWithParam<size_t> {};

INSTANTIATE_TEST_SUITE_P(SpiffeRules, EachSpiffeRule, ::testing::Range<size_t>(0, Cases().size()),
                         [](const auto& index) {
                           return std::to_string(index.param) + "_" + Cases()[index.param].id;
                         });

TEST_P(EachSpiffeRule, IsFoundBroken) {
  EXPECT_THAT(IdsOf(Cases()[GetParam()].judge()), Contains(Cases()[GetParam()].id));
}

TEST(SpiffeRules, EachHasACaseHere) {
  const std::vector<std::string> tried = IdsOf(Cases());
  EXPECT_THAT(std::set<std::string>(tried.begin(), tried.end()),
              UnorderedElementsAreArray(IdsOf(kScope)));
}

TEST(SpiffeRules, AnSvidBreaksNone) {
  for (const OddSpec& leaf : {Leaf(), Leaf("DNS:odd.test,URI:spiffe://odd.test/a,IP:10.0.0.1")}) {
    // The root is one too, or is not, or has a URI of another kind.
    for (const OddSpec& root :
         {Root(), OddRoot(), OddRoot().With("subjectAltName", "URI:https://odd.test/")}) {
      const StrictVerdict verdict = test::Judged(OddPeer{.leaf = leaf, .root = root}, kScope);
      EXPECT_THAT(IdsOf(verdict), IsEmpty());
      EXPECT_TRUE(verdict.accepted());
    }
  }
}

TEST(SpiffeRules, WhatTheStandardOnlyAdvisesIsNoReasonToRefuse) {
  EXPECT_TRUE(
      test::Judged(OddPeer{.leaf = Leaf("URI:spiffe://other.test/a"), .root = Root()}, kScope)
          .accepted());
  EXPECT_TRUE(test::Judged(WithLeaf(Leaf().Without("extendedKeyUsage")), kScope).accepted());
  EXPECT_FALSE(test::Judged(WithLeaf(Leaf("DNS:odd.test")), kScope).accepted());
}

}  // namespace
}  // namespace certgen
