// Every method of a server, one that it does not have, every kind of rule and every kind of caller:
// nobody reaches a handler without the right to, and nobody who has it is refused.

#include <gmock/gmock.h>
#include <grpcpp/impl/server_builder_option.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/echo/served_methods.h"
#include "services/tls/admission.h"
#include "services/tls/credentials.h"
#include "tests/services/counting_service.h"
#include "tests/services/raw_call.h"
#include "tests/services/serving.h"
#include "tests/testing/odd_certificate.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using certgen::ClientCertificateMode;
using certgen::SubjectAltName;
using test::Credential;
using Kind = SubjectAltName::Kind;

// Who calls, as those who wrote the rules below think of them.
enum class Caller {
  kWeb,
  kWebOfOtherDomain,
  kApi,
  kAddress,
  kOnlyCommonName,
  kNameWithNul,
  kAnonymous
};

constexpr char kEcho[] = "/echo.v1.EchoService/Echo";
constexpr char kCheck[] = "/grpc.health.v1.Health/Check";

struct Rules {
  std::vector<std::string> texts;
  // Written by hand for each: what they mean, not how they are read.
  std::function<bool(Caller, const std::string& method)> allow;
};

const std::vector<Rules>& AllRules() {
  static const auto& rules = *new std::vector<Rules>{
      {{"uri:spiffe://example.org/ns/a/sa/web"},
       [](Caller c, const std::string&) { return c == Caller::kWeb; }},
      {{"uri:spiffe://example.org/ns/*/sa/web /echo.v1.EchoService/Echo"},
       [](Caller c, const std::string& m) { return c == Caller::kWeb && m == kEcho; }},
      {{"uri:spiffe://example.org/*/sa/web", "uri:spiffe://example.org/ns/*"},
       [](Caller, const std::string&) { return false; }},
      {{"dns:*.example.com", "ip:192.0.2.7 /grpc.health.v1.Health/*"},
       [](Caller c, const std::string& m) {
         return c == Caller::kApi ||
                (c == Caller::kAddress && (m == kCheck || m == "/grpc.health.v1.Health/Watch"));
       }},
      {{"dns:api.example.com /echo.v1.EchoService/*", "anyone /grpc.health.v1.Health/Check"},
       [](Caller c, const std::string& m) {
         return (c == Caller::kApi && absl::StartsWith(m, "/echo.v1.EchoService/")) || m == kCheck;
       }},
      {{"anyone /no.such.Service/Method /grpc.reflection.v1alpha.ServerReflection/*"},
       [](Caller, const std::string& m) {
         return m == "/no.such.Service/Method" ||
                absl::StartsWith(m, "/grpc.reflection.v1alpha.ServerReflection/");
       }},
      {{"dns:nobody.example.com"}, [](Caller, const std::string&) { return false; }}};
  return rules;
}

std::vector<std::string> AllMethods() {
  std::vector<std::string> methods = ServedMethods(/*channelz=*/true);
  for (const char* method : {"/echo.v1.EchoService/NoSuchMethod", "/no.such.Service/Method", "/",
                             "/grpc.health.v1.Health/Check/", "//grpc.health.v1.Health/Check"}) {
    methods.emplace_back(method);
  }
  return methods;
}

// Reflection and channelz, once they are in a process, join all of its servers.
class WithoutPlugins final : public grpc::ServerBuilderOption {
 public:
  void UpdateArguments(grpc::ChannelArguments* /*arguments*/) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    plugins->clear();
  }
};

// Counts the calls that got past the rules.
class CountingObserver : public ServerObserver {
 public:
  void CallBegins(const std::string& /*method*/) override { ++begun; }
  void CallRefused(const tls::RefusedCall& /*call*/) override { ++refused; }

  std::atomic<int> begun = 0;
  std::atomic<int> refused = 0;
};

class AuthorizationTest : public ::testing::Test {
 protected:
  AuthorizationTest() {
    server_ = test::Unchecked(ca_.Leaf());
    server_.roots = {ca_.root(), odd_root_.get()};
    server_.roots_pem += odd_root_.get().ToPem();
    // Its common name is that of another caller, and it has no name that counts.
    test::OddSpec spec = test::OddLeaf().With("subjectAltName", "email:api@example.com");
    spec.common_name = "api.example.com";
    callers_ = {
        {Caller::kWeb, Named(Kind::kUri, "spiffe://example.org/ns/a/sa/web")},
        {Caller::kWebOfOtherDomain, Named(Kind::kUri, "spiffe://example.org.evil/ns/a/sa/web")},
        {Caller::kApi, Named(Kind::kDns, "api.example.com")},
        {Caller::kAddress, Named(Kind::kIp, "192.0.2.7")},
        {Caller::kOnlyCommonName, test::CredentialOf(test::OddCertificate(spec, odd_root_))},
        {Caller::kNameWithNul, Renamed(std::string("api.example.com\0.evil.org", 25))},
        {Caller::kAnonymous, std::nullopt}};
  }

  Credential Named(Kind kind, const std::string& name) const {
    return ca_.Leaf({.names = {{kind, name}}});
  }

  // By DNS names that no issuer of ours would take.
  Credential Renamed(const std::string& dns) const {
    Credential credential = Named(Kind::kDns, "other.example.org");
    credential.leaf =
        test::Altered(credential.leaf, ca_.certificate(), ca_.key_pem(), [&](X509* leaf) {
          test::ReplaceNames({{GEN_DNS, dns}}, leaf);
        });
    credential.cert = credential.leaf.ToPem();
    return credential;
  }

  static std::shared_ptr<tls::AllowList> ListOf(const Rules& rules, bool dry_run = false) {
    std::vector<tls::AllowRule> parsed;
    parsed.reserve(rules.texts.size());
    for (const std::string& text : rules.texts) {
      parsed.push_back(
          test::ValueOf(tls::ParseAllowRule(text, absl::StrCat("allow:", parsed.size() + 1))));
    }
    return std::make_shared<tls::AllowList>(tls::AllowRules(parsed), dry_run);
  }

  std::unique_ptr<EchoServer> Serve(std::shared_ptr<tls::AllowList> list, bool explains,
                                    std::shared_ptr<ServerObserver> observer) const {
    ServerOptions options;
    options.listen = {{"127.0.0.1", 0}};
    // So that callers without a certificate come as far as the rules.
    options.client_certificate_mode = ClientCertificateMode::kVerifyIfGiven;
    options.explain_refusals = explains;
    options.allow_list = std::move(list);
    options.observer = std::move(observer);
    options.channelz = true;
    return test::ValueOf(EchoServer::Start(options, server_));
  }

  std::shared_ptr<grpc::Channel> ChannelAs(const std::optional<Credential>& caller,
                                           const std::string& target) const {
    certgen::CheckedCredentials credentials = test::OnlyRoots(ca_);
    if (caller) {
      credentials.cert_pem = caller->cert;
      credentials.key_pem = caller->key;
    }
    return test::ChannelTo(target, credentials);
  }

  // Whether the rules let it in. A Watch goes on for ever once it has begun.
  static bool IsLetIn(const std::shared_ptr<grpc::Channel>& channel, const std::string& method) {
    test::RawCall call(channel, method);
    call.Write(v1::EchoRequest());
    v1::EchoResponse reply;
    if (absl::EndsWith(method, "/Watch") && call.Read(&reply)) return true;
    call.WritesDone();
    // gRPC tells no status before all that came was read.
    call.Read(&reply);
    const grpc::Status status = call.Finish();
    EXPECT_NE(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED) << method;
    EXPECT_NE(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
    const bool refused = status.error_code() == grpc::StatusCode::PERMISSION_DENIED;
    EXPECT_EQ(absl::StartsWith(status.error_message(), "CALLER_NOT_ALLOWED: "), refused);
    return !refused;
  }

  test::TestCa ca_;
  test::OddCertificate odd_root_{test::OddRoot()};
  certgen::CheckedCredentials server_;
  std::vector<std::pair<Caller, std::optional<Credential>>> callers_;
};

TEST_F(AuthorizationTest, OfEveryMethodRuleAndCallerHoldsOnTheServer) {
  int with_right = 0;
  int without = 0;
  for (const bool explains : {false, true}) {
    for (const Rules& rules : AllRules()) {
      const auto observer = std::make_shared<CountingObserver>();
      const auto server = Serve(ListOf(rules), explains, observer);
      int expected = 0;
      int all = 0;
      for (const auto& [caller, credential] : callers_) {
        const auto channel = ChannelAs(credential, test::AddressOf(*server));
        for (const std::string& method : AllMethods()) {
          const bool right = rules.allow(caller, method);
          ++all;
          expected += right ? 1 : 0;
          ++(right ? with_right : without);
          EXPECT_EQ(IsLetIn(channel, method), right)
              << rules.texts.front() << ", caller " << static_cast<int>(caller) << ", " << method;
        }
      }
      EXPECT_EQ(observer->begun, expected) << rules.texts.front();
      EXPECT_EQ(observer->refused, all - expected) << rules.texts.front();
    }
  }
  EXPECT_GT(with_right, 100);
  EXPECT_GT(without, 1000);
}

TEST_F(AuthorizationTest, NoHandlerRunsForACallWithoutTheRight) {
  for (const Rules& rules : AllRules()) {
    test::CountingService service;
    const auto credentials = tls::MakeServerCredentials(
        server_, ClientCertificateMode::kVerifyIfGiven, tls::ClientVerifier::kTls);
    credentials->SetAuthMetadataProcessor(
        std::make_shared<tls::Admission>(nullptr, ListOf(rules), nullptr));
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", credentials, &port);
    builder.SetOption(std::make_unique<WithoutPlugins>());
    builder.RegisterCallbackGenericService(&service);
    const auto server = builder.BuildAndStart();
    ASSERT_TRUE(server);
    int expected = 0;
    for (const auto& [caller, credential] : callers_) {
      const auto channel = ChannelAs(credential, absl::StrCat("127.0.0.1:", port));
      for (const std::string& method : AllMethods()) {
        expected += rules.allow(caller, method) ? 1 : 0;
        test::RawCall call(channel, method);
        call.Write(v1::EchoRequest());
        call.WritesDone();
        call.Finish();
        EXPECT_EQ(service.calls(), expected)
            << rules.texts.front() << ", caller " << static_cast<int>(caller) << ", " << method;
      }
    }
    server->Shutdown();
  }
}

TEST_F(AuthorizationTest, ADryRunRefusesNothingAndTellsOfAllItWould) {
  for (const Rules& rules : AllRules()) {
    const auto observer = std::make_shared<CountingObserver>();
    const auto server = Serve(ListOf(rules, /*dry_run=*/true), /*explains=*/false, observer);
    int would_refuse = 0;
    int all = 0;
    for (const auto& [caller, credential] : callers_) {
      const auto channel = ChannelAs(credential, test::AddressOf(*server));
      for (const char* method :
           {kEcho, "/grpc.health.v1.Health/Check", "/no.such.Service/Method"}) {
        EXPECT_TRUE(IsLetIn(channel, method));
        ++all;
        would_refuse += rules.allow(caller, method) ? 0 : 1;
      }
    }
    EXPECT_EQ(observer->begun, all);
    EXPECT_EQ(observer->refused, would_refuse) << rules.texts.front();
  }
}

TEST_F(AuthorizationTest, ACallerThatTlsWouldRefuseIsLetInByNoRule) {
  const Rules everyone = {{"anyone /echo.v1.EchoService/Echo", "dns:api.example.com"}, nullptr};
  const auto observer = std::make_shared<CountingObserver>();
  for (const bool explains : {false, true}) {
    const auto server = Serve(ListOf(everyone), explains, observer);
    const Credential strangers[] = {
        test::TestCa().Leaf({.names = {{Kind::kDns, "api.example.com"}}}),
        ca_.Leaf(
            {.names = {{Kind::kDns, "api.example.com"}}, .validity = test::DaysFromNow(-10, -1)})};
    for (const Credential& stranger : strangers) {
      const grpc::Status status = test::CallEcho(ChannelAs(stranger, test::AddressOf(*server)));
      EXPECT_EQ(status.error_code(),
                explains ? grpc::StatusCode::UNAUTHENTICATED : grpc::StatusCode::UNAVAILABLE);
    }
  }
  EXPECT_EQ(observer->begun, 0);
}

}  // namespace
}  // namespace echo
