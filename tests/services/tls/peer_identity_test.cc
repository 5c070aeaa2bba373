#include "services/tls/peer_identity.h"

#include <gmock/gmock.h>
#include <grpc/grpc_security_constants.h>
#include <gtest/gtest.h>

#include "tests/services/connection_properties.h"
#include "tests/services/serving.h"
#include "tests/testing/status_matchers.h"

namespace tls {
namespace {

using test::TestCa;
using test::ValueOf;

using Properties = test::ConnectionProperties;

Properties With(const std::string& pem) {
  return Properties({{GRPC_X509_PEM_CERT_PROPERTY_NAME, pem}});
}

TEST(PeerIdentity, IsTheCertificateOfTheConnection) {
  const test::Credential leaf = TestCa().Leaf();
  const PeerIdentity identity = IdentityOf(With(leaf.leaf.ToPem()), /*peer_is_verified=*/true);
  EXPECT_TRUE(identity.verified);
  ASSERT_TRUE(identity.certificate);
  EXPECT_EQ(*identity.certificate, leaf.leaf);
}

TEST(PeerIdentity, IsAClaimWhereTlsDoesNotVerifyThoughGrpcCallsItAuthenticated) {
  const Properties context = With(TestCa().Leaf().leaf.ToPem());
  const PeerIdentity identity = IdentityOf(context, /*peer_is_verified=*/false);
  EXPECT_TRUE(context.IsPeerAuthenticated());
  EXPECT_FALSE(identity.verified);
  EXPECT_TRUE(identity.certificate);
}

TEST(PeerNames, AreThoseOfTheConnectionByKind) {
  const Properties context({{GRPC_PEER_DNS_PROPERTY_NAME, "a.example"},
                            {GRPC_PEER_DNS_PROPERTY_NAME, "b.example"},
                            {GRPC_PEER_URI_PROPERTY_NAME, "spiffe://example.org/a"},
                            {GRPC_PEER_IP_PROPERTY_NAME, "192.0.2.1"},
                            {GRPC_PEER_EMAIL_PROPERTY_NAME, "a@example.org"},
                            {GRPC_X509_CN_PROPERTY_NAME, "c.example"}});
  const CallerNames names = NamesOf(context);
  EXPECT_THAT(names.dns, testing::ElementsAre("a.example", "b.example"));
  EXPECT_THAT(names.uri, testing::ElementsAre("spiffe://example.org/a"));
  EXPECT_THAT(names.ip, testing::ElementsAre("192.0.2.1"));
  EXPECT_FALSE(HasCertificate(context));
  EXPECT_TRUE(HasCertificate(With("anything")));
}

TEST(PeerIdentity, IsNeverVerifiedWithoutACertificate) {
  for (const Properties& context :
       {Properties({}), With(""), With("no certificate"),
        With("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")}) {
    const PeerIdentity identity = IdentityOf(context, /*peer_is_verified=*/true);
    EXPECT_FALSE(identity.verified);
    EXPECT_FALSE(identity.certificate);
  }
}

TEST(PeerIdentity, ComesFromNoOtherProperty) {
  const Properties context({{"x509_subject", "CN=admin"},
                            {"x509_common_name", "admin"},
                            {"peer_spiffe_id", "spiffe://example.org/admin"}});
  EXPECT_FALSE(IdentityOf(context, /*peer_is_verified=*/true).verified);
  EXPECT_FALSE(IdentityOf(context, /*peer_is_verified=*/true).certificate);
}

std::string SpiffeIdOf(const std::vector<std::pair<int, std::string>>& names) {
  static const TestCa ca;
  return SpiffeId(
      test::Altered(ca.Leaf().leaf, ca.certificate(), ca.key_pem(),
                    [&names](X509* certificate) { test::ReplaceNames(names, certificate); }));
}

TEST(SpiffeId, IsTheOneUri) {
  EXPECT_EQ(SpiffeIdOf({{GEN_URI, "spiffe://example.org/ns/prod/sa/web"}}),
            "spiffe://example.org/ns/prod/sa/web");
  EXPECT_EQ(SpiffeIdOf({{GEN_DNS, "localhost"}, {GEN_URI, "spiffe://example.org/web"}}),
            "spiffe://example.org/web");
}

TEST(SpiffeId, IsEmptyWithoutExactlyOneUri) {
  EXPECT_EQ(SpiffeIdOf({{GEN_DNS, "localhost"}}), "");
  EXPECT_EQ(SpiffeIdOf({{GEN_URI, "spiffe://example.org/a"}, {GEN_URI, "spiffe://example.org/b"}}),
            "");
  EXPECT_EQ(SpiffeIdOf({{GEN_URI, "spiffe://example.org/a"}, {GEN_URI, "spiffe://example.org/a"}}),
            "");
  EXPECT_EQ(SpiffeIdOf({{GEN_URI, "https://example.org/"}, {GEN_URI, "spiffe://example.org/a"}}),
            "");
  EXPECT_EQ(SpiffeIdOf({{GEN_URI, "spiffe://example.org/a"}, {GEN_URI, ""}}), "");
  EXPECT_EQ(SpiffeIdOf({{GEN_URI, ""}, {GEN_URI, "spiffe://example.org/a"}}), "");
}

TEST(SpiffeId, IsEmptyForWhatOnlyLooksLikeOne) {
  for (const std::string& uri :
       {std::string("https://example.org/web"), std::string("spiffe://"),
        std::string("spiffe:///web"), std::string("spiffe://example.org"),
        std::string("spiffe://example.org/"), std::string("spiffe://example.org//web"),
        std::string("spiffe://example.org/../admin"), std::string("spiffe://example.org/web?x=1"),
        std::string("spiffe://user@example.org/web"), std::string("spiffe://example.org:443/web"),
        std::string("spiffe://EXAMPLE.org/web"), std::string("SPIFFE://example.org/web"),
        std::string("spiffe://example.org/web\n"), std::string("spiffe://example.org/web\0x", 26),
        std::string("spiffe://example.org/w\xc3\xa9"
                    "b"),
        "spiffe://example.org/" + std::string(2048, 'a')}) {
    EXPECT_EQ(SpiffeIdOf({{GEN_URI, uri}}), "") << uri;
  }
}

TEST(SpiffeId, IsNotTakenFromADnsName) {
  EXPECT_EQ(SpiffeIdOf({{GEN_DNS, "spiffe://example.org/web"}}), "");
}

}  // namespace
}  // namespace tls
