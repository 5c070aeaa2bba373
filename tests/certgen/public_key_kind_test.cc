#include "certgen/public_key_kind.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/odd_certificate.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

Certificate With(const std::string& key) {
  test::OddSpec spec = test::OddLeaf();
  spec.key = key;
  return test::OddCertificate(spec).get();
}

TEST(PublicKeyKindTest, ACurveCountsByItsNameOnly) {
  for (const char* curve : {"P-256", "P-384", "P-521"}) {
    EXPECT_TRUE(HasNamedNistCurve(With(curve))) << curve;
  }
  for (const char* key : {"explicit", "secp256k1", "P-224", "ED25519", "RSA2048"}) {
    EXPECT_FALSE(HasNamedNistCurve(With(key))) << key;
  }
  EXPECT_EQ(PublicKeyKind(With("P-256")), "ec-p256");
  EXPECT_EQ(PublicKeyKind(With("explicit")), "ec-p256 with its curve written out");
}

TEST(PublicKeyKindTest, AnRsaKeyForPssIsAKindOfItsOwn) {
  const Certificate pss = test::ValueOf(Certificate::FromPem(
      test::OpenSsl({"req", "-x509", "-newkey", "rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048",
                     "-nodes", "-keyout", "/dev/null", "-subj", "/CN=x"})));
  EXPECT_EQ(PublicKeyKind(pss), "rsa-2048 for RSA-PSS only");
  EXPECT_EQ(RsaBits(pss), 0);
  EXPECT_EQ(PublicKeyKind(With("RSA2048")), "rsa-2048");
  EXPECT_EQ(RsaBits(With("RSA2048")), 2048);
  EXPECT_EQ(RsaBits(With("P-256")), 0);
}

TEST(PublicKeyKindTest, TellsWhatVerifiersStumbleOver) {
  EXPECT_TRUE(HasCurveWrittenOut(With("explicit")));
  EXPECT_TRUE(IsForRsaPssOnly(test::ValueOf(Certificate::FromPem(
      test::OpenSsl({"req", "-x509", "-newkey", "rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048",
                     "-nodes", "-keyout", "/dev/null", "-subj", "/CN=x"})))));
  for (const char* key : {"P-256", "secp256k1", "ED25519", "RSA2048"}) {
    EXPECT_FALSE(HasCurveWrittenOut(With(key))) << key;
    EXPECT_FALSE(IsForRsaPssOnly(With(key))) << key;
  }
  EXPECT_EQ(RsaExponentBits(With("RSA2048")), 17);
  EXPECT_EQ(RsaExponentBits(With("P-256")), 0);
}

}  // namespace
}  // namespace certgen
