#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "certgen/lint_rules.h"
#include "tests/certgen/lint_fixture.h"

namespace certgen {
namespace {

using test::OddCa;
using test::OddCertificate;
using test::OddLeaf;
using test::OddPeer;
using test::OddRoot;
using test::OddSpec;
using test::RuleCase;
using test::WithLeaf;
using test::WithMiddle;
using test::WithRoot;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;

constexpr LintScope kScope = LintScope::kRfc5280;

StrictVerdict Judge(const OddPeer& peer) { return test::Judged(peer, kScope); }

RuleCase Case(const std::string& id, const OddPeer& peer) {
  return {id, [peer] { return Judge(peer); }};
}

OddSpec WithSerial(const std::string& serial) {
  OddSpec leaf = OddLeaf();
  leaf.serial = serial;
  return leaf;
}

OddSpec Nameless(OddSpec spec) {
  spec.common_name = "";
  return spec;
}

StrictVerdict WithTwoSignatureAlgorithms() {
  const OddCertificate root(OddRoot());
  const OddCertificate leaf(OddLeaf(), root);
  unsigned char* bytes = nullptr;
  const int length = i2d_X509(leaf.get().get(), &bytes);
  const OpenSslBytesPtr owner(bytes);
  std::string der(reinterpret_cast<char*>(bytes), static_cast<size_t>(length));
  const std::string ecdsa_with = "\x2A\x86\x48\xCE\x3D\x04\x03";
  der[der.rfind(ecdsa_with) + ecdsa_with.size()] = 3;  // SHA-384
  return test::Judged(test::ValueOf(Certificate::FromDer(der)), {}, root.get(), kScope);
}

StrictVerdict ThroughTooManyCas() {
  OddPeer peer = WithMiddle(OddCa("odd middle"));
  peer.policy.max_path_length = 0;
  return Judge(peer);
}

StrictVerdict WithRevocationList(
    const std::vector<std::pair<std::string, std::string>>& extensions) {
  const OddCertificate root(OddRoot());
  const OddCertificate leaf(OddLeaf(), root);
  StrictPolicy policy;
  policy.crls = {test::OddCrl(root, {}, extensions)};
  return test::Judged(leaf.get(), {}, root.get(), kScope, policy);
}

const std::vector<RuleCase>& Cases() {
  static const auto* const cases = new std::vector<RuleCase>{
      {"RFC5280_SIGNATURE_ALGORITHMS_DIFFER", WithTwoSignatureAlgorithms},
      Case("RFC5280_EXTENSIONS_WITHOUT_V3",
           [] {
             OddSpec leaf = OddLeaf();
             leaf.version = 2;
             return WithLeaf(leaf);
           }()),
      Case("RFC5280_SERIAL_NOT_POSITIVE", WithLeaf(WithSerial("0"))),
      Case("RFC5280_SERIAL_NOT_POSITIVE", WithLeaf(WithSerial("-1"))),
      // 2 to the power of 159, of 20 octets but for its sign.
      Case("RFC5280_SERIAL_TOO_LONG",
           WithLeaf(WithSerial("730750818665451459101842416358141509827966271488"))),
      Case("RFC5280_ISSUER_EMPTY", WithRoot(Nameless(OddCa("")))),
      Case("RFC5280_TIME_ENCODING",
           [] {
             OddSpec leaf = OddLeaf();
             leaf.generalized_time = true;
             return WithLeaf(leaf);
           }()),
      Case("RFC5280_SUBJECT_EMPTY", WithLeaf(Nameless(OddLeaf().Without("subjectAltName")))),
      Case("RFC5280_EC_PARAMETERS_EXPLICIT",
           [] {
             OddSpec leaf = OddLeaf();
             leaf.key = "explicit";
             return WithLeaf(leaf);
           }()),
      {"RFC5280_PATH_TOO_LONG", ThroughTooManyCas},
      {"RFC5280_CRL_NUMBER_MISSING", [] { return WithRevocationList({}); }},
      {"RFC5280_CRL_NUMBER_CRITICAL",
       [] {
         return WithRevocationList({{"2.5.29.20", "critical,DER:020101"}});
       }},

      Case("RFC5280_EXTENSION_MALFORMED",
           WithLeaf(OddLeaf().With("authorityInfoAccess", "DER:DEADBEEF"))),
      Case("RFC5280_EXTENSION_REPEATED",
           [] {
             OddSpec leaf = OddLeaf();
             leaf.extensions.emplace_back("subjectAltName", "DNS:other.test");
             return WithLeaf(leaf);
           }()),
      Case("RFC5280_AKI_MISSING", WithLeaf(OddLeaf().Without("authorityKeyIdentifier"))),
      Case("RFC5280_AKI_MISSING",
           WithMiddle(OddCa("odd middle").Without("authorityKeyIdentifier"))),
      Case("RFC5280_AKI_CRITICAL",
           WithLeaf(OddLeaf().With("authorityKeyIdentifier", "critical,keyid"))),
      Case("RFC5280_SKI_MISSING",
           [] {
             OddPeer peer = WithRoot(
                 OddRoot().Without("subjectKeyIdentifier").Without("authorityKeyIdentifier"));
             peer.leaf = OddLeaf().Without("authorityKeyIdentifier");
             return peer;
           }()),
      Case("RFC5280_SKI_CRITICAL",
           WithRoot(OddRoot().With("subjectKeyIdentifier", "critical,hash"))),
      Case("RFC5280_CA_KEY_USAGE_MISSING", WithRoot(OddRoot().Without("keyUsage"))),
      Case("RFC5280_CA_LACKS_KEY_CERT_SIGN",
           WithRoot(OddRoot().With("keyUsage", "critical,cRLSign"))),
      Case("RFC5280_KEY_CERT_SIGN_WITHOUT_CA",
           WithLeaf(OddLeaf().With("keyUsage", "critical,digitalSignature,keyCertSign"))),
      Case("RFC5280_KEY_USAGE_EMPTY", WithLeaf(OddLeaf().With("keyUsage", "critical,DER:030100"))),
      Case("RFC5280_KEY_USAGE_NOT_CRITICAL",
           WithLeaf(OddLeaf().With("keyUsage", "digitalSignature"))),
      Case("RFC5280_BASIC_CONSTRAINTS_NOT_CRITICAL",
           WithRoot(OddRoot().With("basicConstraints", "CA:TRUE"))),
      Case("RFC5280_PATH_LENGTH_WITHOUT_CA",
           WithLeaf(OddLeaf().With("basicConstraints", "critical,CA:FALSE,pathlen:0"))),
      Case("RFC5280_PATH_LENGTH_WITHOUT_KEY_CERT_SIGN",
           WithLeaf(OddLeaf().With("basicConstraints", "critical,CA:TRUE,pathlen:0"))),
      Case("RFC5280_POLICY_CONSTRAINTS_NOT_CRITICAL",
           WithMiddle(OddCa("odd middle").With("policyConstraints", "requireExplicitPolicy:3"))),
      Case("RFC5280_POLICY_CONSTRAINTS_EMPTY",
           WithMiddle(OddCa("odd middle").With("policyConstraints", "critical,DER:3000"))),
      Case("RFC5280_EKU_EMPTY", WithLeaf(OddLeaf().With("extendedKeyUsage", "DER:3000"))),
      Case("RFC5280_EKU_LACKS_PURPOSE", WithLeaf(OddLeaf().With("extendedKeyUsage", "clientAuth"))),
      Case("RFC5280_INHIBIT_ANY_POLICY_NOT_CRITICAL",
           WithMiddle(OddCa("odd middle").With("inhibitAnyPolicy", "2"))),
      Case("RFC5280_AIA_CRITICAL",
           WithLeaf(
               OddLeaf().With("authorityInfoAccess", "critical,caIssuers;URI:http://odd.test/ca"))),

      Case("RFC5280_SAN_EMPTY", WithLeaf(OddLeaf().With("subjectAltName", "DER:3000"))),
      Case("RFC5280_SAN_NOT_CRITICAL", WithLeaf(Nameless(OddLeaf()))),
      Case("RFC5280_SAN_MALFORMED", WithLeaf(OddLeaf().With("subjectAltName", "DNS:a_b.test"))),
      Case("RFC5280_SAN_MALFORMED", WithLeaf(OddLeaf().With("subjectAltName", "DNS:8.8.8.8"))),
      Case("RFC5280_SAN_MALFORMED", WithLeaf(OddLeaf().With("subjectAltName", "email:a@b@c.test"))),
      Case("RFC5280_SAN_MALFORMED", WithLeaf(OddLeaf().With("subjectAltName", "URI:/relative"))),
      Case("RFC5280_SAN_MALFORMED",
           WithLeaf(OddLeaf().With("subjectAltName", "DER:3007870501020304FF"))),
      Case("RFC5280_NAME_CONSTRAINTS_WITHOUT_CA",
           WithLeaf(OddLeaf().With("nameConstraints", "critical,permitted;DNS:odd.test"))),
      Case("RFC5280_NAME_CONSTRAINTS_NOT_CRITICAL",
           WithRoot(OddRoot().With("nameConstraints", "permitted;DNS:odd.test"))),
      Case("RFC5280_NAME_CONSTRAINTS_EMPTY",
           WithRoot(OddRoot().With("nameConstraints", "critical,DER:3000"))),
      Case("RFC5280_NAME_CONSTRAINT_MALFORMED",
           WithRoot(OddRoot().With("nameConstraints", "critical,excluded;DNS:.other.test"))),
      Case("RFC5280_WILDCARD_REACHES_EXCLUDED",
           [] {
             OddPeer peer = WithRoot(
                 OddRoot().With("nameConstraints", "critical,excluded;DNS:secret.odd.test"));
             peer.leaf = OddLeaf().With("subjectAltName", "DNS:*.odd.test");
             return peer;
           }()),
  };
  return *cases;
}

class EachRfc5280Rule : public ::testing::TestWithParam<size_t> {};

INSTANTIATE_TEST_SUITE_P(Rfc5280Rules, EachRfc5280Rule, ::testing::Range<size_t>(0, Cases().size()),
                         [](const auto& index) {
                           return std::to_string(index.param) + "_" + Cases()[index.param].id;
                         });

TEST_P(EachRfc5280Rule, IsFoundBroken) {
  const RuleCase& rule_case = Cases()[GetParam()];
  const StrictVerdict verdict = rule_case.judge();
  EXPECT_THAT(test::IdsOf(verdict), Contains(rule_case.id));
  for (const ChainError& error : verdict.errors) {
    for (const LintRule* rule : AllLintRules()) EXPECT_NE(error.code, rule->openssl_code);
  }
}

TEST(Rfc5280Rules, EachHasACaseHere) {
  const std::vector<std::string> tried = test::IdsOf(Cases());
  EXPECT_THAT(std::set<std::string>(tried.begin(), tried.end()),
              UnorderedElementsAreArray(test::IdsOf(kScope)));
}

TEST(Rfc5280Rules, ACertificateWithoutFaultBreaksNone) {
  const StrictVerdict direct = Judge({});
  EXPECT_THAT(test::IdsOf(direct), IsEmpty());
  EXPECT_TRUE(direct.accepted());
  const StrictVerdict through = Judge(WithMiddle(OddCa("odd middle")));
  EXPECT_THAT(test::IdsOf(through), IsEmpty());
  EXPECT_TRUE(through.accepted());
}

TEST(Rfc5280Rules, ANumberedRevocationListIsFine) {
  const StrictVerdict verdict = WithRevocationList({{"2.5.29.20", "DER:020101"}});
  EXPECT_THAT(test::IdsOf(verdict), IsEmpty());
  EXPECT_TRUE(verdict.accepted());
}

}  // namespace
}  // namespace certgen
