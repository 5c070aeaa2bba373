#include "services/tls/own_refusal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <string>

#include "absl/time/clock.h"
#include "tests/testing/test_pki.h"

namespace tls {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Code = certgen::FindingCode;

class OwnRefusalTest : public ::testing::Test {
 protected:
  // A server that asks for certificates of `root_` and hung up.
  HandshakeSight Sight(bool presented = true) const {
    HandshakeSight sight;
    sight.asks_for_certificate = true;
    sight.ca_names = {root_.root().subject()};
    sight.presented = presented;
    return sight;
  }

  // As the credential check finds it, with `root_` among our roots.
  certgen::CheckedCredentials Own(const test::Credential& credential) const {
    certgen::CredentialFiles files;
    files.cert.path = "tls.crt";
    files.cert.contents = credential.cert;
    files.key.path = "tls.key";
    files.key.contents = credential.key;
    files.ca.path = "ca.crt";
    files.ca.contents = root_.certificate().ToPem();
    certgen::CheckRequest request;
    request.role = certgen::Role::kClient;
    request.now = absl::Now();
    return certgen::CheckCredentials(files, request);
  }

  Verdict Why(const test::Credential& credential, const HandshakeSight& sight) const {
    return WhyRefused(sight, Own(credential), absl::Now());
  }

  test::TestCa root_;
};

TEST_F(OwnRefusalTest, WithoutACertificateItSaysWhoseIsWanted) {
  const Verdict verdict = WhyRefused(Sight(false), {}, absl::Now());
  EXPECT_EQ(verdict.code, Code::kClientCertificateMissing);
  EXPECT_EQ(verdict.exit_code, certgen::kExitRefused);
  EXPECT_THAT(verdict.cause,
              AllOf(HasSubstr(root_.root().subject()), HasSubstr("none was presented")));
}

TEST_F(OwnRefusalTest, EachFaultOfOursIsNamed) {
  EXPECT_EQ(Why(test::TestCa().Leaf(), Sight()).code, Code::kCertificateAuthorityInvalid);
  EXPECT_EQ(Why(root_.Leaf(test::Expired()), Sight()).code, Code::kCertificateExpired);
  EXPECT_EQ(Why(root_.Leaf(test::NotYetValid()), Sight()).code, Code::kCertificateNotYetValid);
  EXPECT_EQ(Why(root_.Leaf(test::ForServers()), Sight()).code, Code::kCertificateWrongPurpose);
}

TEST_F(OwnRefusalTest, TwoFaultsAreSaidInOneSentence) {
  EXPECT_THAT(Why(test::TestCa().Leaf(test::Expired()), Sight()).cause,
              AllOf(HasSubstr("asks for a certificate issued by CN=test root"),
                    HasSubstr("is issued by CN=test root"), HasSubstr("and expired ")));
}

TEST_F(OwnRefusalTest, WhatTheServerSendsAlongIsWhatOurChainLacks) {
  const test::TestCa middle = root_.Intermediate();
  test::Credential alone = middle.Leaf();
  alone.cert = alone.leaf.ToPem();
  HandshakeSight sight = Sight();
  EXPECT_EQ(Why(alone, sight).code, Code::kCertificateAuthorityInvalid);
  sight.chain = {middle.Leaf().leaf, middle.certificate()};
  EXPECT_EQ(Why(alone, sight).code, Code::kChainIncomplete);
}

TEST_F(OwnRefusalTest, WithoutAFaultTheServersLogIsWhereToLook) {
  const Verdict verdict = Why(root_.Leaf(), Sight());
  EXPECT_EQ(verdict.code, Code::kClientCertificateRefused);
  EXPECT_THAT(verdict.cause, HasSubstr("hung up without a word"));
  EXPECT_THAT(verdict.cure, HasSubstr("server's log"));
}

TEST_F(OwnRefusalTest, AnAlertSaysMoreThanOurFilesDo) {
  HandshakeSight sight = Sight();
  sight.alert = SSL_AD_CERTIFICATE_REVOKED;
  EXPECT_EQ(Why(root_.Leaf(), sight).code, Code::kCertificateRevoked);
  sight.alert = SSL_AD_CERTIFICATE_EXPIRED;
  EXPECT_EQ(Why(root_.Leaf(), sight).code, Code::kCertificateExpired);
  EXPECT_THAT(Why(root_.Leaf(), sight).cure, HasSubstr("clock"));
}

// A CA that the server names is the right one, whatever roots we trust servers by.
TEST_F(OwnRefusalTest, OurRootsSayNothingOfACaThatTheServerNames) {
  const test::TestCa theirs;
  HandshakeSight sight = Sight();
  sight.ca_names = {theirs.root().subject()};
  EXPECT_EQ(Why(theirs.Leaf(), sight).code, Code::kClientCertificateRefused);
}

TEST(OurCertificateTest, SomeAlertsAreOfItAndSomeAreNot) {
  EXPECT_TRUE(IsOfOurCertificate(SSL_AD_CERTIFICATE_REQUIRED));
  EXPECT_FALSE(IsOfOurCertificate(SSL_AD_PROTOCOL_VERSION));
}

TEST(CaNamesTextTest, NamesThreeAndCountsTheRest) {
  EXPECT_EQ(CaNamesText({}), "any CA");
  EXPECT_EQ(CaNamesText({"CN=a", "CN=b"}), "CN=a or CN=b");
  EXPECT_EQ(CaNamesText({"CN=a", "CN=b", "CN=c", "CN=d", "CN=e"}),
            "CN=a or CN=b or CN=c or 2 more");
}

}  // namespace
}  // namespace tls
