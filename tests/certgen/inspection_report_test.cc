#include "certgen/inspection_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "absl/time/clock.h"
#include "certgen/fingerprint.h"
#include "certgen/relations.h"
#include "tests/certgen/openssl_ca.h"
#include "tests/certgen/openssl_certificate.h"

namespace certgen {
namespace {

using test::ValueOf;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

Inspection Of(std::vector<InspectedObject> objects, const std::string& path = "f") {
  Inspection inspection = {{{path, "PEM", std::move(objects)}}, {}};
  FindRelations(&inspection.files);
  return inspection;
}

// By default as of now: after the objects were made, as a default argument might not be.
std::string Text(std::vector<InspectedObject> objects,
                 std::optional<absl::Time> now = std::nullopt) {
  return Describe(Of(std::move(objects)), now.value_or(absl::Now()));
}

TEST(InspectionReportTest, AChainIsTakenInAtAGlance) {
  const test::TestCa root;
  const test::TestCa ca = root.Intermediate();
  const Certificate leaf = ca.Leaf().leaf;
  EXPECT_EQ(Text({{leaf}, {ca.certificate()}}),
            "f #1: leaf for server and client, 29 days left\n"
            "  names        DNS:localhost, IP:127.0.0.1, IP:::1\n"
            "  subject      CN=localhost\n"
            "  issuer       " +
                leaf.issuer() +
                " (f #2)\n"
                "  valid        " +
                Rfc3339(leaf.not_before()) + " until " + Rfc3339(leaf.not_after()) +
                "\n"
                "  key          ec-p256, for digitalSignature\n"
                "  serial       " +
                leaf.serial() +
                "\n"
                "  fingerprint  " +
                leaf.sha256_fingerprint() +
                " (sha256)\n"
                "\n"
                "f #2: intermediate CA, 3649 days left\n"
                "  subject      " +
                ca.certificate().subject() +
                "\n"
                "  issuer       " +
                root.certificate().subject() +
                "\n"
                "  valid        " +
                Rfc3339(ca.certificate().not_before()) + " until " +
                Rfc3339(ca.certificate().not_after()) +
                "\n"
                "  issues       leaves, no CAs\n"
                "  key          ec-p256, for keyCertSign, cRLSign\n"
                "  serial       " +
                ca.certificate().serial() +
                "\n"
                "  fingerprint  " +
                ca.certificate().sha256_fingerprint() + " (sha256)\n");
}

TEST(InspectionReportTest, WhatIsOverOrNotYetBegunIsAnAlarm) {
  const test::TestCa ca;
  EXPECT_THAT(Text({{ca.Leaf(test::Expired()).leaf}}),
              StartsWith("f: leaf for server and client, expired 24 hours ago\n"
                         "  ! expired 24 hours ago\n"));
  EXPECT_THAT(Text({{ca.Leaf(test::NotYetValid()).leaf}}), HasSubstr("\n  ! begins in 23 hours\n"));
  EXPECT_THAT(Text({{ca.Leaf().leaf}}), Not(HasSubstr("!")));
}

TEST(InspectionReportTest, UnknownExtensionsAreShownAndCriticalOnesFlagged) {
  const std::string text = Text(
      {{ParsedCertificateWith({"1.2.3.4=critical,DER:04:01:AA", "1.2.3.5=DER:05:00",
                               "2.5.29.15=DER:FF", "crlDistributionPoints=URI:http://a.test/x"})}});
  EXPECT_THAT(text, AllOf(HasSubstr("  extension    1.2.3.4 (critical): 04:01:AA\n"
                                    "  ! the critical extension 1.2.3.4 is unknown here"),
                          HasSubstr("  extension    1.2.3.5: 05:00\n"),
                          HasSubstr("  ! the extension keyUsage is malformed\n"),
                          HasSubstr("  extension    crlDistributionPoints: names "
                                    "URI:http://a.test/x\n")));
}

TEST(InspectionReportTest, WeakKeysAndSignaturesAreAlarms) {
  const Certificate weak =
      ValueOf(Certificate::FromPem(test::OpenSsl({"req", "-x509", "-newkey", "rsa:1024", "-nodes",
                                                  "-keyout", "/dev/null", "-subj", "/CN=x"})));
  EXPECT_THAT(Text({{weak}}), HasSubstr("  ! the key is too weak: rsa-1024\n"));
}

TEST(InspectionReportTest, KeysSayWhoseTheyAre) {
  const test::TestCa ca;
  const PublicKey half = ValueOf(PublicKey::Of(*ca.key().get()));
  const std::string text = Text({{ca.certificate()}, {PrivateKeyObject{half}}, {half}});
  EXPECT_THAT(text, AllOf(HasSubstr("  private key  f #2\n"),
                          HasSubstr("f #2: private key, ec-p256\n  belongs to   f #1\n"
                                    "  public half  " +
                                    half.sha256_fingerprint()),
                          HasSubstr("f #3: public key, ec-p256\n  belongs to   f #1\n")));
  EXPECT_EQ(Text({{EncryptedKeyObject{"AES by X"}}}),
            "f: private key, encrypted with a passphrase\n  encryption   AES by X\n");
  InspectedObject mismatch = {PrivateKeyObject{half}};
  mismatch.mismatch = "d/tls.crt";
  Inspection inspection;
  inspection.files = {{"d/tls.key", "PEM", {mismatch}}};
  EXPECT_THAT(Describe(inspection, absl::Now()),
              HasSubstr("  ! not the key of the certificate in d/tls.crt\n"));
}

TEST(InspectionReportTest, ALongRevocationListIsCut) {
  const test::TestCa ca;
  const OpenSslCa openssl(ca);
  for (int i = 0; i < 12; ++i) openssl.Revoke(ca.Leaf().leaf, "superseded");
  const RevocationList list =
      ValueOf(RevocationList::FromDer(test::OpenSsl({"crl", "-outform", "DER"}, openssl.List(7))));
  const std::string text = Text({{list}});
  EXPECT_THAT(text, StartsWith("f: revocation list, 12 certificates, 6 days left\n"));
  EXPECT_THAT(text, HasSubstr("  number       42\n  revoked      " + list.revoked()[0].serial));
  EXPECT_THAT(text, HasSubstr("Superseded\n               and 2 more (--json has all)\n"));
  EXPECT_THAT(Text({{list}}, absl::Now() + absl::Hours(24 * 30)), HasSubstr("  ! expired "));
}

TEST(InspectionReportTest, ARequestWithAForeignSignatureIsAnAlarm) {
  test::TempDir dir;
  test::WriteFile(dir.File("key"), test::TestCa().key_pem());
  std::string der = test::OpenSsl({"req", "-new", "-key", dir.File("key"), "-subj", "/CN=x",
                                   "-outform", "DER", "-addext", "subjectAltName=DNS:a.test"});
  EXPECT_THAT(Text({{ValueOf(SigningRequest::FromDer(der))}}),
              AllOf(StartsWith("f: certificate request for any use\n  names        DNS:a.test\n"),
                    Not(HasSubstr("!"))));
  der.replace(der.find("a.test"), 1, "b");
  EXPECT_THAT(Text({{ValueOf(SigningRequest::FromDer(der))}}),
              HasSubstr("  ! its signature is not by its key\n"));
}

TEST(InspectionReportTest, HostileTextStaysInItsLineAndOneNameIsNotTwo) {
  // dNSName, URI: of text that openssl's configuration could not write.
  const std::string der(
      "\x30\x1E\x82\x0F"
      "a.test, DNS:b.t"
      "\x86\x0B"
      "x:\x1B[2J\n\x9B\0!!",
      32);
  const std::string text = Text({{ParsedCertificateWith({"subjectAltName=DER:" + ColonHex(der)},
                                                        {"-subj", "/CN=a\x1b[31m\nb", "-utf8"})}});
  EXPECT_THAT(text, HasSubstr("  names        \"DNS:a.test, DNS:b.t\", URI:x:?[2J?"
                              "?"
                              "?!!\n"));
  EXPECT_EQ(text.find_first_of(std::string("\x1B\x9B\0", 3)), std::string::npos);
}

}  // namespace
}  // namespace certgen
