#include "services/echo/echo_client.h"

#include <gmock/gmock.h>
#include <grpcpp/generic/async_generic_service.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "services/echo/call_report.h"
#include "services/tls/credentials.h"
#include "tests/services/serving.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using certgen::ClientCertificateMode;
using test::TestCa;
using testing::HasSubstr;

class EchoClientOverTls : public testing::Test {
 protected:
  EchoClientOverTls() { test::GrpcLog::Get(); }

  TestCa ca_;
  test::Credential leaf_ = ca_.Leaf();
};

TEST_F(EchoClientOverTls, EchoesAsksWhoItIsAndChecksHealthOnOneChannel) {
  const auto server = test::Serve(test::Unchecked(leaf_));
  EchoClient client(test::OptionsFor(*server), test::Unchecked(leaf_));
  v1::EchoResponse reply;
  const CallOutcome echoed = client.Echo("hi", &reply);
  EXPECT_TRUE(echoed.status.ok()) << echoed.status.error_message();
  EXPECT_EQ(reply.message(), "hi");
  v1::WhoAmIResponse caller;
  EXPECT_TRUE(client.WhoAmI(&caller).status.ok());
  EXPECT_TRUE(caller.verified());
  EXPECT_EQ(caller.sha256_fingerprint(), leaf_.leaf.sha256_fingerprint());
  grpc::health::v1::HealthCheckResponse health;
  EXPECT_TRUE(client.CheckHealth("", &health).status.ok());
  EXPECT_EQ(health.status(), grpc::health::v1::HealthCheckResponse::SERVING);
  const CallOutcome unknown = client.CheckHealth("no.such.Service", &health);
  EXPECT_EQ(unknown.status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_TRUE(unknown.connected);
}

TEST_F(EchoClientOverTls, SaysWhatTheServerShowed) {
  const auto server = test::Serve(test::Unchecked(leaf_), ClientCertificateMode::kNone);
  EchoClient client(test::OptionsFor(*server), test::OnlyRoots(ca_));
  v1::EchoResponse reply;
  const CallOutcome outcome = client.Echo("hi", &reply);
  EXPECT_TRUE(outcome.connected);
  ASSERT_TRUE(outcome.server_certificate);
  EXPECT_EQ(*outcome.server_certificate, leaf_.leaf);
}

TEST_F(EchoClientOverTls, WantsTheServerNameInPlaceOfTheTargetsHost) {
  const test::Credential named = ca_.Leaf(test::Named("echo.example.com"));
  const auto server = test::Serve(test::Unchecked(named), ClientCertificateMode::kNone);
  ClientOptions options = test::OptionsFor(*server);
  v1::EchoResponse reply;
  const CallOutcome by_host = EchoClient(options, test::OnlyRoots(ca_)).Echo("hi", &reply);
  EXPECT_EQ(by_host.status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(by_host.status.error_message(), HasSubstr("is not in peer certificate"));
  options.server_name = "echo.example.com";
  EXPECT_TRUE(EchoClient(options, test::OnlyRoots(ca_)).Echo("hi", &reply).status.ok());
  // A right host does not save a wrong name.
  const auto by_ip = test::Serve(test::Unchecked(leaf_), ClientCertificateMode::kNone);
  options.target = test::OptionsFor(*by_ip).target;
  EXPECT_FALSE(EchoClient(options, test::OnlyRoots(ca_)).Echo("hi", &reply).status.ok());
}

TEST_F(EchoClientOverTls, WithoutAConnectionThereIsNoServerCertificate) {
  const auto server = test::Serve(test::Unchecked(leaf_));
  const test::RawSocket refuses("127.0.0.1", test::RawSocket::kOnlyBound);
  ClientOptions nobody = test::OptionsFor(*server);
  nobody.target = test::ValueOf(ParseTarget(absl::StrCat("127.0.0.1:", refuses.port())));
  struct Case {
    const char* name;
    ClientOptions options;
    certgen::CheckedCredentials credentials;
  };
  for (const Case& c :
       {Case{"no certificate of ours", test::OptionsFor(*server), test::OnlyRoots(ca_)},
        Case{"a root that is not the server's", test::OptionsFor(*server),
             test::OnlyRoots(TestCa())},
        Case{"nobody listens", nobody, test::OnlyRoots(ca_)}}) {
    v1::EchoResponse reply;
    const CallOutcome outcome = EchoClient(c.options, c.credentials).Echo("hi", &reply);
    EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::UNAVAILABLE) << c.name;
    EXPECT_FALSE(outcome.connected) << c.name;
    EXPECT_FALSE(outcome.server_certificate) << c.name;
    EXPECT_EQ(ExitCodeFor(outcome), certgen::kExitNetwork) << c.name;
  }
}

TEST_F(EchoClientOverTls, WaitsForAServerThatRefusesIfToldTo) {
  const test::RawSocket refuses("127.0.0.1", test::RawSocket::kOnlyBound);
  ClientOptions options;
  options.target = test::ValueOf(ParseTarget(absl::StrCat("127.0.0.1:", refuses.port())));
  options.timeout = absl::Milliseconds(500);
  options.wait_for_ready = true;
  v1::EchoResponse reply;
  const CallOutcome outcome = EchoClient(options, test::OnlyRoots(ca_)).Echo("hi", &reply);
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_TRUE(FoundNoConnection(outcome));
}

TEST_F(EchoClientOverTls, SendsMetadataAndShowsWhatComesBack) {
  const auto server = test::Serve(test::Unchecked(leaf_));
  ClientOptions options = test::OptionsFor(*server);
  *options.metadata.Add() = test::ValueOf(ParseMetadataEntry("--metadata", "x-bin=AAE="));
  EchoClient client(options, test::Unchecked(leaf_));
  v1::EchoRequest request;
  *request.mutable_options()->add_metadata() =
      test::ValueOf(ParseMetadataEntry("--reply-metadata", "a=b"));
  *request.mutable_options()->add_trailers() =
      test::ValueOf(ParseMetadataEntry("--reply-trailer", "c=d"));
  v1::EchoResponse reply;
  const CallOutcome outcome = client.Echo(request, &reply);
  ASSERT_TRUE(outcome.status.ok()) << outcome.status.error_message();
  const auto has = [](const MetadataEntries& entries, const std::string& key) {
    return std::any_of(entries.begin(), entries.end(),
                       [&key](const v1::MetadataEntry& entry) { return entry.key() == key; });
  };
  EXPECT_TRUE(has(reply.request_metadata(), "x-bin"));
  EXPECT_TRUE(has(outcome.metadata, "a"));
  EXPECT_FALSE(has(outcome.metadata, "c"));
  EXPECT_TRUE(has(outcome.trailers, "c"));
  EXPECT_TRUE(outcome.answered);
  EXPECT_GE(*outcome.times.first_byte, outcome.times.begun);
  EXPECT_LE(*outcome.times.first_byte, outcome.times.ended);
}

TEST_F(EchoClientOverTls, CallsAListByTheNameOfItsFirstAddress) {
  const auto one = test::Serve(test::Unchecked(leaf_));
  const auto other = test::Serve(test::Unchecked(leaf_));
  ClientOptions options = test::OptionsFor(*one);
  options.target = test::ValueOf(
      ParseTarget(absl::StrCat("ipv4:", test::AddressOf(*one), ",", test::AddressOf(*other))));
  EchoClient client(options, test::Unchecked(leaf_));
  v1::EchoResponse reply;
  const CallOutcome outcome = client.Echo("hi", &reply);
  EXPECT_TRUE(outcome.status.ok()) << outcome.status.error_message();
  EXPECT_EQ(reply.authority(), test::AddressOf(*one));
  // Addresses that were looked up have the target's name.
  options.target = test::ValueOf(ParseTarget("localhost:1"));
  options.resolved = absl::StrCat("ipv4:", test::AddressOf(*one));
  const CallOutcome named = EchoClient(options, test::Unchecked(leaf_)).Echo("hi", &reply);
  EXPECT_TRUE(named.status.ok()) << named.status.error_message();
  EXPECT_EQ(reply.authority(), "localhost:1");
}

TEST_F(EchoClientOverTls, StopsWaitingForAPeerThatNeverShakesHands) {
  const test::RawSocket silent;
  ClientOptions options;
  options.target = test::ValueOf(ParseTarget(absl::StrCat("127.0.0.1:", silent.port())));
  options.timeout = absl::Milliseconds(200);
  v1::EchoResponse reply;
  const CallOutcome outcome = EchoClient(options, test::OnlyRoots(ca_)).Echo("hi", &reply);
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_FALSE(outcome.connected);
  EXPECT_EQ(ExitCodeFor(outcome), certgen::kExitNetwork);
}

// Ends every call with one status; with OK, it never answers.
class Unhelpful : public grpc::CallbackGenericService {
 public:
  explicit Unhelpful(grpc::Status status) : status_(std::move(status)) {}

  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override {
    ++calls_;
    class Reactor : public grpc::ServerGenericBidiReactor {
     public:
      explicit Reactor(const grpc::Status& status) {
        if (!status.ok()) Finish(status);
        answers_ = !status.ok();
      }
      void OnCancel() override {
        if (!answers_) Finish(grpc::Status::CANCELLED);
      }
      void OnDone() override { delete this; }

     private:
      bool answers_ = false;
    };
    return new Reactor(status_);
  }

  int calls() const { return calls_; }

 private:
  const grpc::Status status_;
  std::atomic<int> calls_ = 0;
};

class EchoClientOfAnUnhelpfulServer : public EchoClientOverTls {
 protected:
  CallOutcome Call(const grpc::Status& status, absl::Duration timeout, int retries = 0) {
    Unhelpful service(status);
    grpc::ServerBuilder builder;
    int port = 0;
    builder.RegisterCallbackGenericService(&service);
    builder.AddListeningPort(
        "127.0.0.1:0",
        tls::MakeServerCredentials(test::Unchecked(leaf_), ClientCertificateMode::kNone), &port);
    const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
    ClientOptions options;
    options.target = test::ValueOf(ParseTarget(absl::StrCat("127.0.0.1:", port)));
    options.timeout = timeout;
    options.retries = retries;
    v1::EchoResponse reply;
    CallOutcome outcome = EchoClient(options, test::OnlyRoots(ca_)).Echo("hi", &reply);
    calls_ = service.calls();
    return outcome;
  }

  // That came to the server.
  int calls_ = 0;
};

TEST_F(EchoClientOfAnUnhelpfulServer, TriesAgainOnlyWhatIsUnavailableAndAsOftenAsTold) {
  for (const int retries : {0, 2, kMaxRetries}) {
    const CallOutcome busy =
        Call({grpc::StatusCode::UNAVAILABLE, "busy"}, test::kPatience, retries);
    EXPECT_EQ(busy.status.error_message(), "busy");
    EXPECT_EQ(calls_, 1 + retries);
  }
  Call({grpc::StatusCode::ABORTED, "no"}, test::kPatience, kMaxRetries);
  EXPECT_EQ(calls_, 1);
}

TEST_F(EchoClientOfAnUnhelpfulServer, StopsWaitingForAnAnswerOnAConnectionThatWorks) {
  const CallOutcome outcome = Call(grpc::Status::OK, absl::Seconds(1));
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_TRUE(outcome.connected);
  EXPECT_EQ(ExitCodeFor(outcome), certgen::kExitDeadline);
}

TEST_F(EchoClientOfAnUnhelpfulServer, TellsARefusedCallFromABrokenConnection) {
  const CallOutcome refused =
      Call({grpc::StatusCode::PERMISSION_DENIED, "not you"}, test::kPatience);
  EXPECT_TRUE(refused.connected);
  EXPECT_EQ(refused.status.error_message(), "not you");
  EXPECT_EQ(ExitCodeFor(refused), certgen::kExitRefused);
  const CallOutcome busy = Call({grpc::StatusCode::UNAVAILABLE, "busy"}, test::kPatience);
  EXPECT_TRUE(busy.connected);
  EXPECT_EQ(ExitCodeFor(busy), certgen::kExitCallFailed);
}

class EchoClientAndAProxy : public EchoClientOverTls {
 protected:
  EchoClientAndAProxy() {
    const std::string proxy = absl::StrCat("http://127.0.0.1:", dead_.port());
    for (const char* name : {"grpc_proxy", "https_proxy", "http_proxy"}) {
      setenv(name, proxy.c_str(), /*overwrite=*/1);
    }
    unsetenv("no_proxy");
    unsetenv("no_grpc_proxy");
  }
  ~EchoClientAndAProxy() override {
    for (const char* name : {"grpc_proxy", "https_proxy", "http_proxy"}) unsetenv(name);
  }

  test::RawSocket dead_ = test::RawSocket("127.0.0.1", test::RawSocket::kOnlyBound);
};

TEST_F(EchoClientAndAProxy, GoesPastItToThisMachine) {
  const auto server = test::Serve(test::Unchecked(leaf_), ClientCertificateMode::kNone);
  const int port = server->addresses().front().port;
  for (const std::string& target :
       {absl::StrCat("localhost:", port), absl::StrCat("127.0.0.1:", port),
        absl::StrCat("dns:///localhost:", port), absl::StrCat("ipv4:127.0.0.1:", port)}) {
    ClientOptions options;
    options.target = test::ValueOf(ParseTarget(target));
    v1::EchoResponse reply;
    const CallOutcome outcome = EchoClient(options, test::OnlyRoots(ca_)).Echo("hi", &reply);
    EXPECT_TRUE(outcome.status.ok()) << target << ": " << outcome.status.error_message();
  }
}

TEST_F(EchoClientAndAProxy, UsesItForOtherMachines) {
  const auto server = test::Serve(test::Unchecked(leaf_), ClientCertificateMode::kNone);
  ClientOptions options = test::OptionsFor(*server);
  // So that the test above proves something: without the flag the proxy is asked.
  options.target.loopback = false;
  options.target.uri = absl::StrCat("localhost:", server->addresses().front().port);
  v1::EchoResponse reply;
  EXPECT_FALSE(EchoClient(options, test::OnlyRoots(ca_)).Echo("hi", &reply).status.ok());
}

}  // namespace
}  // namespace echo
