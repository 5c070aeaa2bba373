#include "certgen/defective_certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/time/clock.h"
#include "certgen/certificate.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

namespace certgen {
namespace {

using test::OpenSsl;
using test::StatusIs;
using test::ValueOf;
using test::WriteFile;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class DefectiveCertificateTest : public ::testing::Test {
 protected:
  CertifiedKey Leaf(const DefectiveCertificate& draft) const {
    return ValueOf(IssueDefective(draft, root_, now_));
  }
  static std::string Text(const CertifiedKey& pair) {
    return OpenSsl({"x509", "-noout", "-text", "-nameopt", "RFC2253"}, pair.certificate);
  }
  // What openssl verify says of it, with all that it has to say.
  std::string Verify(const CertifiedKey& pair) const {
    WriteFile(dir_.File("root"), root_.certificate);
    WriteFile(dir_.File("leaf"), pair.certificate);
    const test::Result result = test::RunOpenSsl(
        {"verify", "-x509_strict", "-CAfile", dir_.File("root"), dir_.File("leaf")});
    return result.out + result.err;
  }

  const absl::Time now_ = absl::Now();
  const test::TempDir dir_;
  const CertifiedKey root_ = ValueOf(SelfSign({.common_name = "root", .ca = true}, now_));
};

TEST_F(DefectiveCertificateTest, WithoutAFaultOpensslAcceptsItStrictly) {
  const CertifiedKey leaf = Leaf({});
  EXPECT_THAT(Verify(leaf), HasSubstr("leaf: OK"));
  EXPECT_THAT(Text(leaf), AllOf(HasSubstr("DNS:localhost, IP Address:127.0.0.1"),
                                HasSubstr("TLS Web Server Authentication, TLS Web Client")));
  EXPECT_EQ(OpenSsl({"x509", "-noout", "-pubkey"}, leaf.certificate),
            OpenSsl({"pkey", "-pubout"}, leaf.key));
}

TEST_F(DefectiveCertificateTest, EverySubjectSaysNotToTrustIt) {
  for (const CertifiedKey& pair : {root_, Leaf({}), Leaf({.common_name = "anything"})}) {
    EXPECT_THAT(OpenSsl({"x509", "-noout", "-subject"}, pair.certificate),
                HasSubstr("O = BAD CERTIFICATE FOR TESTS, OU = DO NOT TRUST, CN = "));
  }
}

TEST_F(DefectiveCertificateTest, AnExtensionTakesThePlaceOfTheGoodOneOrIsLeftOutOrAdded) {
  EXPECT_THAT(Text(Leaf({.extensions = {{"extendedKeyUsage", "codeSigning"}}})),
              AllOf(HasSubstr("Code Signing"), Not(HasSubstr("TLS Web"))));
  EXPECT_THAT(Text(Leaf({.extensions = {{"subjectAltName", ""}}})),
              Not(HasSubstr("Subject Alternative Name")));
  EXPECT_THAT(Text(Leaf({.extensions = {{"1.2.3.4", "critical,ASN1:NULL"}}})),
              HasSubstr("1.2.3.4: critical"));
}

TEST_F(DefectiveCertificateTest, DatesAreDaysFromNow) {
  const Certificate past =
      ValueOf(Certificate::FromPem(Leaf({.first_day = -3, .last_day = -1}).certificate));
  EXPECT_EQ(past.not_before(), absl::FromUnixSeconds(absl::ToUnixSeconds(now_)) - absl::Hours(72));
  EXPECT_EQ(past.not_after(), absl::FromUnixSeconds(absl::ToUnixSeconds(now_)) - absl::Hours(24));
  EXPECT_THAT(Verify(Leaf({.first_day = -3, .last_day = -1})), HasSubstr("error 10 at 0 depth"));
  EXPECT_THAT(Verify(Leaf({.first_day = 1, .last_day = 3})), HasSubstr("error 9 at 0 depth"));
}

TEST_F(DefectiveCertificateTest, ATamperedSignatureIsReadAndRefused) {
  EXPECT_THAT(Verify(Leaf({.tampered = true})), HasSubstr("error 7 at 0 depth"));
}

TEST_F(DefectiveCertificateTest, TheDigestIsTheOneAskedFor) {
  EXPECT_THAT(Text(Leaf({.digest = "SHA1"})), HasSubstr("ecdsa-with-SHA1"));
  EXPECT_THAT(IssueDefective({.digest = "NO-SUCH"}, root_, now_),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("sign with NO-SUCH")));
}

TEST_F(DefectiveCertificateTest, AnIssuerNeedNotBeFitToIssue) {
  const CertifiedKey below = ValueOf(IssueDefective({}, Leaf({.common_name = "no CA"}), now_));
  EXPECT_THAT(Text(below), HasSubstr("Issuer: CN=no CA,OU=DO NOT TRUST"));
}

TEST_F(DefectiveCertificateTest, KeysAreOfEveryKind) {
  const struct {
    const char* kind;
    const char* text;
  } cases[] = {{"ec-p256", "prime256v1"}, {"ec-p384", "secp384r1"}, {"ec-p521", "secp521r1"},
               {"ed25519", "ED25519"},    {"ed448", "ED448"},       {"x25519", "X25519"},
               {"rsa-1024", "(1024 bit"}};
  for (const auto& c : cases) {
    EXPECT_THAT(OpenSsl({"pkey", "-noout", "-text"}, ValueOf(NewKey(c.kind))), HasSubstr(c.text));
    EXPECT_THAT(Verify(Leaf({.key = c.kind})), HasSubstr("leaf: OK")) << c.kind;
  }
  for (const char* kind : {"", "dsa", "rsa-", "rsa-x", "rsa--1"}) {
    EXPECT_THAT(NewKey(kind), StatusIs(absl::StatusCode::kInvalidArgument)) << kind;
  }
}

TEST_F(DefectiveCertificateTest, WhatOpensslRefusesIsNamed) {
  EXPECT_THAT(SelfSign({.extensions = {{"keyUsage", "nonsense"}}}, now_),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("keyUsage=nonsense")));
  EXPECT_THAT(SelfSign({.common_name = std::string(65, 'x')}, now_),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("write name")));
  // X25519 signs nothing.
  EXPECT_THAT(SelfSign({.key = "x25519"}, now_), StatusIs(absl::StatusCode::kInternal));
}

}  // namespace
}  // namespace certgen
