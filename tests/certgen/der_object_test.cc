#include "certgen/der_object.h"

#include <gtest/gtest.h>

#include "tests/testing/openssl_program.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using test::OpenSsl;

TEST(DerObjectTest, KnowsItsLength) {
  EXPECT_EQ(DerLength(""), 0u);
  EXPECT_EQ(DerLength(std::string("\x30\x02\x05\x00\x30\x00", 6)), 4u);
  // Not whole, no DER, and a length that is left open.
  EXPECT_EQ(DerLength("\x30\x7F"), 2u);
  EXPECT_EQ(DerLength("\xFF\xFF\xFF"), 3u);
  EXPECT_EQ(DerLength(std::string("\x30\x80\x05\x00\x00\x00", 6)), 6u);
}

TEST(DerObjectTest, ReadsEachKindAndNothingThatIsNotWhole) {
  const test::TestCa ca;
  const std::string key = OpenSsl({"pkey", "-outform", "DER"}, ca.key_pem());
  const struct {
    FileContents kind;
    std::string der;
  } cases[] = {
      {FileContents::kDerCertificate,
       OpenSsl({"x509", "-outform", "DER"}, ca.certificate().ToPem())},
      {FileContents::kDerPrivateKey, key},
      {FileContents::kDerPrivateKey, OpenSsl({"ec", "-outform", "DER"}, ca.key_pem())},
      {FileContents::kDerPublicKey, OpenSsl({"pkey", "-pubout", "-outform", "DER"}, ca.key_pem())},
      {FileContents::kDerEncryptedKey,
       OpenSsl({"pkcs8", "-topk8", "-passout", "pass:x", "-outform", "DER"}, ca.key_pem())},
  };
  for (const auto& c : cases) {
    EXPECT_TRUE(ReadDerObject(c.kind, c.der).has_value()) << Describe(c.kind);
    EXPECT_FALSE(ReadDerObject(c.kind, c.der + "x").has_value()) << Describe(c.kind);
    EXPECT_FALSE(ReadDerObject(c.kind, c.der.substr(0, c.der.size() / 2)).has_value());
    EXPECT_FALSE(ReadDerObject(FileContents::kDerRequest, c.der).has_value());
    EXPECT_FALSE(ReadDerObject(FileContents::kPem, c.der).has_value());
  }
}

TEST(DerObjectTest, ReadsTheOldFormOfPublicRsaKeys) {
  const std::string der =
      OpenSsl({"rsa", "-RSAPublicKey_out", "-outform", "DER"}, OpenSsl({"genrsa", "2048"}));
  const std::optional<InspectedObject> object = ReadDerObject(FileContents::kDerPublicKey, der);
  ASSERT_TRUE(object.has_value());
  EXPECT_EQ(std::get<PublicKey>(object->object).description(), "rsa-2048");
}

}  // namespace
}  // namespace certgen
