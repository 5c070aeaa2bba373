#include "certgen/extension_decoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/certgen/openssl_certificate.h"
#include "tests/testing/temp_dir.h"

namespace certgen {
namespace {

// The text of the one extension that openssl makes of `line`; "unknown" if it has no value.
std::string Decoded(const std::string& line, const std::vector<std::string>& more = {}) {
  const Certificate certificate = ParsedCertificateWith({line}, more);
  const std::optional<DecodedValue> value = DecodeExtension(X509_get_ext(certificate.get(), 0));
  return value ? ToString(*value) : "unknown";
}

TEST(ExtensionDecodingTest, TellsWhatEachKnownExtensionSays) {
  const struct {
    std::string line;
    std::string text;
  } cases[] = {
      {"basicConstraints=CA:TRUE,pathlen:3", "ca, path length 3"},
      {"basicConstraints=CA:TRUE", "ca"},
      {"basicConstraints=CA:FALSE", ""},
      {"keyUsage=digitalSignature,keyAgreement,decipherOnly",
       "digitalSignature, keyAgreement, decipherOnly"},
      {"extendedKeyUsage=serverAuth,1.2.3.4,anyExtendedKeyUsage",
       "serverAuth, 1.2.3.4, anyExtendedKeyUsage"},
      {"subjectAltName=DNS:a.test,IP:::1,URI:x:y,email:a@b.test,RID:1.2.3,DNS:b.test",
       "dns a.test, b.test, ip ::1, uri x:y, email a@b.test, other RID:1.2.3"},
      {"issuerAltName=DNS:a.test", "dns a.test"},
      {"subjectKeyIdentifier=0A0B", "0A:0B"},
      {"nameConstraints=permitted;DNS:.a.test,excluded;IP:10.0.0.0/255.0.0.0",
       "permitted DNS:.a.test, excluded IP:10.0.0.0/8"},
      {"nameConstraints=permitted;IP:2001:db8::/ffff:ffff::", "permitted IP:2001:db8::/32"},
      {"nameConstraints=permitted;IP:10.0.0.0/255.0.255.0", "permitted IP:10.0.0.0/255.0.255.0"},
      {"crlDistributionPoints=URI:http://a.test/1,URI:http://a.test/2",
       "names URI:http://a.test/1; names URI:http://a.test/2"},
      {"certificatePolicies=1.2.3,2.5.29.32.0", "policy 1.2.3; policy 2.5.29.32.0"},
      {"policyConstraints=requireExplicitPolicy:2", "require explicit policy 2"},
      {"policyMappings=1.2.3:1.2.4", "issuer 1.2.3, subject 1.2.4"},
      {"inhibitAnyPolicy=4", "4"},
      {"authorityInfoAccess=OCSP;URI:http://a.test/,1.2.3;DNS:b.test",
       "method OCSP, location URI:http://a.test/; method 1.2.3, location DNS:b.test"},
      {"tlsfeature=status_request,23", "status_request, 23"},
      {"nsComment=a comment", "a comment"},
  };
  for (const auto& c : cases) EXPECT_EQ(Decoded(c.line), c.text) << c.line;
}

TEST(ExtensionDecodingTest, AnAuthorityMayBeNamedInThreeWays) {
  const test::Result made =
      test::RunOpenSsl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                        "-nodes", "-keyout", "/dev/null", "-subj", "/CN=x", "-set_serial", "0x0A0B",
                        "-addext", "authorityKeyIdentifier=issuer:always"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const Certificate certificate = test::ValueOf(Certificate::FromPem(made.out));
  for (const Extension& extension : certificate.extensions()) {
    if (extension.name != "authorityKeyIdentifier") continue;
    EXPECT_THAT(ToString(*extension.value), testing::HasSubstr("issuer DirName:CN=x, serial 0A0B"));
    return;
  }
  FAIL() << "openssl made no authorityKeyIdentifier";
}

TEST(ExtensionDecodingTest, WhatIsUnknownOrMalformedHasNoValue) {
  EXPECT_EQ(Decoded("1.2.3.4=DER:05:00"), "unknown");
  for (const std::string oid : {"2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.20", "2.5.29.30",
                                "2.5.29.31", "2.5.29.32", "2.5.29.33", "2.5.29.36", "2.5.29.37",
                                "2.5.29.54", "1.3.6.1.5.5.7.1.1", "1.3.6.1.5.5.7.1.24"}) {
    const Certificate certificate = ParsedCertificateWith({oid + "=DER:FF"});
    X509_EXTENSION* extension = X509_get_ext(certificate.get(), 0);
    ASSERT_NE(extension, nullptr) << oid;
    EXPECT_FALSE(DecodeExtension(extension).has_value()) << oid;
    EXPECT_TRUE(IsDecodable(extension)) << oid;
  }
}

TEST(ExtensionDecodingTest, EmptyStructuresAreEmpty) {
  for (const std::string oid : {"2.5.29.17", "2.5.29.31", "2.5.29.37", "2.5.29.30"}) {
    EXPECT_EQ(Decoded(oid + "=DER:30:00"), "") << oid;
  }
}

// As Decoded, where `line` refers to sections of a configuration.
std::string DecodedBy(const std::string& line, const std::vector<std::string>& sections) {
  const test::TempDir dir;
  test::WriteFile(dir.File("conf"), absl::StrCat("[req]\ndistinguished_name=d\n[d]\n[ext]\n", line,
                                                 "\n", absl::StrJoin(sections, "\n"), "\n"));
  const Certificate certificate = test::ValueOf(Certificate::FromPem(test::OpenSsl(
      {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
       "/dev/null", "-subj", "/CN=x", "-config", dir.File("conf"), "-extensions", "ext"})));
  const std::optional<DecodedValue> value = DecodeExtension(X509_get_ext(certificate.get(), 0));
  return value ? ToString(*value) : "unknown";
}

TEST(ExtensionDecodingTest, PointsOfRevocationListsAreToldInFull) {
  const std::vector<std::string> sections = {"[one]",
                                             "fullname=URI:http://a.test/1",
                                             "CRLissuer=dirName:issuer",
                                             "reasons=keyCompromise,CACompromise",
                                             "[two]",
                                             "relativename=name",
                                             "[issuer]",
                                             "CN=i",
                                             "[name]",
                                             "CN=relative"};
  EXPECT_EQ(DecodedBy("crlDistributionPoints=one,two", sections),
            "names URI:http://a.test/1, reasons keyCompromise, cACompromise, "
            "crl issuer DirName:CN=i; relative name CN=relative");
  EXPECT_EQ(DecodedBy("issuingDistributionPoint=critical,@idp",
                      {"[idp]", "fullname=URI:http://a.test/1", "onlyuser=TRUE",
                       "onlysomereasons=superseded"}),
            "names URI:http://a.test/1, only user certificates, only reasons superseded");
}

TEST(ExtensionDecodingTest, NoticesOfPoliciesMayReferToATextElsewhere) {
  EXPECT_EQ(DecodedBy("certificatePolicies=@p",
                      {"[p]", "policyIdentifier=1.2.3", "userNotice.1=@n", "[n]",
                       "explicitText=read this", "organization=Org", "noticeNumbers=1,2"}),
            "policy 1.2.3, notice read this, notice references Org, 1, 2");
}

// OpenSSL has no words of its own for these.
TEST(ExtensionDecodingTest, EntriesOfRevocationListsAreDecoded) {
  EXPECT_EQ(Decoded("2.5.29.24=DER:180F32303236303130323033303430355A"), "2026-01-02T03:04:05Z");
  EXPECT_EQ(Decoded("2.5.29.23=DER:06072A8648CE380203"), "holdInstructionReject");
}

}  // namespace
}  // namespace certgen
