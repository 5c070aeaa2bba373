#include "services/echo/call_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "tests/services/raw_call.h"
#include "tests/services/serving.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using certgen::ClientCertificateMode;
using testing::IsEmpty;
using testing::StartsWith;

// Keeps what it is told.
class Recorder : public ServerObserver {
 public:
  void CallBegins(const std::string& method) override {
    const absl::MutexLock lock(&mutex_);
    begun_.push_back(method);
  }
  void CallEnds(const CallRecord& call) override {
    const absl::MutexLock lock(&mutex_);
    ended_.push_back(call);
  }

  // The next that ended, waited for.
  CallRecord Next() {
    const absl::MutexLock lock(&mutex_);
    const auto is_there = [this]()
                              ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !ended_.empty(); };
    EXPECT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&is_there), test::kPatience));
    if (ended_.empty()) return {};
    CallRecord call = ended_.front();
    ended_.pop_front();
    return call;
  }
  // Waits for so many calls to have begun.
  bool Began(size_t number) {
    const absl::MutexLock lock(&mutex_);
    const auto are_there = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return begun_.size() >= number;
    };
    return mutex_.AwaitWithTimeout(absl::Condition(&are_there), test::kPatience);
  }
  std::vector<std::string> begun() {
    const absl::MutexLock lock(&mutex_);
    return begun_;
  }

 private:
  absl::Mutex mutex_;
  std::vector<std::string> begun_ ABSL_GUARDED_BY(mutex_);
  std::deque<CallRecord> ended_ ABSL_GUARDED_BY(mutex_);
};

class CallWatchTest : public ::testing::Test {
 protected:
  std::unique_ptr<EchoServer> Serve(ClientCertificateMode mode = ClientCertificateMode::kRequire,
                                    std::shared_ptr<const tls::AllowList> rules = nullptr) {
    certgen::CheckedCredentials credentials = test::Unchecked(ca_.Leaf());
    credentials.roots = {ca_.root()};
    ServerOptions options;
    options.listen = {{"127.0.0.1", 0}};
    options.client_certificate_mode = mode;
    options.allow_list = std::move(rules);
    options.observer = recorder_;
    return test::ValueOf(EchoServer::Start(options, credentials));
  }
  static std::shared_ptr<tls::AllowList> Rules(const std::string& text, bool dry_run = false) {
    return std::make_shared<tls::AllowList>(
        tls::AllowRules({test::ValueOf(tls::ParseAllowRule(text, "allow-file:7"))}), dry_run);
  }
  std::shared_ptr<grpc::Channel> ChannelTo(const EchoServer& server,
                                           const test::LeafSpec& spec = {}) const {
    return test::ChannelTo(test::AddressOf(server), test::Unchecked(ca_.Leaf(spec)));
  }
  // Its initial metadata, too.
  static grpc::Status Echo(const std::shared_ptr<grpc::Channel>& channel,
                           const std::string& message, grpc::ClientContext* context) {
    test::SetDeadline(context);
    v1::EchoRequest request;
    request.set_message(message);
    v1::EchoResponse response;
    return v1::EchoService::NewStub(channel)->Echo(context, request, &response);
  }
  static std::string RuleIn(const grpc::ClientContext& context) {
    const auto& metadata = context.GetServerInitialMetadata();
    const auto found = metadata.find(kRuleMetadata);
    return found == metadata.end() ? "absent"
                                   : std::string(found->second.data(), found->second.size());
  }

  test::TestCa ca_;
  std::shared_ptr<Recorder> recorder_ = std::make_shared<Recorder>();
};

TEST_F(CallWatchTest, TellsOfACallFromItsBeginningToItsEnd) {
  const auto server = Serve();
  const auto channel = ChannelTo(*server);
  grpc::ClientContext context;
  context.AddMetadata("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  v1::EchoRequest request;
  request.set_message("hello");
  ASSERT_TRUE(Echo(channel, "hello", &context).ok());
  EXPECT_EQ(RuleIn(context), "absent");
  const CallRecord call = recorder_->Next();
  EXPECT_THAT(recorder_->begun(), testing::ElementsAre("/echo.v1.EchoService/Echo"));
  EXPECT_EQ(call.method, "/echo.v1.EchoService/Echo");
  EXPECT_EQ(call.status, grpc::StatusCode::OK);
  EXPECT_GT(call.duration, absl::ZeroDuration());
  EXPECT_LT(call.duration, test::kPatience);
  EXPECT_EQ(call.request_messages, 1U);
  EXPECT_EQ(call.request_bytes, request.ByteSizeLong());
  EXPECT_EQ(call.response_messages, 1U);
  EXPECT_GT(call.response_bytes, call.request_bytes);
  EXPECT_THAT(call.peer_address, StartsWith("ipv4:127.0.0.1:"));
  EXPECT_EQ(call.peer_identity, "dns:localhost");
  EXPECT_TRUE(call.peer_verified);
  EXPECT_EQ(call.trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_THAT(call.rule, IsEmpty());
}

TEST_F(CallWatchTest, NamesTheRuleToTheCallerAndInTheRecord) {
  const auto server = Serve(ClientCertificateMode::kRequire, Rules("dns:localhost"));
  const auto channel = ChannelTo(*server);
  grpc::ClientContext context;
  ASSERT_TRUE(Echo(channel, "", &context).ok());
  EXPECT_EQ(RuleIn(context), "allow-file:7");
  EXPECT_EQ(recorder_->Next().rule, "allow-file:7");
}

TEST_F(CallWatchTest, NamesNoneInADryRunThatWouldHaveRefused) {
  const auto server =
      Serve(ClientCertificateMode::kRequire, Rules("dns:other.example", /*dry_run=*/true));
  const auto channel = ChannelTo(*server);
  grpc::ClientContext context;
  ASSERT_TRUE(Echo(channel, "", &context).ok());
  EXPECT_EQ(RuleIn(context), kNoRule);
  EXPECT_EQ(recorder_->Next().rule, kNoRule);
}

TEST_F(CallWatchTest, SaysWhetherTheCallerIsVerifiedInEachMode) {
  const std::pair<ClientCertificateMode, bool> modes[] = {
      {ClientCertificateMode::kNone, false},
      {ClientCertificateMode::kRequest, false},
      {ClientCertificateMode::kVerifyIfGiven, true},
      {ClientCertificateMode::kRequireAny, false},
      {ClientCertificateMode::kRequire, true}};
  for (const auto& [mode, verified] : modes) {
    const auto server = Serve(mode);
    ASSERT_TRUE(test::CallEcho(ChannelTo(*server)).ok());
    const CallRecord call = recorder_->Next();
    EXPECT_EQ(call.peer_verified, verified) << certgen::ClientCertificateModeName(mode);
    EXPECT_EQ(call.peer_identity, mode == ClientCertificateMode::kNone ? "" : "dns:localhost");
  }
  const auto server = Serve(ClientCertificateMode::kVerifyIfGiven);
  ASSERT_TRUE(test::CallEcho(test::ChannelTo(test::AddressOf(*server), test::OnlyRoots(ca_))).ok());
  EXPECT_FALSE(recorder_->Next().peer_verified) << "it presented no certificate";
}

TEST_F(CallWatchTest, CountsTheMessagesOfAStream) {
  const auto server = Serve();
  const auto channel = ChannelTo(*server);
  grpc::ClientContext context;
  test::SetDeadline(&context);
  const auto stub = v1::EchoService::NewStub(channel);
  const auto stream = stub->BidirectionalStreamingEcho(&context);
  v1::EchoRequest request;
  request.set_message("x");
  v1::EchoResponse response;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(stream->Write(request));
    ASSERT_TRUE(stream->Read(&response));
  }
  stream->WritesDone();
  EXPECT_FALSE(stream->Read(&response));
  ASSERT_TRUE(stream->Finish().ok());
  const CallRecord call = recorder_->Next();
  EXPECT_EQ(call.request_messages, 3U);
  EXPECT_EQ(call.request_bytes, 3 * request.ByteSizeLong());
  EXPECT_EQ(call.response_messages, 3U);
}

TEST_F(CallWatchTest, ACallThatTheCallerLeftIsCancelled) {
  const auto server = Serve();
  const auto channel = ChannelTo(*server);
  {
    test::RawCall call(channel, "/grpc.health.v1.Health/Watch");
    ASSERT_TRUE(call.Write(v1::EchoRequest()));
    ASSERT_TRUE(call.ReadInitialMetadata());
  }
  EXPECT_EQ(recorder_->Next().status, grpc::StatusCode::CANCELLED);
}

TEST_F(CallWatchTest, AStreamThatTheCallerBreaksOffIsCancelledThoughTheHandlerSaysOtherwise) {
  const auto server = Serve();
  size_t calls = 0;
  for (const char* method : {"/echo.v1.EchoService/ClientStreamingEcho",
                             "/echo.v1.EchoService/BidirectionalStreamingEcho"}) {
    const auto channel = ChannelTo(*server);
    {
      test::RawCall call(channel, method);
      ASSERT_TRUE(call.Write(v1::EchoRequest()));
      ASSERT_TRUE(recorder_->Began(++calls));
    }
    EXPECT_EQ(recorder_->Next().status, grpc::StatusCode::CANCELLED) << method;
  }
}

TEST_F(CallWatchTest, LogsTheNameThatTheRuleIsFor) {
  const auto server = Serve(ClientCertificateMode::kRequire, Rules("ip:127.0.0.1"));
  ASSERT_TRUE(test::CallEcho(ChannelTo(*server)).ok());
  EXPECT_EQ(recorder_->Next().peer_identity, "ip:127.0.0.1");
}

TEST_F(CallWatchTest, ARuleThatIsNoMoreIsStillNamedIfItWasTheLast) {
  const auto rules = Rules("dns:localhost");
  rules->Replace(tls::AllowRules({}));
  EXPECT_NE(rules->rules_before()->Find({.dns = {"localhost"}}, "/a.B/C"), nullptr);
  EXPECT_EQ(rules->rules()->Find({.dns = {"localhost"}}, "/a.B/C"), nullptr);
}

TEST_F(CallWatchTest, SeesUnknownMethodsHealthAndReflection) {
  const auto server = Serve();
  const auto channel = ChannelTo(*server);
  for (const char* method :
       {"/no.such.Service/Method", "/echo.v1.EchoService/Ehco", "/grpc.health.v1.Health/Check",
        "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"}) {
    test::RawCall call(channel, method);
    call.Write(v1::EchoRequest());
    call.WritesDone();
    // gRPC tells no status before all that came was read.
    v1::EchoResponse reply;
    call.Read(&reply);
    const grpc::Status status = call.Finish();
    const CallRecord record = recorder_->Next();
    EXPECT_EQ(record.method, method);
    EXPECT_EQ(record.status, status.error_code()) << method;
  }
}

TEST_F(CallWatchTest, ABadTraceparentTellsNothing) {
  const auto server = Serve();
  const auto channel = ChannelTo(*server);
  grpc::ClientContext context;
  context.AddMetadata("traceparent", "00-not-a-trace-01");
  ASSERT_TRUE(Echo(channel, "", &context).ok());
  EXPECT_THAT(recorder_->Next().trace_id, IsEmpty());
}

}  // namespace
}  // namespace echo
