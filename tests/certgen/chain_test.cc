#include "certgen/chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "absl/time/clock.h"
#include "tests/testing/odd_certificate.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using test::IsOkAndHolds;
using test::TestCa;
using test::ValueOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;

ChainPolicy Policy(Purpose purpose = Purpose::kAny) {
  ChainPolicy policy;
  policy.time = absl::Now();
  policy.purpose = purpose;
  policy.strict = true;
  return policy;
}

std::vector<int> Codes(const Certificate& leaf, const std::vector<Certificate>& intermediates,
                       const std::vector<Certificate>& roots, const ChainPolicy& policy) {
  std::vector<int> codes;
  for (const ChainError& error : ValueOf(VerifyChain(leaf, intermediates, roots, policy))) {
    codes.push_back(error.code);
  }
  return codes;
}

TEST(ChainTest, AGoodChainHasNoErrors) {
  const TestCa root;
  const TestCa middle = root.Intermediate();
  const Certificate leaf = middle.Leaf().leaf;
  const Certificate stranger = TestCa().certificate();
  for (const Purpose purpose : {Purpose::kAny, Purpose::kTlsServer, Purpose::kTlsClient}) {
    EXPECT_THAT(Codes(leaf, {stranger, middle.certificate()}, {stranger, root.certificate()},
                      Policy(purpose)),
                IsEmpty());
  }
}

TEST(ChainTest, AForeignOrMissingRootIsAnError) {
  const Certificate leaf = TestCa().Leaf().leaf;
  EXPECT_THAT(Codes(leaf, {}, {TestCa().certificate()}, Policy()),
              Contains(X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY));
  EXPECT_THAT(Codes(leaf, {}, {}, Policy()),
              Contains(X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY));
}

TEST(ChainTest, TimeIsTheOneGiven) {
  const TestCa root;
  const Certificate leaf = root.Leaf().leaf;
  ChainPolicy policy = Policy();
  policy.time = leaf.not_after() + absl::Seconds(1);
  EXPECT_THAT(Codes(leaf, {}, {root.certificate()}, policy), Contains(X509_V_ERR_CERT_HAS_EXPIRED));
  policy.time = leaf.not_before() - absl::Seconds(1);
  EXPECT_THAT(Codes(leaf, {}, {root.certificate()}, policy),
              Contains(X509_V_ERR_CERT_NOT_YET_VALID));
}

TEST(ChainTest, TellsEveryErrorWithItsCertificate) {
  const TestCa root(KeyType::kEcP256, test::DaysFromNow(-20, -1));
  test::LeafSpec spec;
  spec.validity = test::DaysFromNow(-10, -2);
  spec.usage = Usage::kClient;
  const Certificate leaf = root.Leaf(spec).leaf;
  const auto errors =
      ValueOf(VerifyChain(leaf, {}, {root.certificate()}, Policy(Purpose::kTlsServer)));
  EXPECT_THAT(errors, Contains(testing::AllOf(Field(&ChainError::code, X509_V_ERR_INVALID_PURPOSE),
                                              Field(&ChainError::certificate, leaf))));
  EXPECT_THAT(errors,
              Contains(testing::AllOf(Field(&ChainError::code, X509_V_ERR_CERT_HAS_EXPIRED),
                                      Field(&ChainError::depth, 1),
                                      Field(&ChainError::certificate, root.certificate()))));
  EXPECT_THAT(errors,
              Contains(testing::AllOf(Field(&ChainError::code, X509_V_ERR_CERT_HAS_EXPIRED),
                                      Field(&ChainError::depth, 0),
                                      Field(&ChainError::reason, "certificate has expired"))));
}

TEST(ChainTest, APartialChainMayEndInAnyTrustedCertificate) {
  const TestCa middle = TestCa().Intermediate();
  const Certificate leaf = middle.Leaf().leaf;
  ChainPolicy policy = Policy();
  EXPECT_FALSE(Codes(leaf, {}, {middle.certificate()}, policy).empty());
  policy.partial_chain = true;
  EXPECT_THAT(Codes(leaf, {}, {middle.certificate()}, policy), IsEmpty());
}

TEST(ChainTest, StrictRefusesWhatRfc5280ForbidsAndLaxLetsPass) {
  // A CA whose basicConstraints are not critical.
  const TestCa root;
  test::TempDir dir;
  root.Leaf().WriteTo(dir.path());
  test::WriteFile(dir.File("root.key"), root.key_pem());
  test::WriteFile(dir.File("extensions"), "basicConstraints=CA:TRUE\n");
  test::OpenSsl(
      {"req", "-new", "-key", dir.File("tls.key"), "-subj", "/CN=x", "-out", dir.File("csr")});
  const Certificate lax = ValueOf(Certificate::FromPem(test::OpenSsl(
      {"x509", "-req", "-in", dir.File("csr"), "-CA", dir.File("ca.crt"), "-CAkey",
       dir.File("root.key"), "-set_serial", "7", "-extfile", dir.File("extensions")})));
  ChainPolicy policy = Policy();
  EXPECT_THAT(Codes(lax, {}, {root.certificate()}, policy),
              Contains(X509_V_ERR_CA_BCONS_NOT_CRITICAL));
  policy.strict = false;
  EXPECT_THAT(Codes(lax, {}, {root.certificate()}, policy), IsEmpty());
}

TEST(ChainTest, AWeakKeyIsAnErrorAsInTlsOnDebian) {
  const Certificate weak =
      ValueOf(Certificate::FromPem(test::OpenSsl({"req", "-x509", "-newkey", "rsa:1024", "-nodes",
                                                  "-keyout", "/dev/null", "-subj", "/CN=x"})));
  ChainPolicy policy = Policy();
  policy.strict = false;
  EXPECT_THAT(Codes(weak, {}, {weak}, policy), Contains(X509_V_ERR_EE_KEY_TOO_SMALL));
}

TEST(ChainTest, RevocationIsLookedUpWhereThereIsAList) {
  const test::OddCertificate root(test::OddRoot());
  test::OddSpec spec = test::OddCa("middle");
  spec.serial = "8";
  const test::OddCertificate middle(spec, root);
  const Certificate leaf = test::OddCertificate(test::OddLeaf(), middle).get();
  const auto codes = [&](std::vector<RevocationList> crls) {
    ChainPolicy policy = Policy();
    policy.crls = std::move(crls);
    return Codes(leaf, {middle.get()}, {root.get()}, policy);
  };
  const RevocationList none = test::OddCrl(middle, {});
  EXPECT_THAT(codes({none}), IsEmpty());
  EXPECT_THAT(codes({none, test::OddCrl(root, {"9"})}), IsEmpty());
  EXPECT_THAT(codes({test::OddCrl(middle, {test::OddLeaf().serial})}),
              ElementsAre(X509_V_ERR_CERT_REVOKED));
  EXPECT_THAT(codes({none, test::OddCrl(root, {"8"})}), ElementsAre(X509_V_ERR_CERT_REVOKED));
  // Once lists are given, the leaf needs one.
  EXPECT_THAT(codes({test::OddCrl(root, {})}), ElementsAre(X509_V_ERR_UNABLE_TO_GET_CRL));
}

}  // namespace
}  // namespace certgen
