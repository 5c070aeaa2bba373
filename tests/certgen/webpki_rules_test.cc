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
using test::WithRoot;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAreArray;

constexpr LintScope kScope = LintScope::kWebpki;

// A name that is nobody's, but could be.
OddSpec Leaf() {
  OddSpec leaf = OddLeaf().With("subjectAltName", "DNS:odd.example.org");
  leaf.common_name = "odd.example.org";
  leaf.validity = test::DaysFromNow(-1, 30);
  return leaf;
}

OddSpec Named(const std::string& common_name, const std::string& names) {
  OddSpec leaf = Leaf().With("subjectAltName", names);
  leaf.common_name = common_name;
  return leaf;
}

OddSpec Keyed(const std::string& key) {
  OddSpec leaf = Leaf();
  leaf.key = key;
  return leaf;
}

RuleCase Case(const std::string& id, const OddPeer& peer) {
  return {id, [peer] { return test::Judged(peer, kScope); }};
}

RuleCase RootCase(const std::string& id, const OddSpec& root) {
  return Case(id, {.leaf = Leaf(), .root = root});
}

const std::vector<RuleCase>& Cases() {
  static const auto* const cases = new std::vector<RuleCase>{
      Case("WEBPKI_KEY_SIZE", WithLeaf(Keyed("RSA1024"))),
      Case("WEBPKI_KEY_SIZE", WithLeaf(Keyed("RSA2052"))),
      Case("WEBPKI_VALIDITY_TOO_LONG",
           [] {
             OddSpec leaf = Leaf();
             leaf.validity = test::DaysFromNow(-1, 398);
             return WithLeaf(leaf);
           }()),
      Case("WEBPKI_VERSION",
           [] {
             OddSpec leaf = Leaf();
             leaf.version = 2;
             return WithLeaf(leaf);
           }()),
      RootCase("WEBPKI_ROOT_EKU", OddRoot().With("extendedKeyUsage", "serverAuth")),
      RootCase("WEBPKI_ROOT_AKI_DIFFERS",
               // A key identifier of one octet, 7.
               OddRoot().With("authorityKeyIdentifier", "DER:3003800107")),
      Case("WEBPKI_LEAF_IS_CA", WithLeaf(Leaf().With("basicConstraints", "critical,CA:TRUE"))),
      Case("WEBPKI_EKU_MISSING", WithLeaf(Leaf().Without("extendedKeyUsage"))),
      Case("WEBPKI_EKU_CRITICAL", WithLeaf(Leaf().With("extendedKeyUsage", "critical,serverAuth"))),
      Case("WEBPKI_EKU_LACKS_SERVER_AUTH", WithLeaf(Leaf().With("extendedKeyUsage", "clientAuth"))),
      Case("WEBPKI_EKU_ANY",
           WithLeaf(Leaf().With("extendedKeyUsage", "serverAuth,anyExtendedKeyUsage"))),
      Case("WEBPKI_LEAF_SIGNS",
           WithLeaf(Leaf().With("keyUsage", "critical,digitalSignature,cRLSign"))),
      Case("WEBPKI_AKI_FIELDS",
           WithLeaf(Leaf().With("authorityKeyIdentifier", "keyid,issuer:always"))),
      Case("WEBPKI_AKI_FIELDS", WithLeaf(Leaf().With("authorityKeyIdentifier", "DER:3000"))),
      RootCase("WEBPKI_CA_KEY_USAGE_MISSING", OddRoot().Without("keyUsage")),
      Case("WEBPKI_KEY_TYPE", WithLeaf(Keyed("secp256k1"))),
      Case("WEBPKI_KEY_TYPE", WithLeaf(Keyed("ED25519"))),
      Case("WEBPKI_KEY_TYPE", WithLeaf(Keyed("explicit"))),
      Case("WEBPKI_SIGNATURE_DIGEST",
           [] {
             OddSpec leaf = Leaf();
             leaf.digest = "SHA224";
             return WithLeaf(leaf);
           }()),
      Case("WEBPKI_SAN_MISSING", WithLeaf(Leaf().Without("subjectAltName"))),
      Case("WEBPKI_SAN_CRITICAL",
           WithLeaf(Leaf().With("subjectAltName", "critical,DNS:odd.example.org"))),
      Case("WEBPKI_SAN_KIND",
           WithLeaf(Leaf().With("subjectAltName", "DNS:odd.example.org,email:a@example.org"))),
      Case("WEBPKI_WILDCARD", WithLeaf(Leaf().With("subjectAltName", "DNS:*.org"))),
      Case("WEBPKI_WILDCARD", WithLeaf(Leaf().With("subjectAltName", "DNS:a*.example.org"))),
      Case("WEBPKI_WILDCARD", WithLeaf(Leaf().With("subjectAltName", "DNS:a.*.example.org"))),
      Case("WEBPKI_INTERNAL_NAME", WithLeaf(Named("localhost", "DNS:localhost"))),
      Case("WEBPKI_INTERNAL_NAME", WithLeaf(Named("a.internal", "DNS:a.internal"))),
      Case("WEBPKI_INTERNAL_NAME", WithLeaf(Named("10.1.2.3", "IP:10.1.2.3"))),
      Case("WEBPKI_INTERNAL_NAME", WithLeaf(Named("fd00::1", "IP:fd00::1"))),
      Case("WEBPKI_COMMON_NAME_NOT_IN_SAN", WithLeaf(Named("other.org", "DNS:odd.example.org"))),
      Case("WEBPKI_COMMON_NAME_NOT_IN_SAN",
           WithLeaf(Named("Odd.example.org", "DNS:odd.example.org"))),
      Case("WEBPKI_COMMON_NAME_NOT_IN_SAN", WithLeaf(Named("8.8.08.8", "IP:8.8.8.8"))),
  };
  return *cases;
}

class EachWebpkiRule : public ::testing::TestWithParam<size_t> {};

INSTANTIATE_TEST_SUITE_P(WebpkiRules, EachWebpkiRule, ::testing::Range<size_t>(0, Cases().size()),
                         [](const auto& index) {
                           return std::to_string(index.param) + "_" + Cases()[index.param].id;
                         });

TEST_P(EachWebpkiRule, IsFoundBroken) {
  EXPECT_THAT(IdsOf(Cases()[GetParam()].judge()), Contains(Cases()[GetParam()].id));
}

TEST(WebpkiRules, EachHasACaseHere) {
  const std::vector<std::string> tried = IdsOf(Cases());
  EXPECT_THAT(std::set<std::string>(tried.begin(), tried.end()),
              UnorderedElementsAreArray(IdsOf(kScope)));
}

TEST(WebpkiRules, ACertificateWithoutFaultBreaksNone) {
  for (const OddSpec& leaf :
       {Leaf(), Keyed("RSA2048"), Keyed("P-384"), Keyed("P-521"),
        Named("*.example.org", "DNS:*.example.org"), Named("8.8.8.8", "IP:8.8.8.8"),
        Named("2001:4860:4860::8888", "IP:2001:4860:4860::8888"), Named("", "DNS:example.org")}) {
    const StrictVerdict verdict = test::Judged(WithLeaf(leaf), kScope);
    EXPECT_THAT(IdsOf(verdict), IsEmpty()) << leaf.common_name << " " << leaf.key;
    EXPECT_TRUE(verdict.accepted());
  }
}

// The days of issue from which the maximum falls.
TEST(WebpkiRules, TheLongestValidityDependsOnTheDayOfIssue) {
  const auto judged = [](const absl::CivilDay& issued, int days) {
    OddSpec leaf = Leaf();
    leaf.validity.not_before = absl::FromCivil(issued, absl::UTCTimeZone());
    // Both ends count, so a second less.
    leaf.validity.not_after = leaf.validity.not_before + days * absl::Hours(24) - absl::Seconds(1);
    OddPeer peer = WithLeaf(leaf);
    return IdsOf(test::Judged(peer, kScope));
  };
  const std::string id = "WEBPKI_VALIDITY_TOO_LONG";
  const std::pair<absl::CivilDay, int> limits[] = {{absl::CivilDay(2026, 3, 14), 398},
                                                   {absl::CivilDay(2026, 3, 15), 200},
                                                   {absl::CivilDay(2027, 3, 15), 100},
                                                   {absl::CivilDay(2029, 3, 15), 47}};
  for (const auto& [issued, days] : limits) {
    EXPECT_THAT(judged(issued, days), Not(Contains(id))) << days;
    EXPECT_THAT(judged(issued, days + 1), Contains(id)) << days;
  }
}

TEST(WebpkiRules, NonCriticalNameConstraintsAreWaived) {
  const test::OddCertificate root(OddRoot().With("nameConstraints", "permitted;DNS:example.org"));
  const test::OddCertificate leaf(Leaf(), root);
  StrictPolicy policy;
  policy.time = absl::Now();
  policy.scopes = {LintScope::kRfc5280};
  EXPECT_THAT(IdsOf(test::ValueOf(CheckStrictly(leaf.get(), {}, {root.get()}, policy))),
              ElementsAre("RFC5280_NAME_CONSTRAINTS_NOT_CRITICAL"));
  policy.scopes.push_back(kScope);
  EXPECT_THAT(IdsOf(test::ValueOf(CheckStrictly(leaf.get(), {}, {root.get()}, policy))), IsEmpty());
}

}  // namespace
}  // namespace certgen
