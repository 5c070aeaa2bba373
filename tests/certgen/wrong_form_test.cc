#include "certgen/wrong_form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using test::OpenSsl;
using test::RunOpenSsl;
using test::ValueOf;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class WrongFormTest : public ::testing::Test {
 protected:
  std::string PublicKey() const { return OpenSsl({"pkey", "-pubout"}, pair_.key); }

  const CertifiedKey pair_ = ValueOf(SelfSign({}, absl::Now()));
};

TEST_F(WrongFormTest, DerIsTheSameInBinary) {
  EXPECT_EQ(OpenSsl({"x509", "-inform", "DER"}, ToDer(pair_.certificate)), pair_.certificate);
  EXPECT_EQ(OpenSsl({"pkey", "-inform", "DER"}, ToDer(pair_.key)), pair_.key);
  EXPECT_EQ(ToDer("no PEM"), "");
}

TEST_F(WrongFormTest, WhatIsCutOrGarbledOpensslCannotRead) {
  for (const auto& damage : {CutShort, Garbled}) {
    EXPECT_NE(RunOpenSsl({"x509", "-noout"}, damage(pair_.certificate)).exit_code, 0);
    EXPECT_NE(RunOpenSsl({"pkey", "-noout"}, damage(pair_.key)).exit_code, 0);
    EXPECT_THAT(damage(pair_.certificate), StartsWith("-----BEGIN CERTIFICATE-----\n"));
  }
  // It is what stands between that is damaged.
  EXPECT_THAT(Garbled(pair_.key), HasSubstr("\n-----END PRIVATE KEY-----\n"));
}

TEST_F(WrongFormTest, OpensslFindsTheKeyInEachForm) {
  EXPECT_EQ(ValueOf(PublicKeyPem(pair_)), PublicKey());
  EXPECT_EQ(OpenSsl({"req", "-noout", "-pubkey"}, ValueOf(RequestPem(pair_))), PublicKey());
  EXPECT_THAT(OpenSsl({"req", "-noout", "-subject"}, ValueOf(RequestPem(pair_))),
              HasSubstr("DO NOT TRUST"));
  EXPECT_THAT(OpenSsl({"pkcs12", "-noenc", "-passin", "pass:bad"}, ValueOf(Pkcs12Der(pair_))),
              AllOf(HasSubstr(pair_.certificate), HasSubstr(pair_.key)));
  EXPECT_THAT(OpenSsl({"pkcs7", "-print_certs"}, ValueOf(Pkcs7Pem(pair_))),
              HasSubstr(pair_.certificate));
}

TEST_F(WrongFormTest, EncryptedKeysOpenWithThePassphraseAlone) {
  const std::string pkcs8 = ValueOf(EncryptedKeyPem(pair_));
  const std::string traditional = ValueOf(TraditionalEncryptedKeyPem(pair_));
  EXPECT_THAT(pkcs8, StartsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
  EXPECT_THAT(traditional, HasSubstr("Proc-Type: 4,ENCRYPTED"));
  for (const std::string& encrypted : {pkcs8, traditional}) {
    EXPECT_EQ(OpenSsl({"pkey", "-passin", "pass:bad"}, encrypted), pair_.key);
    EXPECT_NE(RunOpenSsl({"pkey", "-noout", "-passin", "pass:good"}, encrypted).exit_code, 0);
  }
}

TEST_F(WrongFormTest, TheRevocationListIsTheCasOwn) {
  EXPECT_THAT(OpenSsl({"crl", "-noout", "-issuer"}, ValueOf(RevocationListPem(pair_, absl::Now()))),
              HasSubstr("DO NOT TRUST"));
}

TEST_F(WrongFormTest, APairThatCannotBeReadIsAnError) {
  const CertifiedKey broken = {pair_.certificate, "no key"};
  for (const auto& convert : {PublicKeyPem, RequestPem, EncryptedKeyPem, TraditionalEncryptedKeyPem,
                              Pkcs12Der, Pkcs7Pem}) {
    EXPECT_FALSE(convert(broken).ok());
  }
}

}  // namespace
}  // namespace certgen
