#include "certgen/private_key_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "certgen/wrong_form.h"
#include "tests/certgen/credential_fixture.h"
#include "tests/testing/process.h"
#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using test::IsFatal;
using test::OpenSsl;
using test::ReadFile;
using test::WriteFile;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class PrivateKeyCheckTest : public test::CredentialFixture {
 protected:
  // The one finding that there should be.
  void ExpectFault(FindingCode code, const std::string& cause) {
    const std::vector<Finding> findings = Check();
    EXPECT_THAT(findings,
                ElementsAre(AllOf(IsFatal(code, key_), Field(&Finding::cause, HasSubstr(cause)))));
    // Whatever is wrong with it, nobody prints it.
    for (const Finding& finding : findings) {
      EXPECT_THAT(ToString(finding), Not(HasSubstr(secret_)));
      EXPECT_FALSE(finding.cure.empty());
    }
  }

  // From the middle of the key.
  const std::string secret_ = ReadFile(key_).substr(60, 20);
};

TEST_F(PrivateKeyCheckTest, NamesAKeyThatIsMissing) {
  std::filesystem::remove(key_);
  ExpectFault(FindingCode::kFileMissing, "no such file for the private key");
}

TEST_F(PrivateKeyCheckTest, NamesAKeyThatIsAFolder) {
  std::filesystem::remove(key_);
  std::filesystem::create_directory(key_);
  ExpectFault(FindingCode::kFileIsDirectory, "is a folder");
}

TEST_F(PrivateKeyCheckTest, NamesAKeyThatCannotBeRead) {
  ASSERT_EQ(chmod(key_.c_str(), 0), 0);
  if (getuid() == 0) {
    ASSERT_EQ(seteuid(4242), 0);  // root reads everything
  }
  const std::vector<Finding> findings = Check();
  if (getuid() == 0) {
    ASSERT_EQ(seteuid(0), 0);
  }
  EXPECT_THAT(findings, ElementsAre(AllOf(IsFatal(FindingCode::kFileUnreadable, key_),
                                          Field(&Finding::cause, HasSubstr("Permission denied")))));
}

TEST_F(PrivateKeyCheckTest, NamesAnEmptyKey) {
  for (const char* text : {"", " \r\n\t\n"}) {
    WriteFile(key_, text);
    ExpectFault(FindingCode::kFileEmpty, "is empty");
  }
}

TEST_F(PrivateKeyCheckTest, NamesAKeyThatIsTooLarge) {
  WriteFile(key_, std::string((size_t{8} << 20) + 1, 'x'));
  ExpectFault(FindingCode::kFileTooLarge, "too large");
}

TEST_F(PrivateKeyCheckTest, NamesWhatIsNotPem) {
  for (const std::string& text :
       {std::string("hello\n"), std::string("\x30\x82\x00\xff\x01", 5), std::string(100, '\0')}) {
    WriteFile(key_, text);
    ExpectFault(FindingCode::kNotPem, "neither PEM nor DER");
  }
}

TEST_F(PrivateKeyCheckTest, NamesTheStoresOfOtherTools) {
  WriteFile(key_, std::string("\xFE\xED\xFE\xED\0\0\0\2", 8));
  ExpectFault(FindingCode::kNotPem, "a Java keystore");
  EXPECT_THAT(Check().front().cure, HasSubstr("keytool -importkeystore -srckeystore " + key_));
  WriteFile(key_, "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n");
  ExpectFault(FindingCode::kPrivateKeyUnsupported, "in the form of OpenSSH");
}

TEST_F(PrivateKeyCheckTest, NamesAPathInPlaceOfContents) {
  WriteFile(key_, "/etc/tls/tls.key\n");
  ExpectFault(FindingCode::kFileIsPath, "the name of a file");
}

TEST_F(PrivateKeyCheckTest, NamesAKeyInDerAndSaysHowToConvertIt) {
  MakeByOpenSsl(key_, {"pkey", "-in", key_, "-outform", "DER"});
  ExpectFault(FindingCode::kIsDer, "a private key in DER form");
  EXPECT_THAT(Check().front().cure, HasSubstr("openssl pkey -inform DER -in " + key_));
}

TEST_F(PrivateKeyCheckTest, NamesATraditionalKeyInDer) {
  MakeByOpenSsl(key_, {"ec", "-in", key_, "-outform", "DER"});
  ExpectFault(FindingCode::kIsDer, "a private key in DER form");
}

TEST_F(PrivateKeyCheckTest, NamesAnEncryptedKeyOfEachForm) {
  const std::string plain = ReadFile(key_);
  MakeByOpenSsl(key_, {"pkcs8", "-topk8", "-in", key_, "-passout", "pass:secret"});
  EXPECT_THAT(ReadFile(key_), HasSubstr("BEGIN ENCRYPTED PRIVATE KEY"));
  ExpectFault(FindingCode::kPrivateKeyEncrypted, "passphrase");
  EXPECT_THAT(Check().front().cure, HasSubstr("openssl pkey -in " + key_));

  WriteFile(key_, plain);
  MakeByOpenSsl(key_, {"ec", "-in", key_, "-aes128", "-passout", "pass:secret"});
  EXPECT_THAT(ReadFile(key_), HasSubstr("Proc-Type: 4,ENCRYPTED"));
  ExpectFault(FindingCode::kPrivateKeyEncrypted, "passphrase");

  WriteFile(key_, plain);
  MakeByOpenSsl(key_,
                {"pkcs8", "-topk8", "-in", key_, "-outform", "DER", "-passout", "pass:secret"});
  ExpectFault(FindingCode::kPrivateKeyEncrypted, "passphrase");
}

// gRPC tries it, too.
TEST_F(PrivateKeyCheckTest, AnEmptyPassphraseIsNoObstacle) {
  const std::string plain = ReadFile(key_);
  MakeByOpenSsl(key_, {"pkcs8", "-topk8", "-in", key_, "-passout", "pass:"});
  EXPECT_THAT(Check(), IsEmpty());
  EXPECT_EQ(CheckAll().key_pem, plain);
}

TEST_F(PrivateKeyCheckTest, NamesAKeyWhoseHalvesDoNotBelongTogether) {
  const CertifiedKey pair = {ReadFile(cert_), ReadFile(key_)};
  WriteFile(key_, test::ValueOf(AlteredKeyPem(pair)));
  EXPECT_THAT(test::RunOpenSsl({"pkey", "-in", key_, "-noout", "-check"}).err,
              HasSubstr("Key is invalid"));
  ExpectFault(FindingCode::kPrivateKeyMalformed, "private half is not that of its public half");
}

TEST_F(PrivateKeyCheckTest, NamesAWholeKeyUnderAnotherLabel) {
  const std::string traditional = OpenSsl({"ec", "-in", key_});
  // Beside other blocks.
  WriteFile(key_, ReadFile(cert_) +
                      absl::StrReplaceAll(traditional, {{" EC PRIVATE KEY", " PRIVATE KEY"}}) +
                      ReadFile(roots_));
  ExpectFault(FindingCode::kPrivateKeyMalformed, "is labelled PRIVATE KEY, but what follows is");
  const std::string rewrite =
      absl::StrCat("sed -n '/BEGIN PRIVATE KEY/,/END PRIVATE KEY/{/-----/d;p}' ", key_,
                   " | openssl base64 -d | openssl pkey -inform DER -out ", key_, ".pem");
  EXPECT_THAT(Check().front().cure, HasSubstr(rewrite));
  test::Command shell;
  shell.line = {"/bin/sh", "-c", rewrite};
  EXPECT_EQ(test::Run(shell).exit_code, 0);
  std::filesystem::rename(key_ + ".pem", key_);
  EXPECT_THAT(Check(), IsEmpty());
}

TEST_F(PrivateKeyCheckTest, NamesWhatIsNoPrivateKeyUnderALabelThatSaysSo) {
  const std::string certificate = ReadFile(cert_);
  WriteFile(key_, absl::StrReplaceAll(certificate, {{" CERTIFICATE", " PRIVATE KEY"}}));
  ExpectFault(FindingCode::kPrivateKeyIsCertificate, "but what follows is a certificate");
}

// As the Rust library ring writes Ed25519; Go reads it.
TEST_F(PrivateKeyCheckTest, NamesPkcs8OfVersion2) {
  std::string der = ToDer(OpenSsl({"genpkey", "-algorithm", "ed25519"}));
  ASSERT_EQ(der.substr(2, 3), std::string("\x02\x01\x00", 3));
  der[4] = 1;
  der += std::string("\x81\x21", 2) + std::string(33, '\0');
  der[1] = static_cast<char>(der.size() - 2);
  WriteFile(key_, absl::StrCat("-----BEGIN PRIVATE KEY-----\n", absl::Base64Escape(der),
                               "\n-----END PRIVATE KEY-----\n"));
  EXPECT_NE(test::RunOpenSsl({"pkey", "-in", key_, "-noout"}).exit_code, 0);
  EXPECT_THAT(Check(), Contains(AllOf(IsFatal(FindingCode::kPrivateKeyUnsupported, key_),
                                      Field(&Finding::cause, HasSubstr("RFC 5958")))));
}

TEST_F(PrivateKeyCheckTest, NamesTheProviderThatDecryptsCiphersOfOld) {
  MakeByOpenSsl(key_, {"pkcs8", "-topk8", "-in", key_, "-v1", "PBE-SHA1-RC2-40", "-provider",
                       "legacy", "-provider", "default", "-passout", "pass:secret"});
  EXPECT_THAT(Check().front().cure, HasSubstr("openssl pkey -provider legacy -provider default"));
  MakeByOpenSsl(key_,
                {"pkcs8", "-topk8", "-provider", "legacy", "-provider", "default", "-in", key_,
                 "-passin", "pass:secret", "-v2", "aes-128-cbc", "-passout", "pass:secret"});
  EXPECT_THAT(Check().front().cure, HasSubstr("openssl pkey -in"));
}

TEST_F(PrivateKeyCheckTest, NamesTheProviderForTheTraditionalAndTheBinaryFormToo) {
  const std::string plain = ReadFile(key_);
  const std::vector<std::string> old = {"-provider", "legacy", "-provider", "default"};
  std::vector<std::string> traditional = {"ec", "-in", key_, "-des", "-passout", "pass:secret"};
  traditional.insert(traditional.end(), old.begin(), old.end());
  WriteFile(key_, OpenSsl(traditional));
  EXPECT_THAT(Check().front().cure, HasSubstr("openssl pkey -provider legacy -provider default"));
  WriteFile(key_, plain);
  std::vector<std::string> binary = {"pkcs8",    "-topk8",          "-in",      key_,
                                     "-v1",      "PBE-SHA1-RC2-40", "-outform", "DER",
                                     "-passout", "pass:secret"};
  binary.insert(binary.end(), old.begin(), old.end());
  WriteFile(key_, OpenSsl(binary));
  EXPECT_THAT(Check().front().cure, HasSubstr("openssl pkcs8 -provider legacy -provider default"));
}

TEST_F(PrivateKeyCheckTest, HalfOfAnEncryptedKeyIsCutShort) {
  MakeByOpenSsl(key_, {"pkcs8", "-topk8", "-in", key_, "-passout", "pass:secret"});
  WriteFile(key_, ReadFile(key_).substr(0, 200));
  ExpectFault(FindingCode::kPrivateKeyTruncated, "cut short");
}

TEST_F(PrivateKeyCheckTest, NamesTheNumberOfTheRightKeyAmongSeveral) {
  const std::string right = ReadFile(key_);
  WriteFile(key_, OpenSsl({"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"}) +
                      right);
  ExpectFault(FindingCode::kPrivateKeyMismatch, "number 2 is that of the certificate");
}

TEST_F(PrivateKeyCheckTest, NamesPkcs12InPem) {
  WriteFile(key_, "-----BEGIN PKCS12-----\nMAA=\n-----END PKCS12-----\n");
  ExpectFault(FindingCode::kIsPkcs12, "holds a PKCS#12 file");
}

TEST_F(PrivateKeyCheckTest, TheCuresForEncryptedAndDerKeysWork) {
  const std::string plain = ReadFile(key_);
  MakeByOpenSsl(key_, {"pkcs8", "-topk8", "-in", key_, "-passout", "pass:secret"});
  OpenSsl({"pkey", "-in", key_, "-out", key_ + ".plain", "-passin", "pass:secret"});
  std::filesystem::rename(key_ + ".plain", key_);
  EXPECT_THAT(Check(), IsEmpty());
  WriteFile(key_, plain);
  MakeByOpenSsl(key_, {"pkey", "-in", key_, "-outform", "DER"});
  OpenSsl({"pkey", "-inform", "DER", "-in", key_, "-out", key_ + ".pem"});
  std::filesystem::rename(key_ + ".pem", key_);
  EXPECT_THAT(Check(), IsEmpty());
}

TEST_F(PrivateKeyCheckTest, NamesAPkcs12File) {
  MakeByOpenSsl(key_, {"pkcs12", "-export", "-in", cert_, "-inkey", key_, "-passout", "pass:"});
  ExpectFault(FindingCode::kIsPkcs12, "a PKCS#12 file");
  EXPECT_THAT(Check().front().cure, HasSubstr("openssl pkcs12 -nocerts -noenc"));
}

TEST_F(PrivateKeyCheckTest, NamesAPublicKeyOfEachForm) {
  const std::string plain = ReadFile(key_);
  MakeByOpenSsl(key_, {"pkey", "-in", key_, "-pubout"});
  ExpectFault(FindingCode::kPrivateKeyIsPublicKey, "a public key");
  WriteFile(key_, plain);
  MakeByOpenSsl(key_, {"pkey", "-in", key_, "-pubout", "-outform", "DER"});
  ExpectFault(FindingCode::kPrivateKeyIsPublicKey, "a public key");
}

TEST_F(PrivateKeyCheckTest, NamesACertificateOfEachForm) {
  WriteFile(key_, ReadFile(cert_));
  ExpectFault(FindingCode::kPrivateKeyIsCertificate, "a certificate");
  MakeByOpenSsl(key_, {"x509", "-in", cert_, "-outform", "DER"});
  ExpectFault(FindingCode::kPrivateKeyIsCertificate, "a certificate");
}

TEST_F(PrivateKeyCheckTest, NamesARequestOfEachForm) {
  const std::string plain = ReadFile(key_);
  MakeByOpenSsl(key_, {"req", "-new", "-key", key_, "-subj", "/CN=x"});
  ExpectFault(FindingCode::kPrivateKeyIsRequest, "a certificate request");
  WriteFile(key_, plain);
  MakeByOpenSsl(key_, {"req", "-new", "-key", key_, "-subj", "/CN=x", "-outform", "DER"});
  ExpectFault(FindingCode::kPrivateKeyIsRequest, "a certificate request");
}

TEST_F(PrivateKeyCheckTest, NamesParametersWithoutAKey) {
  MakeByOpenSsl(key_, {"ecparam", "-name", "prime256v1"});
  ExpectFault(FindingCode::kNotPem, "EC PARAMETERS");
}

// gRPC hands such a text to OpenSSL as the name of code to load.
TEST_F(PrivateKeyCheckTest, NamesAReferenceToAnEngine) {
  WriteFile(key_, "engine:pkcs11:token=x");
  ExpectFault(FindingCode::kPrivateKeyIsEngine, "engine:");
  // Even when a key follows: gRPC looks at the first bytes alone.
  WriteFile(key_, "engine:pkcs11:x\n" + ca_.Leaf().key);
  ExpectFault(FindingCode::kPrivateKeyIsEngine, "engine:");
}

TEST_F(PrivateKeyCheckTest, NamesAKeyThatIsCutOrDamaged) {
  const std::string plain = ReadFile(key_);
  WriteFile(key_, plain.substr(0, plain.size() / 2));
  ExpectFault(FindingCode::kPrivateKeyTruncated, "cut short");
  WriteFile(key_, plain.substr(plain.find('\n') + 1));
  ExpectFault(FindingCode::kPrivateKeyTruncated, "cut short");
  std::string damaged = plain;
  damaged.replace(damaged.find('\n') + 4, 4, "AAAA");
  WriteFile(key_, damaged);
  ExpectFault(FindingCode::kPrivateKeyMalformed, "damaged");
  WriteFile(key_, "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n");
  ExpectFault(FindingCode::kPrivateKeyMalformed, "damaged");
}

TEST_F(PrivateKeyCheckTest, NamesTheKeyOfAnotherCertificate) {
  MakeByOpenSsl(key_, {"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"});
  ExpectFault(FindingCode::kPrivateKeyMismatch, "is not the key of the certificate in " + cert_);
  MakeByOpenSsl(key_, {"genpkey", "-algorithm", "ED25519"});
  ExpectFault(FindingCode::kPrivateKeyTypeMismatch, "it is ed25519, the certificate's is ec-p256");
}

}  // namespace
}  // namespace certgen
