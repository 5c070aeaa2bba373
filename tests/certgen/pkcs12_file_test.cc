#include "certgen/pkcs12_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/certgen/inspected.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Pkcs12FileTest : public ::testing::Test {
 protected:
  Pkcs12FileTest() { ca_.Leaf().WriteTo(dir_.path()); }

  std::string Export(const std::string& passphrase, const std::vector<std::string>& more = {}) {
    std::vector<std::string> line = {"pkcs12",   "-export",
                                     "-in",      dir_.File("tls.crt"),
                                     "-inkey",   dir_.File("tls.key"),
                                     "-passout", "pass:" + passphrase};
    line.insert(line.end(), more.begin(), more.end());
    return test::OpenSsl(line);
  }
  std::vector<std::string> Open(const std::string& contents,
                                const std::optional<std::string>& passphrase = std::nullopt) {
    findings_.clear();
    CredentialFile file;
    file.path = "a.p12";
    file.contents = contents;
    objects_ = OpenPkcs12(file, passphrase, &findings_);
    return KindsIn(objects_);
  }

  const test::TestCa ca_;
  test::TempDir dir_;
  std::vector<InspectedObject> objects_;
  std::vector<Finding> findings_;
};

TEST_F(Pkcs12FileTest, OpensWithThePassphrase) {
  const std::string file =
      Export("s\xC3\xA9same", {"-certfile", dir_.File("ca.crt"), "-name", "a friend"});
  EXPECT_THAT(Open(file, "s\xC3\xA9same"),
              ElementsAre("certificate", "certificate", "private key"));
  EXPECT_THAT(findings_, IsEmpty());
  EXPECT_EQ(objects_[0].friendly_name, "a friend");
  EXPECT_EQ(objects_[1].friendly_name, "");
}

TEST_F(Pkcs12FileTest, NoPassphraseAndAnEmptyOneAreTriedByThemselves) {
  EXPECT_THAT(Open(Export("")), ElementsAre("certificate", "private key"));
  EXPECT_THAT(Open(Export(""), "needless"), ElementsAre("certificate", "private key"));
  EXPECT_THAT(Open(Export("", {"-keypbe", "NONE", "-certpbe", "NONE"})),
              ElementsAre("certificate", "private key"));
}

TEST_F(Pkcs12FileTest, TellsAMissingPassphraseFromAWrongOne) {
  const std::string with_checksum = Export("secret");
  const std::string without = Export("secret", {"-nomac", "-certpbe", "AES-256-CBC"});
  for (const std::string& file : {with_checksum, without}) {
    Open(file);
    ASSERT_THAT(CodesIn(findings_), ElementsAre("PASSPHRASE_MISSING"));
    EXPECT_THAT(findings_[0].cure, HasSubstr("--passphrase-file"));
    Open(file, "wrong");
    ASSERT_THAT(CodesIn(findings_), ElementsAre("PASSPHRASE_WRONG"));
    EXPECT_THAT(findings_[0].cure, HasSubstr("--passphrase-file"));
    EXPECT_THAT(Open(file, "secret"), ElementsAre("certificate", "private key"));
  }
}

TEST_F(Pkcs12FileTest, EncryptionOfThePastIsNamedWithACure) {
  EXPECT_THAT(Open(Export("secret", {"-legacy"}), "secret"), ElementsAre("private key"));
  ASSERT_THAT(CodesIn(findings_), ElementsAre("ENCRYPTION_UNSUPPORTED"));
  EXPECT_THAT(findings_[0].cause, HasSubstr("RC2"));
  EXPECT_THAT(findings_[0].cure, HasSubstr("-legacy"));
}

// `file` with 2^31 - 1 as the iteration count of its checksum.
std::string WithEndlessChecksum(const std::string& file) {
  const auto* start = reinterpret_cast<const unsigned char*>(file.data());
  const Pkcs12Ptr pkcs12(d2i_PKCS12(nullptr, &start, static_cast<long>(file.size())));
  const ASN1_INTEGER* count = nullptr;
  PKCS12_get0_mac(nullptr, nullptr, nullptr, &count, pkcs12.get());
  ASN1_INTEGER_set_int64(const_cast<ASN1_INTEGER*>(count), 2147483647);
  unsigned char* bytes = nullptr;
  const int length = i2d_PKCS12(pkcs12.get(), &bytes);
  const OpenSslBytesPtr owned(bytes);
  return std::string(reinterpret_cast<char*>(bytes), static_cast<size_t>(length));
}

TEST_F(Pkcs12FileTest, ACostChosenToHangUsIsRefused) {
  EXPECT_THAT(Open(WithEndlessChecksum(Export(""))), IsEmpty());
  ASSERT_THAT(CodesIn(findings_), ElementsAre("ENCRYPTION_UNSUPPORTED"));
  EXPECT_THAT(findings_[0].cause, HasSubstr("minutes"));
}

TEST_F(Pkcs12FileTest, ACostInsideIsRefusedToo) {
  std::string file = Export("secret", {"-iter", "65536", "-nomac", "-certpbe", "AES-256-CBC"});
  // 65536 becomes 8388607, which takes as many octets, for certificate and key.
  const std::string cheap("\x02\x03\x01\x00\x00", 5);
  for (size_t i = 0; (i = file.find(cheap, i)) != std::string::npos;) {
    file.replace(i, cheap.size(), "\x02\x03\x7F\xFF\xFF");
  }
  EXPECT_THAT(Open(file, "secret"), ElementsAre("encrypted key"));
  EXPECT_THAT(CodesIn(findings_), ElementsAre("ENCRYPTION_UNSUPPORTED", "ENCRYPTION_UNSUPPORTED"));
}

TEST_F(Pkcs12FileTest, WhatIsCutShortIsAFinding) {
  const std::string file = Export("");
  EXPECT_THAT(Open(file.substr(0, file.size() / 2)), IsEmpty());
  EXPECT_THAT(CodesIn(findings_), ElementsAre("OBJECT_MALFORMED"));
}

}  // namespace
}  // namespace certgen
