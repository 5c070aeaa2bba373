#include "certgen/certificate_signature.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/odd_certificate.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

CertificateSignature Of(const std::string& key, const std::string& digest) {
  test::OddSpec spec = test::OddLeaf();
  spec.key = key;
  spec.digest = digest;
  return SignatureOf(test::OddCertificate(spec).get());
}

CertificateSignature OfPss(const std::vector<std::string>& options) {
  std::vector<std::string> line = {"req",
                                   "-x509",
                                   "-newkey",
                                   "rsa:2048",
                                   "-nodes",
                                   "-keyout",
                                   "/dev/null",
                                   "-subj",
                                   "/CN=x",
                                   "-sigopt",
                                   "rsa_padding_mode:pss"};
  line.insert(line.end(), options.begin(), options.end());
  return SignatureOf(test::ValueOf(Certificate::FromPem(test::OpenSsl(line))));
}

TEST(CertificateSignatureTest, TlsHasNamesForSha2WithRsaAndEcdsa) {
  for (const char* key : {"P-256", "RSA2048"}) {
    for (const char* digest : {"SHA256", "SHA384", "SHA512"}) {
      const CertificateSignature signature = Of(key, digest);
      EXPECT_TRUE(signature.known && signature.in_tls) << key << digest;
      EXPECT_FALSE(signature.pss);
      EXPECT_EQ(signature.hash, digest);
    }
    EXPECT_TRUE(Of(key, "SHA224").known);
    EXPECT_FALSE(Of(key, "SHA224").in_tls);
  }
}

TEST(CertificateSignatureTest, EdwardsCurvesBringTheirOwnHash) {
  for (const char* key : {"ED25519", "ED448"}) {
    const CertificateSignature signature = Of(key, "SHA256");
    EXPECT_TRUE(signature.known && signature.in_tls) << key;
    EXPECT_EQ(signature.hash, "") << key;
  }
}

TEST(CertificateSignatureTest, PssIsInTlsWithOneHashAndASaltOfItsLength) {
  const CertificateSignature good = OfPss({"-sha384", "-sigopt", "rsa_pss_saltlen:48"});
  EXPECT_TRUE(good.pss && good.known && good.in_tls);
  EXPECT_EQ(good.hash, "SHA384");
  for (const std::vector<std::string>& options :
       {std::vector<std::string>{"-sigopt", "rsa_pss_saltlen:20"},
        {"-sigopt", "rsa_pss_saltlen:32", "-sigopt", "rsa_mgf1_md:sha1"},
        {"-sha224", "-sigopt", "rsa_pss_saltlen:28"}}) {
    const CertificateSignature odd = OfPss(options);
    EXPECT_TRUE(odd.pss && odd.known) << options.back();
    EXPECT_FALSE(odd.in_tls) << options.back();
  }
}

// OpenSSL 3 makes them and has no name for the pair of key and hash.
TEST(CertificateSignatureTest, EcdsaWithSha3IsOneThatOpensslDoesNotKnow) {
  const CertificateSignature signature = Of("P-256", "SHA3-256");
  EXPECT_FALSE(signature.known);
  EXPECT_FALSE(signature.in_tls);
}

}  // namespace
}  // namespace certgen
