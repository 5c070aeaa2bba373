// A server that lets TLS take everybody and decides call by call: no handler may run for a
// caller that is refused, whatever it calls, on a new session or a resumed one.

#include <gmock/gmock.h>
#include <grpc/grpc_security.h>
#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/tls/admission.h"
#include "services/tls/caller_check.h"
#include "services/tls/credentials.h"
#include "tests/certgen/openssl_ca.h"
#include "tests/services/counting_service.h"
#include "tests/services/raw_call.h"
#include "tests/services/serving.h"
#include "tests/testing/odd_certificate.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using certgen::ClientCertificateMode;
using test::Credential;
using test::TestCa;
using testing::HasSubstr;
using testing::StartsWith;

const char* const kMethods[] = {
    "/echo.v1.EchoService/Echo",
    "/echo.v1.EchoService/WhoAmI",
    "/grpc.health.v1.Health/Check",
    "/grpc.health.v1.Health/Watch",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
    "/echo.v1.EchoService/NoSuchMethod",
    "/no.such.Service/Method",
};

// How a client resumes: it keeps its sessions here.
class SessionCache {
 public:
  SessionCache() : cache_(grpc_ssl_session_cache_create_lru(16)) {}
  ~SessionCache() { grpc_ssl_session_cache_destroy(cache_); }
  SessionCache(const SessionCache&) = delete;
  SessionCache& operator=(const SessionCache&) = delete;

  void AddTo(grpc::ChannelArguments* arguments) const {
    const grpc_arg arg = grpc_ssl_session_cache_create_channel_arg(cache_);
    arguments->SetPointerWithVtable(arg.key, arg.value.pointer.p, arg.value.pointer.vtable);
  }

 private:
  grpc_ssl_session_cache* cache_;
};

// How many refusals of each code it was told of.
class CountingObserver : public ServerObserver {
 public:
  void CallRefused(const tls::RefusedCall& call) override {
    const std::lock_guard lock(mutex_);
    ++told_[certgen::FindingCodeName(call.refusal.code)];
  }
  int Told(const std::string& code) {
    const std::lock_guard lock(mutex_);
    return told_[code];
  }

 private:
  std::mutex mutex_;
  std::map<std::string, int> told_;
};

class ExplainedRefusals : public ::testing::Test {
 protected:
  ExplainedRefusals() {
    server_credentials_ = test::Unchecked(ca_.Leaf());
    server_credentials_.roots = {ca_.root()};
    const TestCa middle = ca_.Intermediate("middle");
    Credential incomplete = middle.Leaf();
    incomplete.cert = incomplete.leaf.ToPem();
    // Two roots of one name; the server knows the one, and callers of the other come.
    const test::OddCertificate known(test::OddRoot());
    const test::OddCertificate twin(test::OddRoot());
    server_credentials_.roots.push_back(known.get());
    server_credentials_.roots_pem += known.get().ToPem();
    bad_ = {{"CLIENT_CERTIFICATE_MISSING", std::nullopt},
            {"CERTIFICATE_AUTHORITY_INVALID", TestCa().Leaf()},
            {"ROOT_KEY_DIFFERS", test::CredentialOf(test::OddCertificate(test::OddLeaf(), twin))},
            {"CERTIFICATE_AUTHORITY_INVALID", incomplete},
            {"CERTIFICATE_AUTHORITY_INVALID",
             test::CredentialOf(test::OddCertificate(test::OddLeaf()))},
            {"CERTIFICATE_EXPIRED", middle.Leaf(test::Expired())},
            {"CERTIFICATE_NOT_YET_VALID", middle.Leaf(test::NotYetValid())},
            {"CERTIFICATE_WRONG_PURPOSE", middle.Leaf(test::ForServers())},
            {"CERTIFICATE_AUTHORITY_INVALID", TestCa().Intermediate("other middle").Leaf()}};
    good_ = middle.Leaf();
  }

  std::unique_ptr<EchoServer> Serve(ClientCertificateMode mode, bool explains = true) {
    test::GrpcLog::Get();
    ServerOptions options;
    options.listen = {{"127.0.0.1", 0}};
    options.client_certificate_mode = mode;
    options.explain_refusals = explains;
    options.observer = observer_;
    return test::ValueOf(EchoServer::Start(options, server_credentials_));
  }

  // A connection of its own; with `sessions`, one that resumes if it can.
  std::shared_ptr<grpc::Channel> ChannelAs(const std::optional<Credential>& caller,
                                           const std::string& target,
                                           const SessionCache* sessions = nullptr) const {
    certgen::CheckedCredentials credentials = test::OnlyRoots(ca_);
    if (caller) {
      credentials.cert_pem = caller->cert;
      credentials.key_pem = caller->key;
    }
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    if (sessions != nullptr) sessions->AddTo(&arguments);
    return grpc::CreateCustomChannel(target, tls::MakeChannelCredentials(credentials), arguments);
  }

  static grpc::Status CallTo(const std::shared_ptr<grpc::Channel>& channel,
                             const std::string& method) {
    test::RawCall call(channel, method);
    call.Write(v1::EchoRequest());
    call.WritesDone();
    return call.Finish();
  }

  int Told(const std::string& code) { return observer_->Told(code); }

  TestCa ca_;
  certgen::CheckedCredentials server_credentials_;
  // By the code, or codes, of which one is to be named.
  std::vector<std::pair<std::string, std::optional<Credential>>> bad_;
  std::optional<Credential> good_;

 private:
  const std::shared_ptr<CountingObserver> observer_ = std::make_shared<CountingObserver>();
};

void ExpectRefused(const grpc::Status& status, const std::string& codes, const std::string& what) {
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED)
      << what << ": " << status.error_message();
  EXPECT_THAT(status.error_message(), testing::ContainsRegex("^(" + codes + "): .*; .*")) << what;
}

TEST_F(ExplainedRefusals, EveryMethodOfTheServerIsClosedToEveryBadCaller) {
  const auto server = Serve(ClientCertificateMode::kRequire);
  int calls = 0;
  for (const auto& [codes, caller] : bad_) {
    const auto channel = ChannelAs(caller, test::AddressOf(*server));
    for (const char* method : kMethods) {
      ExpectRefused(CallTo(channel, method), codes, method);
      ++calls;
    }
  }
  int told = 0;
  for (const char* code :
       {"CLIENT_CERTIFICATE_MISSING", "ROOT_KEY_DIFFERS", "CERTIFICATE_AUTHORITY_INVALID",
        "CERTIFICATE_EXPIRED", "CERTIFICATE_NOT_YET_VALID", "CERTIFICATE_WRONG_PURPOSE"}) {
    told += Told(code);
  }
  EXPECT_EQ(told, calls);
}

TEST_F(ExplainedRefusals, NoHandlerRunsForABadCallerOnANewOrAResumedSession) {
  test::GrpcLog::Get();
  test::CountingService service;
  const auto credentials = tls::MakeServerCredentials(
      server_credentials_, ClientCertificateMode::kRequire, tls::ClientVerifier::kCallerCheck);
  certgen::PeerPolicy policy;
  policy.roots = server_credentials_.roots;
  credentials->SetAuthMetadataProcessor(std::make_shared<tls::Admission>(
      std::make_shared<tls::CallerCheck>(ClientCertificateMode::kRequire, policy), nullptr,
      nullptr));
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", credentials, &port);
  builder.RegisterCallbackGenericService(&service);
  const auto server = builder.BuildAndStart();
  ASSERT_TRUE(server);
  const std::string target = absl::StrCat("127.0.0.1:", port);
  for (const auto& [codes, caller] : bad_) {
    const SessionCache sessions;
    for (const char* method : kMethods) {
      ExpectRefused(CallTo(ChannelAs(caller, target, &sessions), method),
                    codes + "|SESSION_WITHOUT_VERDICT", method);
    }
  }
  EXPECT_EQ(service.calls(), 0);
  // That it counts, and that a resumed session of a good caller is let in.
  const SessionCache sessions;
  for (int i = 1; i <= 3; ++i) {
    const grpc::Status status = CallTo(ChannelAs(good_, target, &sessions), "/any/Method");
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(service.calls(), i);
  }
  server->Shutdown();
}

TEST_F(ExplainedRefusals, AResumedSessionOfABadCallerHasACodeOfItsOwn) {
  const auto server = Serve(ClientCertificateMode::kRequire);
  for (const auto& [codes, caller] : bad_) {
    if (!caller) continue;
    const SessionCache sessions;
    ExpectRefused(CallTo(ChannelAs(caller, test::AddressOf(*server), &sessions), kMethods[0]),
                  codes, "new session");
    ExpectRefused(CallTo(ChannelAs(caller, test::AddressOf(*server), &sessions), kMethods[0]),
                  "SESSION_WITHOUT_VERDICT", codes);
  }
}

TEST_F(ExplainedRefusals, GoodCallersAreServedAndVerified) {
  for (const auto mode : {ClientCertificateMode::kRequire, ClientCertificateMode::kVerifyIfGiven}) {
    const auto server = Serve(mode);
    const SessionCache sessions;
    for (int i = 0; i < 2; ++i) {
      const auto answer = test::AskWhoAmI(ChannelAs(good_, test::AddressOf(*server), &sessions));
      EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
      EXPECT_TRUE(answer.response.verified());
      EXPECT_EQ(answer.response.sha256_fingerprint(), good_->leaf.sha256_fingerprint());
    }
  }
}

TEST_F(ExplainedRefusals, WhoNeedsNoCertificateIsServedWithoutOneAndNotVerified) {
  const auto server = Serve(ClientCertificateMode::kVerifyIfGiven);
  const auto answer = test::AskWhoAmI(ChannelAs(std::nullopt, test::AddressOf(*server)));
  EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
  EXPECT_FALSE(answer.response.verified());
  for (const auto& [codes, caller] : bad_) {
    if (!caller) continue;
    ExpectRefused(CallTo(ChannelAs(caller, test::AddressOf(*server)), kMethods[1]), codes,
                  "whoami");
  }
}

TEST_F(ExplainedRefusals, WithoutTheOptionTlsItselfRefuses) {
  const auto server = Serve(ClientCertificateMode::kRequire, /*explains=*/false);
  for (const auto& [codes, caller] : bad_) {
    EXPECT_EQ(CallTo(ChannelAs(caller, test::AddressOf(*server)), kMethods[0]).error_code(),
              grpc::StatusCode::UNAVAILABLE)
        << codes;
  }
}

TEST_F(ExplainedRefusals, ARevokedCallerIsRefusedByNameWhetherTlsVerifiesOrNot) {
  const Credential revoked = ca_.Leaf();
  const Credential good = ca_.Leaf();
  const certgen::OpenSslCa issuer(ca_);
  issuer.Revoke(revoked.leaf, "keyCompromise");
  server_credentials_.crls = {test::ValueOf(certgen::RevocationList::FromPem(issuer.List(7)))};
  for (const bool required : {false, true}) {
    server_credentials_.crls_required = required;
    for (const bool explains : {false, true}) {
      const auto server = Serve(ClientCertificateMode::kRequire, explains);
      const SessionCache sessions;
      for (const char* method : kMethods) {
        ExpectRefused(CallTo(ChannelAs(revoked, test::AddressOf(*server), &sessions), method),
                      "CERTIFICATE_REVOKED|SESSION_WITHOUT_VERDICT", method);
      }
      EXPECT_TRUE(test::AskWhoAmI(ChannelAs(good, test::AddressOf(*server))).response.verified());
    }
  }
  EXPECT_GE(Told("CERTIFICATE_REVOKED"), 4);
}

TEST_F(ExplainedRefusals, WithListsRequiredAndNoneAtHandNobodyIsServed) {
  server_credentials_.crls_required = true;
  for (const bool explains : {false, true}) {
    const auto server = Serve(ClientCertificateMode::kRequire, explains);
    ExpectRefused(CallTo(ChannelAs(good_, test::AddressOf(*server)), kMethods[0]),
                  "REVOCATION_LIST_MISSING", "echo");
  }
}

}  // namespace
}  // namespace echo
