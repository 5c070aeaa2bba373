#include "certgen/private_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/testing/openssl_program.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using test::IsOkAndHolds;
using test::OpenSsl;
using test::StatusIs;
using test::ValueOf;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr absl::StatusCode kInvalid = absl::StatusCode::kInvalidArgument;

TEST(PrivateKeyTest, TypesHaveNamesAndTheFirstIsTheDefault) {
  EXPECT_THAT(KeyTypeNames(),
              ElementsAre("ec-p256", "ec-p384", "ed25519", "rsa-2048", "rsa-3072", "rsa-4096"));
  for (const std::string& name : KeyTypeNames()) {
    EXPECT_EQ(KeyTypeName(ValueOf(ParseKeyType(name))), name);
  }
  for (const char* name : {"", "EC-P256", "rsa", "rsa-1024", "dsa-2048"}) {
    EXPECT_THAT(ParseKeyType(name), StatusIs(kInvalid, HasSubstr("choose one of ec-p256, ")));
  }
}

TEST(PrivateKeyTest, OpenSslReadsWhatIsWritten) {
  const struct {
    KeyType type;
    std::string text;
  } cases[] = {{KeyType::kEcP256, "ASN1 OID: prime256v1"},
               {KeyType::kEcP384, "ASN1 OID: secp384r1"},
               {KeyType::kEd25519, "ED25519 Private-Key:"},
               {KeyType::kRsa2048, "Private-Key: (2048 bit"},
               {KeyType::kRsa3072, "Private-Key: (3072 bit"}};
  for (const auto& c : cases) {
    const PrivateKey key = ValueOf(PrivateKey::Generate(c.type));
    EXPECT_EQ(key.description(), KeyTypeName(c.type));
    const std::string pem = ValueOf(key.ToPem());
    EXPECT_THAT(pem, StartsWith("-----BEGIN PRIVATE KEY-----\n"));
    EXPECT_THAT(OpenSsl({"pkey", "-noout", "-text"}, pem), HasSubstr(c.text));
    EXPECT_EQ(OpenSsl({"pkey"}, pem), pem);
  }
}

TEST(PrivateKeyTest, NoTwoKeysAreAlike) {
  EXPECT_NE(ValueOf(ValueOf(PrivateKey::Generate(KeyType::kEcP256)).ToPem()),
            ValueOf(ValueOf(PrivateKey::Generate(KeyType::kEcP256)).ToPem()));
}

TEST(PrivateKeyTest, ReadsTraditionalForms) {
  const std::string pem = ValueOf(ValueOf(PrivateKey::Generate(KeyType::kEcP256)).ToPem());
  const std::string traditional = OpenSsl({"pkey", "-traditional"}, pem);
  EXPECT_THAT(traditional, StartsWith("-----BEGIN EC PRIVATE KEY-----"));
  EXPECT_THAT(ValueOf(PrivateKey::FromPem(traditional)).ToPem(), IsOkAndHolds(pem));
}

// Above all, nobody is asked for a passphrase.
TEST(PrivateKeyTest, RefusesWhatIsNoPlainKeyWithoutShowingIt) {
  const std::string pem = ValueOf(ValueOf(PrivateKey::Generate(KeyType::kEcP256)).ToPem());
  for (const std::string& text :
       {std::string(), std::string("hello"), pem.substr(0, 100), OpenSsl({"pkey", "-pubout"}, pem),
        OpenSsl({"pkcs8", "-topk8", "-passout", "pass:x"}, pem),
        OpenSsl({"ec", "-aes128", "-passout", "pass:x"}, pem)}) {
    EXPECT_THAT(PrivateKey::FromPem(text),
                StatusIs(kInvalid, AllOf(StartsWith("read private key"),
                                         Not(HasSubstr(pem.substr(40, 20))))));
  }
}

TEST(PrivateKeyTest, OpensWithItsPassphraseAlone) {
  const std::string pem = ValueOf(ValueOf(PrivateKey::Generate(KeyType::kEcP256)).ToPem());
  for (const std::string& text : {OpenSsl({"pkcs8", "-topk8", "-passout", "pass:x"}, pem),
                                  OpenSsl({"ec", "-aes128", "-passout", "pass:x"}, pem)}) {
    EXPECT_THAT(ValueOf(PrivateKey::FromPem(text, "x")).ToPem(), IsOkAndHolds(pem));
    for (const std::string& wrong : {std::string(), std::string("xx"), std::string(5000, 'x')}) {
      EXPECT_THAT(PrivateKey::FromPem(text, wrong), StatusIs(kInvalid));
    }
  }
  EXPECT_THAT(ValueOf(PrivateKey::FromPem(pem, "unneeded")).ToPem(), IsOkAndHolds(pem));
}

TEST(PrivateKeyTest, MatchesItsOwnCertificateAlone) {
  const test::TestCa ca;
  EXPECT_TRUE(ca.key().Matches(*ca.certificate().get()));
  EXPECT_FALSE(test::TestCa().key().Matches(*ca.certificate().get()));
  EXPECT_FALSE(test::TestCa(KeyType::kEd25519).key().Matches(*ca.certificate().get()));
}

TEST(PrivateKeyTest, DescribesKeysThatItDoesNotMake) {
  const struct {
    std::vector<std::string> arguments;
    std::string description;
  } cases[] = {
      {{"genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"}, "rsa-1024"},
      {{"genpkey", "-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:1024"}, "rsa-1024"},
      {{"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"}, "ec-p521"},
      {{"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"}, "ec-secp256k1"},
      {{"genpkey", "-algorithm", "ED448"}, "ed448"},
      {{"genpkey", "-algorithm", "X25519"}, "X25519"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(ValueOf(PrivateKey::FromPem(OpenSsl(c.arguments))).description(), c.description);
  }
}

}  // namespace
}  // namespace certgen
