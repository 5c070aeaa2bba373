#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include <set>

#include "certgen/lint_rules.h"
#include "tests/certgen/lint_fixture.h"

namespace certgen {
namespace {

using test::IdsOf;
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

constexpr LintScope kScope = LintScope::kGrpc;

RuleCase Case(const std::string& id, const OddPeer& peer) {
  return {id, [peer] { return test::Judged(peer, kScope); }};
}

OddSpec Keyed(const std::string& key) {
  OddSpec leaf = OddLeaf();
  leaf.key = key;
  return leaf;
}

// Nobody knows the factors, and making such a key in earnest takes minutes.
EvpPkeyPtr RsaKeyOf(int bits) {
  const BignumPtr modulus(BN_new());
  const BignumPtr exponent(BN_new());
  EXPECT_EQ(BN_rand(modulus.get(), bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD), 1);
  EXPECT_EQ(BN_set_word(exponent.get(), RSA_F4), 1);
  const std::unique_ptr<OSSL_PARAM_BLD, OpenSslFree<OSSL_PARAM_BLD_free>> builder(
      OSSL_PARAM_BLD_new());
  EXPECT_EQ(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()), 1);
  EXPECT_EQ(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()), 1);
  const std::unique_ptr<OSSL_PARAM, OpenSslFree<OSSL_PARAM_free>> parameters(
      OSSL_PARAM_BLD_to_param(builder.get()));
  const std::unique_ptr<EVP_PKEY_CTX, OpenSslFree<EVP_PKEY_CTX_free>> context(
      EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  EXPECT_EQ(EVP_PKEY_fromdata_init(context.get()), 1);
  EXPECT_EQ(EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()), 1);
  return EvpPkeyPtr(key);
}

StrictVerdict WithRsaKeyOf(int bits) {
  const OddCertificate root(OddRoot());
  const OddCertificate leaf(OddLeaf(), root, RsaKeyOf(bits));
  return test::Judged(leaf.get(), {}, root.get(), kScope);
}

StrictVerdict ThroughIntermediates(int count) {
  const OddCertificate root(OddRoot());
  OddCertificate last = root;
  std::vector<Certificate> middle;
  for (int i = 0; i < count; ++i) {
    last = OddCertificate(OddCa("odd " + std::to_string(i)), last);
    middle.push_back(last.get());
  }
  return test::Judged(OddCertificate(OddLeaf(), last).get(), middle, root.get(), kScope);
}

const std::vector<RuleCase>& Cases() {
  static const auto* const cases = new std::vector<RuleCase>{
      Case("GRPC_KEY_USAGE_LACKS_DIGITAL_SIGNATURE",
           WithLeaf(OddLeaf().With("keyUsage", "critical,keyEncipherment"))),
      Case("GRPC_SERVER_HAS_NO_ALTERNATIVE_NAME", WithLeaf(OddLeaf().Without("subjectAltName"))),
      Case("GRPC_SERVER_HAS_NO_ALTERNATIVE_NAME",
           WithLeaf(OddLeaf().With("subjectAltName", "URI:spiffe://odd.test/a"))),
      Case("GRPC_CA_EKU_LACKS_PURPOSE",
           WithMiddle(OddCa("odd middle").With("extendedKeyUsage", "clientAuth"))),
      Case("GRPC_CA_EKU_LACKS_PURPOSE",
           WithRoot(OddRoot().With("extendedKeyUsage", "emailProtection"))),
      Case("GRPC_LEAF_IS_CA", WithLeaf(OddLeaf().With("basicConstraints", "critical,CA:TRUE"))),
      Case("GRPC_VERSION_NOT_3",
           [] {
             OddSpec leaf = OddLeaf();
             leaf.version = 1;
             leaf.extensions.clear();
             return WithLeaf(leaf);
           }()),
      Case("GRPC_SERIAL_NEGATIVE",
           [] {
             OddSpec root = OddRoot();
             root.serial = "-7";
             return WithRoot(root);
           }()),
      {"GRPC_RSA_KEY_TOO_LONG", [] { return WithRsaKeyOf(8200); }},
      Case("GRPC_KEY_TYPE_UNKNOWN", WithLeaf(Keyed("secp256k1"))),
      Case("GRPC_KEY_TYPE_UNKNOWN", WithLeaf(Keyed("brainpoolP256r1"))),
      Case("GRPC_KEY_TYPE_UNKNOWN", WithLeaf(Keyed("ED448"))),
      Case("GRPC_KEY_TYPE_UNKNOWN", WithLeaf(Keyed("explicit"))),
      Case("GRPC_POLICY_CRITICAL",
           WithLeaf(OddLeaf().With("certificatePolicies", "critical,DER:3007300506032A0304"))),
      Case("GRPC_POLICY_CRITICAL",
           WithMiddle(OddCa("odd middle").With("inhibitAnyPolicy", "critical,2"))),
      {"GRPC_CHAIN_TOO_LONG", [] { return ThroughIntermediates(7); }},
  };
  return *cases;
}

class EachGrpcRule : public ::testing::TestWithParam<size_t> {};

INSTANTIATE_TEST_SUITE_P(GrpcRules, EachGrpcRule, ::testing::Range<size_t>(0, Cases().size()),
                         [](const auto& index) {
                           return std::to_string(index.param) + "_" + Cases()[index.param].id;
                         });

TEST_P(EachGrpcRule, IsFoundBroken) {
  EXPECT_THAT(IdsOf(Cases()[GetParam()].judge()), Contains(Cases()[GetParam()].id));
}

TEST(GrpcRules, EachHasACaseHere) {
  const std::vector<std::string> tried = IdsOf(Cases());
  EXPECT_THAT(std::set<std::string>(tried.begin(), tried.end()),
              UnorderedElementsAreArray(IdsOf(kScope)));
}

TEST(GrpcRules, ACertificateWithoutFaultBreaksNone) {
  for (const char* key : {"P-256", "P-384", "P-521", "ED25519", "RSA2048"}) {
    const StrictVerdict verdict = test::Judged(WithLeaf(Keyed(key)), kScope);
    EXPECT_THAT(IdsOf(verdict), IsEmpty()) << key;
    EXPECT_TRUE(verdict.accepted()) << key;
  }
  EXPECT_THAT(IdsOf(ThroughIntermediates(6)), IsEmpty());
  EXPECT_THAT(IdsOf(WithRsaKeyOf(8192)), IsEmpty());
  EXPECT_THAT(IdsOf(test::Judged(
                  WithMiddle(OddCa("odd middle").With("extendedKeyUsage", "serverAuth")), kScope)),
              IsEmpty());
}

TEST(GrpcRules, AClientNeedsNoHostName) {
  OddPeer peer = WithLeaf(OddLeaf().With("subjectAltName", "URI:spiffe://odd.test/a"));
  peer.policy.purpose = Purpose::kTlsClient;
  EXPECT_THAT(IdsOf(test::Judged(peer, kScope)), IsEmpty());
}

}  // namespace
}  // namespace certgen
