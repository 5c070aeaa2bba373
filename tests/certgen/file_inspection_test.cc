#include "certgen/file_inspection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_replace.h"
#include "tests/certgen/inspected.h"
#include "tests/certgen/openssl_ca.h"

namespace certgen {
namespace {

using test::OpenSsl;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FileInspectionTest : public ::testing::Test {
 protected:
  const InspectedFile& Inspect(const std::string& contents) {
    findings_.clear();
    CredentialFile file;
    file.path = "f";
    file.contents = contents;
    result_ = InspectFile(file, std::nullopt, &findings_);
    return result_;
  }
  std::string Der(const std::string& command, const std::string& pem) const {
    return OpenSsl({command, "-outform", "DER"}, pem);
  }

  const test::TestCa ca_;
  const std::string cert_ = ca_.certificate().ToPem();
  InspectedFile result_;
  std::vector<Finding> findings_;
};

TEST_F(FileInspectionTest, FindsEveryKindOfBlockInOneFile) {
  test::TempDir dir;
  test::WriteFile(dir.File("key"), ca_.key_pem());
  const std::string request = OpenSsl({"req", "-new", "-key", dir.File("key"), "-subj", "/CN=x"});
  const std::string text = "some words\n" + cert_ + ca_.key_pem() + request +
                           OpenSslCa(ca_).List(1) + OpenSsl({"pkey", "-pubout"}, ca_.key_pem()) +
                           OpenSsl({"pkcs8", "-topk8", "-passout", "pass:x"}, ca_.key_pem()) +
                           OpenSsl({"ec", "-aes128", "-passout", "pass:x"}, ca_.key_pem()) +
                           OpenSsl({"ecparam", "-name", "prime256v1"}) +
                           OpenSsl({"x509", "-trustout"}, cert_) +
                           OpenSsl({"crl2pkcs7", "-nocrl", "-certfile", "/dev/stdin"}, cert_);
  EXPECT_THAT(KindsIn(Inspect(text).objects),
              ElementsAre("certificate", "private key", "request", "list", "public key",
                          "encrypted key", "encrypted key", "other", "certificate", "certificate"));
  EXPECT_THAT(findings_, IsEmpty());
  EXPECT_EQ(result_.form, "PEM");
  EXPECT_EQ(result_.objects[0].line, 2);
  EXPECT_EQ(std::get<EncryptedKeyObject>(result_.objects[5].object).encryption,
            "AES-256-CBC by PBKDF2 (hmacWithSHA256, 2048 iterations)");
  EXPECT_THAT(std::get<EncryptedKeyObject>(result_.objects[6].object).encryption,
              HasSubstr("AES-128-CBC"));
  EXPECT_EQ(std::get<OtherObject>(result_.objects[7].object).what, "EC PARAMETERS");
}

TEST_F(FileInspectionTest, ReadsDerAlsoOneAfterTheOther) {
  const std::string cert = Der("x509", cert_);
  const std::string key = Der("pkey", ca_.key_pem());
  const std::string list = Der("crl", OpenSslCa(ca_).List(1));
  EXPECT_THAT(KindsIn(Inspect(cert + key + list + "\n").objects),
              ElementsAre("certificate", "private key", "list"));
  EXPECT_THAT(findings_, IsEmpty());
  EXPECT_EQ(result_.form, "DER");
  EXPECT_THAT(KindsIn(Inspect(cert + "rest").objects), ElementsAre("certificate"));
  EXPECT_THAT(CodesIn(findings_), ElementsAre("OBJECT_UNKNOWN"));
  EXPECT_THAT(findings_[0].cause, HasSubstr("the last 4 bytes"));
}

TEST_F(FileInspectionTest, ReadsBase64OfPemAndDerAsASecretHoldsThem) {
  EXPECT_THAT(KindsIn(Inspect(absl::Base64Escape(cert_ + ca_.key_pem())).objects),
              ElementsAre("certificate", "private key"));
  EXPECT_EQ(result_.form, "base64 of PEM");
  Inspect(OpenSsl({"base64"}, Der("x509", cert_)));
  EXPECT_THAT(KindsIn(result_.objects), ElementsAre("certificate"));
  EXPECT_EQ(result_.form, "base64 of DER");
}

TEST_F(FileInspectionTest, DamageIsNamedAndTheRestIsStillThere) {
  std::string damaged = cert_;
  damaged.replace(damaged.size() / 2, 8, "AAAAAAAA");
  damaged.replace(40, 8, "AAAAAAAA");
  const std::string cut = ca_.key_pem().substr(0, 100) + "\n";
  EXPECT_THAT(KindsIn(Inspect(damaged + cert_ + cut + cert_).objects),
              ElementsAre("certificate", "certificate"));
  EXPECT_THAT(CodesIn(findings_), ElementsAre("CERTIFICATE_MALFORMED", "PRIVATE_KEY_MALFORMED"));
  EXPECT_EQ(findings_[0].cause, "a certificate in line 1 is damaged");
  EXPECT_THAT(findings_[1].cause, HasSubstr("lacks its BEGIN or END line"));
}

TEST_F(FileInspectionTest, WhatItDoesNotKnowIsSaidWithACure) {
  const struct {
    std::string contents;
    const char* code;
    const char* cause;
    const char* cure;
  } cases[] = {
      {"", "FILE_EMPTY", "is empty", "copy it again"},
      {"hello", "NOT_PEM", "neither PEM nor DER", "name a file"},
      {"/etc/ssl/a.pem", "FILE_IS_PATH", "the name of a file", "name that file instead"},
      {std::string("\xFE\xED\xFE\xED\0\0", 6), "OBJECT_UNKNOWN", "Java keystore", "keytool"},
      {"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
       "OBJECT_UNKNOWN", "OpenSSH", "ssh-keygen"},
      {"-----BEGIN THING-----\nAAAA\n-----END THING-----\n", "OBJECT_UNKNOWN", "'THING' in line 1",
       "take it out"},
      {"engine:x", "NOT_PEM", "neither PEM nor DER", "name a file"},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(Inspect(c.contents).objects, IsEmpty());
    ASSERT_THAT(CodesIn(findings_), ElementsAre(c.code)) << c.contents;
    EXPECT_THAT(findings_[0].cause, HasSubstr(c.cause));
    EXPECT_THAT(findings_[0].cure, HasSubstr(c.cure));
  }
}

TEST_F(FileInspectionTest, AFileFullOfDamageIsTenFindings) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "-----BEGIN CERTIFICATE-----\n";
  EXPECT_THAT(Inspect(text).objects, IsEmpty());
  ASSERT_EQ(findings_.size(), 10u);
  EXPECT_THAT(findings_.back().cause, HasSubstr("more"));
}

TEST_F(FileInspectionTest, WhatMadeAMessOfTheTextIsSaidOnceAsTheCheckSaysIt) {
  Inspect(absl::StrReplaceAll(cert_ + cert_, {{"\n", "\n    "}, {"-----BEGIN", "    -----BEGIN"}}));
  ASSERT_EQ(findings_.size(), 1u);
  EXPECT_THAT(findings_[0].cause, HasSubstr("is indented, as inside YAML"));
  EXPECT_THAT(findings_[0].cure, HasSubstr("sed "));
}

TEST_F(FileInspectionTest, AKeyInPkcs8OfVersion2IsNotCalledDamaged) {
  std::string der;
  absl::Base64Unescape(
      "MFECAQEwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fgSEAAAAAAAAAAAAAAAAAAAAAAAAA"
      "AAAAAAAAAAAAAAAAAAA=",
      &der);
  Inspect("-----BEGIN PRIVATE KEY-----\n" + absl::Base64Escape(der) +
          "\n-----END PRIVATE KEY-----\n");
  ASSERT_THAT(CodesIn(findings_), ElementsAre("PRIVATE_KEY_UNSUPPORTED"));
  EXPECT_THAT(findings_[0].cause, HasSubstr("RFC 5958"));
}

}  // namespace
}  // namespace certgen
