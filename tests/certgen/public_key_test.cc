#include "certgen/public_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "certgen/certificate.h"
#include "certgen/fingerprint.h"
#include "certgen/private_key.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using test::OpenSsl;
using test::ValueOf;

PublicKey HalfOf(const PrivateKey& key) { return ValueOf(PublicKey::Of(*key.get())); }

TEST(PublicKeyTest, SaysWhatKindOfKeyItIs) {
  const PublicKey ec = HalfOf(ValueOf(PrivateKey::Generate(KeyType::kEcP384)));
  EXPECT_EQ(ec.description(), "ec-p384");
  EXPECT_EQ(ec.type(), "EC");
  EXPECT_EQ(ec.bits(), 384);
  EXPECT_EQ(ec.curve(), "P-384");
  EXPECT_EQ(ec.security_bits(), 192);
  const PublicKey rsa = HalfOf(ValueOf(PrivateKey::Generate(KeyType::kRsa2048)));
  EXPECT_EQ(rsa.type(), "RSA");
  EXPECT_EQ(rsa.bits(), 2048);
  EXPECT_EQ(rsa.curve(), "");
  const PublicKey koblitz = HalfOf(ValueOf(PrivateKey::FromPem(
      OpenSsl({"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"}))));
  EXPECT_EQ(koblitz.curve(), "secp256k1");
}

TEST(PublicKeyTest, TheFingerprintIsOfTheEncodingThatOpenSslWrites) {
  const std::string pem = ValueOf(ValueOf(PrivateKey::Generate(KeyType::kEcP256)).ToPem());
  const std::string der = OpenSsl({"pkey", "-pubout", "-outform", "DER"}, pem);
  EXPECT_EQ(HalfOf(ValueOf(PrivateKey::FromPem(pem))).sha256_fingerprint(),
            Fingerprint(der, EVP_sha256()));
}

TEST(PublicKeyTest, IsTheSameFromKeyAndCertificateInAnyEncoding) {
  const test::TestCa ca;
  const PublicKey half = HalfOf(ca.key());
  EXPECT_TRUE(half == ValueOf(ca.certificate().public_key()));
  EXPECT_FALSE(half == HalfOf(test::TestCa().key()));
  EXPECT_FALSE(half == HalfOf(ValueOf(PrivateKey::Generate(KeyType::kEd25519))));
  const std::string compressed = OpenSsl({"ec", "-conv_form", "compressed"}, ca.key_pem());
  const PublicKey same = HalfOf(ValueOf(PrivateKey::FromPem(compressed)));
  EXPECT_TRUE(half == same);
}

}  // namespace
}  // namespace certgen
