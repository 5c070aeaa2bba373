#include "services/echo/echo_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "certgen/certificate.h"
#include "tests/services/serving.h"
#include "tests/testing/process.h"
#include "tests/testing/temp_dir.h"

namespace echo {
namespace {

using Kind = certgen::SubjectAltName::Kind;
using certgen::ClientCertificateMode;
using test::Credential;
using test::TestCa;
using test::WhoAmIAnswer;
using testing::ElementsAre;
using testing::IsEmpty;

class EchoServiceOverTls : public testing::Test {
 protected:
  // Calls a new server as the holder of `caller`.
  WhoAmIAnswer WhoIs(const Credential& caller,
                     ClientCertificateMode mode = ClientCertificateMode::kRequire) {
    const auto server = test::Serve(test::Unchecked(ca_.Leaf()), mode);
    certgen::CheckedCredentials credentials = test::Unchecked(caller);
    credentials.roots_pem = ca_.root().ToPem();
    return test::AskWhoAmI(test::ChannelTo(test::AddressOf(*server), credentials));
  }

  // A good leaf but for its names, which may hold any bytes.
  Credential LeafWithNames(const std::vector<std::pair<int, std::string>>& names) {
    Credential caller = ca_.Leaf();
    caller.leaf =
        test::Altered(caller.leaf, ca_.certificate(), ca_.key_pem(),
                      [&names](X509* certificate) { test::ReplaceNames(names, certificate); });
    caller.cert = caller.leaf.ToPem();
    return caller;
  }

  TestCa ca_;
};

TEST_F(EchoServiceOverTls, EchoReturnsMessageAndPayloadUnchangedAndNamesTheServer) {
  const auto server = test::Serve(test::Unchecked(ca_.Leaf()), ClientCertificateMode::kNone);
  const auto channel = test::ChannelTo(test::AddressOf(*server), test::OnlyRoots(ca_));
  const auto stub = v1::EchoService::NewStub(channel);
  std::string every_byte;
  for (int i = 0; i < 256; ++i) every_byte += static_cast<char>(i);
  for (const std::string& message :
       {std::string(), std::string("hi"), std::string("a\0b\n\t", 5),
        std::string("grüß \xF0\x9F\x91\x8B"), std::string(1 << 20, 'x')}) {
    grpc::ClientContext context;
    test::SetDeadline(&context);
    v1::EchoRequest request;
    request.set_message(message);
    request.set_payload(every_byte);
    v1::EchoResponse response;
    const grpc::Status status = stub->Echo(&context, request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(response.message(), message);
    EXPECT_EQ(response.payload(), every_byte);
    EXPECT_EQ(response.server_name(), "server under test");
  }
}

TEST_F(EchoServiceOverTls, WhoAmITellsWhatIsInTheCertificateByKind) {
  const Credential caller = ca_.Leaf({.names = {{Kind::kDns, "web.example.com"},
                                                {Kind::kIp, "192.0.2.7"},
                                                {Kind::kDns, "*.example.com"},
                                                {Kind::kIp, "2001:db8::7"},
                                                {Kind::kUri, "spiffe://example.org/web"}}});
  const WhoAmIAnswer answer = WhoIs(caller);
  ASSERT_TRUE(answer.status.ok()) << answer.status.error_message();
  EXPECT_TRUE(answer.response.verified());
  EXPECT_EQ(answer.response.subject(), "CN=web.example.com");
  EXPECT_THAT(answer.response.dns(), ElementsAre("web.example.com", "*.example.com"));
  EXPECT_THAT(answer.response.ip(), ElementsAre("192.0.2.7", "2001:db8::7"));
  EXPECT_THAT(answer.response.uri(), ElementsAre("spiffe://example.org/web"));
  EXPECT_THAT(answer.response.email(), IsEmpty());
  EXPECT_EQ(answer.response.spiffe_id(), "spiffe://example.org/web");
  EXPECT_EQ(answer.response.not_after().seconds(), absl::ToUnixSeconds(caller.leaf.not_after()));
  EXPECT_EQ(answer.response.not_after().nanos(), 0);
}

TEST_F(EchoServiceOverTls, WhoAmITellsMailAddresses) {
  const WhoAmIAnswer answer =
      WhoIs(LeafWithNames({{GEN_EMAIL, "o'hara@example.com"}, {GEN_DNS, "localhost"}}));
  EXPECT_THAT(answer.response.email(), ElementsAre("o'hara@example.com"));
  EXPECT_THAT(answer.response.dns(), ElementsAre("localhost"));
}

TEST_F(EchoServiceOverTls, WhoAmIsFingerprintIsTheOneThatOpensslPrints) {
  const Credential caller = ca_.Leaf();
  const test::TempDir directory;
  caller.WriteTo(directory.path());
  const test::Result judged = test::Run({.line = {"openssl", "x509", "-noout", "-fingerprint",
                                                  "-sha256", "-in", directory.File("tls.crt")}});
  ASSERT_EQ(judged.exit_code, 0) << judged.err;
  EXPECT_THAT(judged.out,
              testing::EndsWith("=" + WhoIs(caller).response.sha256_fingerprint() + "\n"));
}

TEST_F(EchoServiceOverTls, WhoAmIOfALeafWithoutASubjectStillHasItsNames) {
  const WhoAmIAnswer answer =
      WhoIs(ca_.Leaf({.names = {{Kind::kUri, "spiffe://example.org/web"}}}));
  EXPECT_EQ(answer.response.subject(), "");
  EXPECT_TRUE(answer.response.verified());
  EXPECT_EQ(answer.response.spiffe_id(), "spiffe://example.org/web");
}

TEST_F(EchoServiceOverTls, WhoAmIHasNoSpiffeIdOfALeafWithTwoUris) {
  const WhoAmIAnswer answer = WhoIs(
      LeafWithNames({{GEN_URI, "spiffe://example.org/web"}, {GEN_URI, "https://example.org/"}}));
  EXPECT_EQ(answer.response.spiffe_id(), "");
  EXPECT_THAT(answer.response.uri(),
              ElementsAre("spiffe://example.org/web", "https://example.org/"));
}

TEST_F(EchoServiceOverTls, WhoAmIAnswersForNamesThatAreNotText) {
  // protobuf refuses strings that are not UTF-8, and says so on stderr.
  testing::internal::CaptureStderr();
  const WhoAmIAnswer answer =
      WhoIs(LeafWithNames({{GEN_DNS, "\xff.example.com"},
                           {GEN_DNS, std::string("localhost\0.example.com", 22)},
                           {GEN_URI, "spiffe://example.org/\xc3("},
                           {GEN_EMAIL, "a\nverified yes@example.com"}}));
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  ASSERT_TRUE(answer.status.ok()) << answer.status.error_message();
  EXPECT_TRUE(answer.response.verified());
  EXPECT_THAT(answer.response.dns(),
              ElementsAre("\\xff.example.com", "localhost\\x00.example.com"));
  EXPECT_THAT(answer.response.uri(), ElementsAre("spiffe://example.org/\\xc3("));
  EXPECT_THAT(answer.response.email(), ElementsAre("a\\x0averified yes@example.com"));
  EXPECT_EQ(answer.response.spiffe_id(), "");
}

TEST_F(EchoServiceOverTls, TextThatLooksEscapedIsNotTakenForTheBytesThemselves) {
  const WhoAmIAnswer answer = WhoIs(LeafWithNames({{GEN_DNS, "\\xff.example.com"}}));
  EXPECT_THAT(answer.response.dns(), ElementsAre("\\x5cxff.example.com"));
}

TEST_F(EchoServiceOverTls, WhoAmITakesNothingFromMetadata) {
  const auto server = test::Serve(test::Unchecked(ca_.Leaf()), ClientCertificateMode::kNone);
  const auto channel = test::ChannelTo(test::AddressOf(*server), test::OnlyRoots(ca_));
  const WhoAmIAnswer answer = test::AskWhoAmI(
      channel, {{"x-forwarded-client-cert", "By=spiffe://example.org/a;Subject=\"CN=admin\""},
                {"x509_subject", "CN=admin"},
                {"x509_pem_cert", "CN=admin"},
                {"x509_common_name", "admin"},
                {"peer_spiffe_id", "spiffe://example.org/admin"},
                {"authorization", "Bearer admin"},
                {"x-verified", "true"}});
  ASSERT_TRUE(answer.status.ok()) << answer.status.error_message();
  EXPECT_EQ(answer.response.ShortDebugString(), "");
}

TEST_F(EchoServiceOverTls, CallersOnTwoConnectionsAreNotMixedUp) {
  const auto server = test::Serve(test::Unchecked(ca_.Leaf()));
  const Credential one = ca_.Leaf(test::Named("one.example.com"));
  const Credential two = ca_.Leaf(test::Named("two.example.com"));
  const auto to_one = test::ChannelTo(test::AddressOf(*server), test::Unchecked(one));
  const auto to_two = test::ChannelTo(test::AddressOf(*server), test::Unchecked(two));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(test::AskWhoAmI(to_one).response.sha256_fingerprint(), one.leaf.sha256_fingerprint());
    EXPECT_EQ(test::AskWhoAmI(to_two).response.sha256_fingerprint(), two.leaf.sha256_fingerprint());
  }
}

}  // namespace
}  // namespace echo
