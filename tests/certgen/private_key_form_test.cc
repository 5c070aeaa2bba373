// Keys that the openssl program encrypted, opened with a passphrase from a file. What is said of
// other forms: private_key_check_test.cc.

#include "certgen/private_key_form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "certgen/wrong_form.h"
#include "tests/certgen/encrypted_key_fixture.h"

namespace certgen {
namespace {

using test::IsFatal;
using test::kPass;
using test::OpenSsl;
using test::ReadFile;
using test::WriteFile;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using PrivateKeyFormTest = test::EncryptedKeyFixture;

TEST_F(PrivateKeyFormTest, OpensKeysOfEveryForm) {
  const std::vector<std::vector<std::string>> forms = {
      {"pkcs8", "-topk8", "-v2", "aes-256-cbc"},
      {"pkcs8", "-topk8", "-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA512", "-iter", "100000"},
      {"pkcs8", "-topk8", "-scrypt"},
      {"pkcs8", "-topk8", "-v1", "PBE-SHA1-3DES"},
      {"ec", "-aes256"},
      {"pkey", "-traditional", "-des3"},
  };
  for (std::vector<std::string> line : forms) {
    SCOPED_TRACE(absl::StrJoin(line, " "));
    line.insert(line.end(), {"-passout", kPass});
    WriteFile(key_, OpenSsl(line, plain_));
    ASSERT_THAT(ReadFile(key_), HasSubstr("ENCRYPTED"));
    EXPECT_THAT(Check(), ElementsAre(IsFatal(FindingCode::kPrivateKeyEncrypted, key_)));
    const CheckedCredentials checked = CheckWith(file_);
    EXPECT_THAT(checked.findings, IsEmpty());
    EXPECT_EQ(checked.key_pem, plain_);
  }
}

TEST_F(PrivateKeyFormTest, OpensTraditionalRsa) {
  ca_.Leaf({.key = KeyType::kRsa2048}).WriteTo(dir_.path());
  const std::string plain = ReadFile(key_);
  WriteFile(key_, OpenSsl({"rsa", "-aes128", "-traditional", "-passout", kPass}, plain));
  EXPECT_THAT(ReadFile(key_), HasSubstr("BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED"));
  const CheckedCredentials checked = CheckWith(file_);
  EXPECT_THAT(checked.findings, IsEmpty());
  EXPECT_EQ(checked.key_pem, plain);
}

TEST_F(PrivateKeyFormTest, CiphersOfOldAreUnsupportedAndTheCureWorks) {
  Encrypt({"-v1", "PBE-SHA1-RC2-40", "-provider", "legacy", "-provider", "default"});
  const std::vector<Finding> findings = FindingsWith(file_);
  ASSERT_THAT(findings, ElementsAre(IsFatal(FindingCode::kEncryptionUnsupported, key_)));
  EXPECT_THAT(findings[0].cause, HasSubstr("PBE-SHA1-RC2-40"));
  const std::string passphrases = absl::StrCat(" -passin '", kPass, "' -passout '", kPass, "'");
  EXPECT_EQ(RunCure("openssl pkcs8", passphrases).exit_code, 0);
  std::filesystem::rename(key_ + ".pem", key_);
  EXPECT_THAT(FindingsWith(file_), IsEmpty());
}

// The label of the block, and the number of its iterations: a file that would take hours.
TEST_F(PrivateKeyFormTest, WhatWouldTakeForEverIsRefusedAndNotTried) {
  Encrypt({"-iter", "65537"});
  std::string der = ToDer(ReadFile(key_));
  const size_t at = der.find(std::string("\x02\x03\x01\x00\x01", 5));
  ASSERT_NE(at, std::string::npos);
  der.replace(at + 2, 3, "\x7f\xff\xff");
  WriteFile(dir_.File("der"), der);
  const std::string body = OpenSsl({"base64", "-in", dir_.File("der")});
  for (const char* label : {"ENCRYPTED PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY"}) {
    WriteFile(key_,
              absl::StrCat("-----BEGIN ", label, "-----\n", body, "-----END ", label, "-----\n"));
    const absl::Time begin = absl::Now();
    const std::vector<Finding> findings = FindingsWith(file_);
    RecordProperty(label, absl::FormatDuration(absl::Now() - begin));
    if (label == std::string("ENCRYPTED PRIVATE KEY")) {
      ASSERT_THAT(findings, ElementsAre(IsFatal(FindingCode::kEncryptionUnsupported, key_)));
      EXPECT_THAT(findings[0].cause, AllOf(HasSubstr("minutes"), HasSubstr("8388607 iterations")));
      // Nor with the empty passphrase.
      EXPECT_THAT(Check(), ElementsAre(IsFatal(FindingCode::kEncryptionUnsupported, key_)));
    } else {
      ASSERT_THAT(findings, ElementsAre(IsFatal(FindingCode::kPrivateKeyEncrypted, key_)));
    }
  }
}

TEST_F(PrivateKeyFormTest, ABinaryKeyIsToBeWrittenAsPem) {
  WriteFile(key_, OpenSsl({"pkcs8", "-topk8", "-outform", "DER", "-passout", kPass}, plain_));
  EXPECT_THAT(FindingsWith(file_), ElementsAre(IsFatal(FindingCode::kIsDer, key_)));
  EXPECT_EQ(RunCure("(umask").exit_code, 0);
  std::filesystem::rename(key_ + ".pem", key_);
  EXPECT_THAT(FindingsWith(file_), IsEmpty());
}

}  // namespace
}  // namespace certgen
