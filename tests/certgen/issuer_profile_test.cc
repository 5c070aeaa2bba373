// The profile as the openssl program sees it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "certgen/private_key.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using test::OpenSsl;
using test::RunOpenSsl;
using test::TestCa;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class EveryKeyType : public ::testing::TestWithParam<std::string> {
 protected:
  KeyType type() const { return *ParseKeyType(GetParam()); }
};

INSTANTIATE_TEST_SUITE_P(IssuerProfile, EveryKeyType, ::testing::ValuesIn(KeyTypeNames()),
                         [](const auto& type) {
                           std::string name = type.param;
                           std::erase(name, '-');
                           return name;
                         });

// The arguments that judge tls.crt and ca.crt in `dir`.
std::vector<std::string> Verify(const test::TempDir& dir, const std::string& purpose) {
  return {"verify",     "-x509_strict",      "-auth_level", "2",         "-purpose",
          purpose,      "-no-CApath",        "-no-CAstore", "-CAfile",   dir.File("ca.crt"),
          "-untrusted", dir.File("tls.crt"), "-verify_ip",  "127.0.0.1", "-verify_hostname",
          "localhost",  dir.File("tls.crt")};
}

TEST_P(EveryKeyType, OpenSslVerifiesTheChainStrictlyForBothPurposes) {
  test::TempDir dir;
  test::LeafSpec spec;
  spec.key = type();
  TestCa(type()).Leaf(spec).WriteTo(dir.path());
  for (const char* purpose : {"sslserver", "sslclient"}) {
    const test::Result result = RunOpenSsl(Verify(dir, purpose));
    EXPECT_EQ(result.exit_code, 0) << purpose << ": " << result.err;
  }
  // And the key belongs to it.
  EXPECT_EQ(OpenSsl({"pkey", "-in", dir.File("tls.key"), "-pubout"}),
            OpenSsl({"x509", "-in", dir.File("tls.crt"), "-noout", "-pubkey"}));
}

TEST(IssuerProfile, OpenSslVerifiesAChainThroughAnIntermediate) {
  test::TempDir dir;
  TestCa().Intermediate().Leaf().WriteTo(dir.path());
  EXPECT_EQ(RunOpenSsl(Verify(dir, "sslserver")).exit_code, 0);
  EXPECT_EQ(RunOpenSsl(Verify(dir, "sslclient")).exit_code, 0);
}

TEST(IssuerProfile, OpenSslRefusesWhatALeafIsNotFor) {
  test::TempDir dir;
  const TestCa ca;
  ca.Leaf(test::ForServers()).WriteTo(dir.path());
  EXPECT_EQ(RunOpenSsl(Verify(dir, "sslserver")).exit_code, 0);
  EXPECT_THAT(RunOpenSsl(Verify(dir, "sslclient")).err,
              HasSubstr("unsuitable certificate purpose"));
  ca.Leaf(test::ForClients()).WriteTo(dir.path());
  EXPECT_EQ(RunOpenSsl(Verify(dir, "sslclient")).exit_code, 0);
  EXPECT_THAT(RunOpenSsl(Verify(dir, "sslserver")).err,
              HasSubstr("unsuitable certificate purpose"));
  ca.Leaf(test::Named("other.test")).WriteTo(dir.path());
  EXPECT_THAT(RunOpenSsl(Verify(dir, "sslserver")).err, HasSubstr("hostname mismatch"));
  ca.Leaf().WriteTo(dir.path());
  test::WriteFile(dir.path() / "ca.crt", TestCa().certificate().ToPem());
  EXPECT_THAT(RunOpenSsl(Verify(dir, "sslserver")).err, HasSubstr("unable to get local issuer"));
}

TEST(IssuerProfile, OpenSslReadsEachFieldOfALeaf) {
  const std::string text = OpenSsl({"x509", "-noout", "-text"}, TestCa().Leaf().leaf.ToPem());
  EXPECT_THAT(
      text,
      AllOf(HasSubstr("Version: 3 (0x2)"), HasSubstr("Signature Algorithm: ecdsa-with-SHA256"),
            HasSubstr("ASN1 OID: prime256v1"),
            HasSubstr("X509v3 Basic Constraints: critical\n                CA:FALSE"),
            HasSubstr("X509v3 Key Usage: critical\n                Digital Signature\n"),
            HasSubstr("X509v3 Extended Key Usage: \n                TLS Web Server "
                      "Authentication, TLS Web Client Authentication\n")));
  EXPECT_THAT(text, HasSubstr("X509v3 Subject Alternative Name: \n                DNS:localhost, "
                              "IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1\n"));
}

TEST(IssuerProfile, OpenSslReadsEachFieldOfARoot) {
  const std::string text = OpenSsl({"x509", "-noout", "-text"}, TestCa().certificate().ToPem());
  EXPECT_THAT(
      text,
      AllOf(HasSubstr("X509v3 Basic Constraints: critical\n                CA:TRUE, pathlen:1\n"),
            HasSubstr("X509v3 Key Usage: critical\n                Certificate Sign, CRL Sign\n"),
            Not(HasSubstr("Extended Key Usage")), Not(HasSubstr("Alternative Name")),
            Not(HasSubstr("Authority Key Identifier"))));
  // The CN as UTF8String, as RFC 5280 wants of new certificates.
  EXPECT_THAT(OpenSsl({"asn1parse"}, TestCa().certificate().ToPem()),
              ContainsRegex("UTF8STRING *:test root"));
}

TEST(IssuerProfile, ALeafsBasicConstraintsAreAnEmptySequence) {
  const std::string parsed = OpenSsl({"asn1parse"}, TestCa().Leaf().leaf.ToPem());
  EXPECT_THAT(parsed, ContainsRegex("X509v3 Basic Constraints\n.*BOOLEAN *:255\n"
                                    ".*OCTET STRING *.HEX DUMP.:3000\n"));
}

TEST(IssuerProfile, TheTimesAreOfTheTypesThatRfc5280Wants) {
  test::LeafSpec spec;
  EXPECT_THAT(OpenSsl({"asn1parse"}, TestCa().Leaf(spec).leaf.ToPem()),
              AllOf(ContainsRegex("UTCTIME *:[0-9]{12}Z\n.*UTCTIME *:[0-9]{12}Z\n"),
                    Not(HasSubstr("GENERALIZEDTIME"))));
  const TestCa far(KeyType::kEcP256, test::DaysFromNow(-1, 40000));
  spec.validity = test::DaysFromNow(-1, 30000);
  EXPECT_THAT(OpenSsl({"asn1parse"}, far.Leaf(spec).leaf.ToPem()),
              ContainsRegex("UTCTIME *:[0-9]{12}Z\n.*GENERALIZEDTIME *:2[0-9]{13}Z\n"));
}

TEST(IssuerProfile, AnEmptySubjectHasCriticalNames) {
  test::TempDir dir;
  test::LeafSpec spec;
  spec.names = {*UriName("spiffe://example.test/ns/a/sa/b")};
  TestCa().Leaf(spec).WriteTo(dir.path());
  EXPECT_THAT(OpenSsl({"x509", "-in", dir.File("tls.crt"), "-noout", "-text"}),
              AllOf(HasSubstr("Subject: \n"),
                    HasSubstr("Alternative Name: critical\n                URI:spiffe://")));
  EXPECT_EQ(RunOpenSsl({"verify", "-x509_strict", "-purpose", "sslclient", "-CAfile",
                        dir.File("ca.crt"), dir.File("tls.crt")})
                .exit_code,
            0);
}

TEST(IssuerProfile, OurFingerprintIsOpenSsls) {
  const Certificate leaf = TestCa().Leaf().leaf;
  EXPECT_EQ(OpenSsl({"x509", "-noout", "-fingerprint", "-sha256"}, leaf.ToPem()),
            "sha256 Fingerprint=" + leaf.sha256_fingerprint() + "\n");
  EXPECT_EQ(OpenSsl({"x509", "-noout", "-serial"}, leaf.ToPem()), "serial=" + leaf.serial() + "\n");
}

}  // namespace
}  // namespace certgen
