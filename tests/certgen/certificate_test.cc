#include "certgen/certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/time/civil_time.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using test::OpenSsl;
using test::StatusIs;
using test::ValueOf;
using ::testing::IsEmpty;

constexpr absl::StatusCode kInvalid = absl::StatusCode::kInvalidArgument;

Certificate SelfSigned(std::vector<std::string> more) {
  std::vector<std::string> line = {
      "req",    "-x509",   "-newkey",   "ec",      "-pkeyopt", "ec_paramgen_curve:P-256",
      "-nodes", "-keyout", "/dev/null", "-config", "/dev/null"};
  line.insert(line.end(), more.begin(), more.end());
  return ValueOf(Certificate::FromPem(OpenSsl(line)));
}

TEST(CertificateTest, PemAndDerAreTheSameCertificate) {
  const std::string pem = test::TestCa().certificate().ToPem();
  const Certificate certificate = ValueOf(Certificate::FromPem(pem));
  EXPECT_EQ(certificate.ToPem(), pem);
  const std::string der = OpenSsl({"x509", "-outform", "DER"}, pem);
  EXPECT_EQ(ValueOf(Certificate::FromDer(der)), certificate);
  EXPECT_FALSE(certificate == test::TestCa().certificate());
}

TEST(CertificateTest, RefusesWhatIsNone) {
  EXPECT_THAT(Certificate::FromPem(""), StatusIs(kInvalid));
  EXPECT_THAT(Certificate::FromPem("hello"), StatusIs(kInvalid));
  EXPECT_THAT(Certificate::FromPem(test::TestCa().key_pem()), StatusIs(kInvalid));
  EXPECT_THAT(Certificate::FromDer(""), StatusIs(kInvalid));
  const std::string der =
      OpenSsl({"x509", "-outform", "DER"}, test::TestCa().certificate().ToPem());
  EXPECT_THAT(Certificate::FromDer(der + "x"), StatusIs(kInvalid));
  EXPECT_THAT(Certificate::FromDer(der.substr(1)), StatusIs(kInvalid));
}

TEST(CertificateTest, NamesAreReadable) {
  const Certificate certificate =
      SelfSigned({"-utf8", "-subj", "/O=Müller, Söhne/CN=first/CN=last"});
  EXPECT_EQ(certificate.subject(), "CN=last,CN=first,O=Müller\\, Söhne");
  EXPECT_EQ(certificate.issuer(), certificate.subject());
  EXPECT_EQ(certificate.common_name(), "last");
  EXPECT_TRUE(certificate.is_self_issued());
  EXPECT_THAT(certificate.names(), IsEmpty());
  EXPECT_EQ(SelfSigned({"-subj", "/"}).subject(), "");
  EXPECT_EQ(SelfSigned({"-subj", "/"}).common_name(), "");
}

TEST(CertificateTest, ReadsWhatOpenSslPrints) {
  const Certificate leaf = test::TestCa().Leaf().leaf;
  EXPECT_EQ(OpenSsl({"x509", "-noout", "-serial"}, leaf.ToPem()), "serial=" + leaf.serial() + "\n");
  EXPECT_EQ(OpenSsl({"x509", "-noout", "-fingerprint", "-sha256"}, leaf.ToPem()),
            "sha256 Fingerprint=" + leaf.sha256_fingerprint() + "\n");
  EXPECT_EQ(
      OpenSsl({"x509", "-noout", "-startdate", "-dateopt", "iso_8601"}, leaf.ToPem()),
      absl::FormatTime("notBefore=%Y-%m-%d %H:%M:%SZ\n", leaf.not_before(), absl::UTCTimeZone()));
}

TEST(CertificateTest, ItsFieldsAreThoseThatOpenSslPrints) {
  const test::TestCa ca;
  const Certificate leaf = ca.Leaf().leaf;
  EXPECT_EQ(OpenSsl({"x509", "-noout", "-fingerprint", "-sha1"}, leaf.ToPem()),
            "sha1 Fingerprint=" + leaf.sha1_fingerprint() + "\n");
  EXPECT_THAT(OpenSsl({"x509", "-noout", "-text"}, leaf.ToPem()),
              ::testing::HasSubstr("Signature Algorithm: " + leaf.signature_algorithm() + "\n"));
  EXPECT_EQ(leaf.version(), 3);
  EXPECT_EQ(leaf.extensions().size(), 6u);
  EXPECT_EQ(ValueOf(leaf.public_key()).description(), leaf.key_description());
  EXPECT_FALSE(leaf.is_self_signed());
  EXPECT_TRUE(ca.certificate().is_self_signed());
}

TEST(CertificateTest, ASelfIssuedOneWithAForeignSignatureIsNotSelfSigned) {
  std::string der = OpenSsl({"x509", "-outform", "DER"}, test::TestCa().certificate().ToPem());
  der.back() = static_cast<char>(der.back() ^ 1);
  const Certificate forged = ValueOf(Certificate::FromDer(der));
  EXPECT_TRUE(forged.is_self_issued());
  EXPECT_FALSE(forged.is_self_signed());
}

TEST(CertificateTest, WithoutExtensionsNothingIsForbiddenAndNothingGranted) {
  const Certificate certificate = SelfSigned({"-subj", "/CN=x"});
  EXPECT_FALSE(certificate.is_ca());
  EXPECT_EQ(certificate.path_length(), std::nullopt);
  EXPECT_FALSE(certificate.has_key_usage(KU_KEY_CERT_SIGN));
  EXPECT_TRUE(certificate.allows_extended_use(XKU_SSL_SERVER));
  EXPECT_TRUE(certificate.FitsPurpose(X509_PURPOSE_SSL_SERVER));
}

TEST(CertificateTest, ReadsConstraintsAndUses) {
  const test::TestCa ca;
  EXPECT_TRUE(ca.certificate().is_ca());
  EXPECT_EQ(ca.certificate().path_length(), 1);
  EXPECT_TRUE(ca.certificate().has_key_usage(KU_KEY_CERT_SIGN));
  EXPECT_TRUE(ca.certificate().has_subject_key_id());
  const Certificate client = ca.Leaf(test::ForClients()).leaf;
  EXPECT_FALSE(client.is_ca());
  EXPECT_FALSE(client.is_self_issued());
  EXPECT_FALSE(client.allows_extended_use(XKU_SSL_SERVER));
  EXPECT_TRUE(client.allows_extended_use(XKU_SSL_CLIENT));
  EXPECT_FALSE(client.FitsPurpose(X509_PURPOSE_SSL_SERVER));
  EXPECT_TRUE(client.FitsPurpose(X509_PURPOSE_SSL_CLIENT));
}

TEST(CertificateTest, KnowsTheStrengthOfKeysAndSignatures) {
  const Certificate good = test::TestCa().certificate();
  EXPECT_EQ(good.key_description(), "ec-p256");
  EXPECT_EQ(good.key_security_bits(), 128);
  EXPECT_EQ(good.signature_security_bits(), 128);
  const Certificate weak =
      ValueOf(Certificate::FromPem(OpenSsl({"req", "-x509", "-newkey", "rsa:1024", "-sha1",
                                            "-nodes", "-keyout", "/dev/null", "-subj", "/CN=x"})));
  EXPECT_EQ(weak.key_description(), "rsa-1024");
  EXPECT_LT(weak.key_security_bits(), 112);
  EXPECT_LT(weak.signature_security_bits(), 112);
}

TEST(CertificateTest, TimesAreRfc3339InUtc) {
  EXPECT_EQ(Rfc3339(absl::FromCivil(absl::CivilSecond(2027, 2, 1, 3, 4, 5), absl::UTCTimeZone())),
            "2027-02-01T03:04:05Z");
}

}  // namespace
}  // namespace certgen
