#include "certgen/signing_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "certgen/private_key.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

namespace certgen {
namespace {

using test::OpenSsl;
using test::ValueOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SigningRequestTest : public ::testing::Test {
 protected:
  SigningRequestTest() { test::WriteFile(dir_.File("key"), key_pem_); }

  std::string Der(const std::vector<std::string>& more) const {
    std::vector<std::string> line = {"req",      "-new", "-key",  dir_.File("key"),
                                     "-outform", "DER",  "-subj", "/O=b/CN=a"};
    line.insert(line.end(), more.begin(), more.end());
    return OpenSsl(line);
  }

  test::TempDir dir_;
  const PrivateKey key_ = ValueOf(PrivateKey::Generate(KeyType::kEcP256));
  const std::string key_pem_ = ValueOf(key_.ToPem());
};

TEST_F(SigningRequestTest, HasWhatWasAskedFor) {
  const SigningRequest request = ValueOf(SigningRequest::FromDer(
      Der({"-config", "/dev/null", "-addext", "subjectAltName=DNS:a.test,IP:10.0.0.1", "-addext",
           "extendedKeyUsage=serverAuth"})));
  EXPECT_EQ(request.subject(), "CN=a,O=b");
  EXPECT_EQ(ToString(request.names()), "DNS:a.test, IP:10.0.0.1");
  ASSERT_EQ(request.extensions().size(), 2u);
  EXPECT_EQ(request.extensions()[1].name, "extendedKeyUsage");
  EXPECT_EQ(request.signature_algorithm(), "ecdsa-with-SHA256");
  EXPECT_TRUE(request.has_valid_signature());
  EXPECT_TRUE(ValueOf(request.public_key()) == ValueOf(PublicKey::Of(*key_.get())));
  EXPECT_THAT(request.attributes(), IsEmpty());
}

TEST_F(SigningRequestTest, AsksForNothingIfItHasNoExtensions) {
  const SigningRequest request = ValueOf(SigningRequest::FromDer(Der({"-config", "/dev/null"})));
  EXPECT_THAT(request.names(), IsEmpty());
  EXPECT_THAT(request.extensions(), IsEmpty());
}

TEST_F(SigningRequestTest, NamesAttributesButNotTheirValues) {
  test::WriteFile(dir_.File("config"),
                  "[req]\ndistinguished_name=d\nattributes=a\nprompt=no\n[d]\nCN=a\n"
                  "[a]\nchallengePassword=hunter2hunter2\n");
  const SigningRequest request =
      ValueOf(SigningRequest::FromDer(OpenSsl({"req", "-new", "-key", dir_.File("key"), "-outform",
                                               "DER", "-config", dir_.File("config")})));
  EXPECT_THAT(request.attributes(), ElementsAre("challengePassword"));
}

TEST_F(SigningRequestTest, AForgedSignatureIsNotValid) {
  std::string der = Der({"-config", "/dev/null"});
  // In the subject: the signature no longer fits.
  der[der.find("\x0C\x01"
               "a") +
      2] = 'z';
  const SigningRequest forged = ValueOf(SigningRequest::FromDer(der));
  EXPECT_EQ(forged.subject(), "CN=z,O=b");
  EXPECT_FALSE(forged.has_valid_signature());
}

TEST_F(SigningRequestTest, RefusesWhatIsNone) {
  const std::string der = Der({"-config", "/dev/null"});
  for (const std::string& bad : {std::string(), der.substr(1), der + "x", der.substr(0, 50)}) {
    EXPECT_THAT(SigningRequest::FromDer(bad), test::StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

}  // namespace
}  // namespace certgen
