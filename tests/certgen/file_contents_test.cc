#include "certgen/file_contents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/certgen/openssl_ca.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using test::OpenSsl;

TEST(FileContentsTest, RecognizesText) {
  const struct {
    std::string contents;
    FileContents kind;
  } cases[] = {
      {"", FileContents::kEmpty},
      {" \t\r\n", FileContents::kEmpty},
      {"-----BEGIN X-----\n", FileContents::kPem},
      {"words first\n-----BEGIN X-----\nAA\n-----END X-----\n", FileContents::kPem},
      {"engine:pkcs11:x", FileContents::kEngine},
      {"Engine:x", FileContents::kOther},
      {"/etc/tls/key", FileContents::kPath},
      {"./key\n", FileContents::kPath},
      {"~/key", FileContents::kPath},
      {"certs/tls.CRT", FileContents::kPath},
      {"a.pem\nb.pem\n", FileContents::kOther},
      {"hello", FileContents::kOther},
      {"MIIBszCCAVmgAwIBAgIU", FileContents::kOther},
      {std::string("\x30\x03\x02\x01\x05", 5), FileContents::kOther},
      {std::string(1000, '\0'), FileContents::kOther},
  };
  for (const auto& c : cases) EXPECT_EQ(RecognizeContents(c.contents), c.kind) << c.contents;
}

TEST(FileContentsTest, RecognizesWhatOpenSslWrites) {
  test::TempDir dir;
  test::TestCa().Leaf().WriteTo(dir.path());
  const std::string cert = dir.File("tls.crt");
  const std::string key = dir.File("tls.key");
  const struct {
    std::vector<std::string> arguments;
    FileContents kind;
  } cases[] = {
      {{"x509", "-in", cert, "-outform", "DER"}, FileContents::kDerCertificate},
      {{"pkey", "-in", key, "-outform", "DER"}, FileContents::kDerPrivateKey},
      {{"ec", "-in", key, "-outform", "DER"}, FileContents::kDerPrivateKey},
      {{"pkey", "-in", key, "-pubout", "-outform", "DER"}, FileContents::kDerPublicKey},
      {{"pkcs8", "-topk8", "-in", key, "-outform", "DER", "-passout", "pass:x"},
       FileContents::kDerEncryptedKey},
      {{"req", "-new", "-key", key, "-subj", "/CN=x", "-outform", "DER"},
       FileContents::kDerRequest},
      {{"pkcs12", "-export", "-in", cert, "-inkey", key, "-passout", "pass:x"},
       FileContents::kPkcs12},
      {{"crl2pkcs7", "-nocrl", "-certfile", cert, "-outform", "DER"}, FileContents::kPkcs7},
      {{"crl2pkcs7", "-nocrl", "-certfile", cert}, FileContents::kPem},
  };
  for (const auto& c : cases) {
    const std::string contents = OpenSsl(c.arguments);
    EXPECT_EQ(RecognizeContents(contents), c.kind) << c.arguments.front();
    // Cut short, it is nothing; and nobody trips over it.
    if (c.kind != FileContents::kPem) {
      EXPECT_EQ(RecognizeContents(contents.substr(0, contents.size() / 2)), FileContents::kOther);
    }
  }
}

TEST(FileContentsTest, RecognizesARevocationList) {
  const std::string pem = OpenSslCa(test::TestCa()).List(1);
  EXPECT_EQ(RecognizeContents(pem), FileContents::kPem);
  EXPECT_EQ(RecognizeContents(OpenSsl({"crl", "-outform", "DER"}, pem)),
            FileContents::kDerRevocationList);
}

TEST(FileContentsTest, DescribesEachKindInWordsOfItsOwn) {
  std::set<std::string> words;
  for (int kind = 0; kind <= static_cast<int>(FileContents::kOther); ++kind) {
    EXPECT_TRUE(words.insert(Describe(static_cast<FileContents>(kind))).second);
  }
}

TEST(FileContentsTest, DescribesLabels) {
  EXPECT_EQ(DescribeLabel("RSA PRIVATE KEY"), "a private key");
  EXPECT_EQ(DescribeLabel("CERTIFICATE"), "a certificate");
  EXPECT_EQ(DescribeLabel("RSA PUBLIC KEY"), "a public key");
  EXPECT_EQ(DescribeLabel("NEW CERTIFICATE REQUEST"), "a certificate request");
  EXPECT_EQ(DescribeLabel("X509 CRL"), "a revocation list");
  EXPECT_EQ(DescribeLabel("CMS"), "a PKCS#7 file");
  EXPECT_EQ(DescribeLabel("\x1b[31m"), "'\\x1b[31m'");
}

}  // namespace
}  // namespace certgen
