// EchoServer::Drain: the orderly end, with calls in flight.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "absl/time/clock.h"
#include "services/echo/echo_server.h"
#include "tests/services/raw_call.h"
#include "tests/services/serving.h"

namespace echo {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using test::RawCall;
using test::TestCa;

constexpr char kEcho[] = "/echo.v1.EchoService/Echo";
constexpr char kWatch[] = "/grpc.health.v1.Health/Watch";
constexpr char kStream[] = "/echo.v1.EchoService/BidirectionalStreamingEcho";
constexpr char kReplies[] = "/echo.v1.EchoService/ServerStreamingEcho";
constexpr char kReflection[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

class Drain : public testing::Test {
 protected:
  std::shared_ptr<grpc::Channel> Connect() const {
    return test::ChannelTo(test::AddressOf(*server_), test::OnlyRoots(ca_));
  }

  std::future<bool> Begin(absl::Duration delay = absl::ZeroDuration(),
                          absl::Duration timeout = test::kPatience) {
    return std::async(std::launch::async,
                      [this, delay, timeout] { return server_->Drain(delay, timeout); });
  }

  static bool Runs(const std::future<bool>& drain) {
    return drain.wait_for(std::chrono::seconds(0)) == std::future_status::timeout;
  }

  // Ports close a moment after health says so: until then a call may get in.
  bool ANewCallIsRefusedInTheEnd() const {
    const absl::Time deadline = absl::Now() + test::kPatience;
    while (absl::Now() < deadline) {
      if (test::CallEcho(Connect()).error_code() == grpc::StatusCode::UNAVAILABLE) return true;
    }
    return false;
  }

  TestCa ca_;
  std::unique_ptr<EchoServer> server_ =
      test::Serve(test::Unchecked(ca_.Leaf()), certgen::ClientCertificateMode::kNone);
  std::shared_ptr<grpc::Channel> channel_ = Connect();
};

TEST_F(Drain, OfAnIdleServerIsDoneAtOnce) {
  EXPECT_TRUE(server_->Drain(absl::ZeroDuration(), test::kPatience));
}

TEST_F(Drain, WithIdleConnectionsIsDoneAtOnce) {
  const auto another = Connect();
  EXPECT_TRUE(test::CallEcho(channel_).ok());
  EXPECT_TRUE(test::CallEcho(another).ok());
  EXPECT_TRUE(server_->Drain(absl::ZeroDuration(), test::kPatience));
  EXPECT_EQ(test::CallEcho(channel_).error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(Drain, LetsACallInFlightFinishAndRefusesNewOnes) {
  // A reply larger than a stream's window: the call lasts until it is read.
  v1::EchoRequest request;
  request.set_payload(std::string(3 << 20, 'x'));
  RawCall call(channel_, kEcho);
  ASSERT_TRUE(call.Write(request));
  ASSERT_TRUE(call.WritesDone());
  ASSERT_TRUE(call.ReadInitialMetadata());

  std::future<bool> drain = Begin();
  EXPECT_TRUE(ANewCallIsRefusedInTheEnd());
  EXPECT_TRUE(Runs(drain));

  v1::EchoResponse response;
  EXPECT_TRUE(call.Read(&response));
  EXPECT_EQ(response.payload(), request.payload());
  EXPECT_TRUE(call.Finish().ok());
  EXPECT_TRUE(drain.get());
}

TEST_F(Drain, StillAnswersOnAStreamThatIsInUseAndEndsItWhenItIsQuiet) {
  v1::EchoRequest request;
  request.set_message("hi");
  v1::EchoResponse response;
  RawCall call(channel_, kStream);
  ASSERT_TRUE(call.Write(request));
  ASSERT_TRUE(call.Read(&response));
  std::future<bool> drain = Begin();
  EXPECT_TRUE(ANewCallIsRefusedInTheEnd());
  EXPECT_TRUE(call.Write(request));
  EXPECT_TRUE(call.Read(&response));
  EXPECT_EQ(response.message(), "hi");
  EXPECT_FALSE(call.Read(&response));
  const grpc::Status status = call.Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(status.error_message(), "the server is shutting down");
  EXPECT_TRUE(drain.get());
}

TEST_F(Drain, LetsAStreamOfRepliesComeToItsEndThoughNothingIsSentForLong) {
  v1::EchoRequest request;
  request.mutable_options()->set_repetitions(2);
  request.mutable_options()->mutable_interval()->set_seconds(2);
  v1::EchoResponse response;
  RawCall call(channel_, kReplies);
  ASSERT_TRUE(call.Write(request));
  ASSERT_TRUE(call.WritesDone());
  ASSERT_TRUE(call.Read(&response));
  std::future<bool> drain = Begin();
  EXPECT_TRUE(call.Read(&response));
  EXPECT_FALSE(call.Read(&response));
  EXPECT_TRUE(call.Finish().ok());
  EXPECT_TRUE(drain.get());
}

TEST_F(Drain, IsNotHeldUpByReflection) {
  // Any message will do: the stream goes on until the client has had enough.
  RawCall call(channel_, kReflection);
  v1::WhoAmIRequest any;
  ASSERT_TRUE(call.Write(any));
  ASSERT_TRUE(call.Read(&any));
  EXPECT_TRUE(server_->Drain(absl::ZeroDuration(), absl::Hours(1)));
  EXPECT_THAT(call.Finish().error_code(),
              testing::AnyOf(grpc::StatusCode::UNAVAILABLE, grpc::StatusCode::CANCELLED));
}

TEST_F(Drain, IsCleanThoughItsTimeIsOverIfNoCallWasCut) {
  RawCall call(channel_, kStream);
  v1::EchoRequest request;
  v1::EchoResponse response;
  ASSERT_TRUE(call.Write(request));
  ASSERT_TRUE(call.Read(&response));
  ASSERT_TRUE(call.WritesDone());
  ASSERT_TRUE(call.Finish().ok());
  EXPECT_TRUE(server_->Drain(absl::ZeroDuration(), absl::ZeroDuration()));
}

TEST_F(Drain, IsNotHeldUpByWatches) {
  RawCall watch(channel_, kWatch);
  ASSERT_TRUE(watch.Write(HealthCheckRequest()));
  ASSERT_TRUE(watch.WritesDone());
  HealthCheckResponse response;
  ASSERT_TRUE(watch.Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
  const absl::Time before = absl::Now();
  EXPECT_TRUE(server_->Drain(absl::ZeroDuration(), test::kPatience));
  EXPECT_LT(absl::Now() - before, test::kPatience / 2);
  while (watch.Read(&response)) EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(watch.Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(Drain, TellsWatchersFirstAndStillTakesCallsDuringItsDelay) {
  RawCall watch(channel_, kWatch);
  ASSERT_TRUE(watch.Write(HealthCheckRequest()));
  ASSERT_TRUE(watch.WritesDone());
  HealthCheckResponse response;
  ASSERT_TRUE(watch.Read(&response));
  std::future<bool> drain = Begin(absl::Seconds(2));
  ASSERT_TRUE(watch.Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
  EXPECT_TRUE(test::CallEcho(Connect()).ok());
  EXPECT_TRUE(drain.get());
}

TEST_F(Drain, CutsACallThatDoesNotEndAndSaysSo) {
  RawCall call(channel_, kReflection);
  v1::WhoAmIRequest any;
  ASSERT_TRUE(call.Write(any));
  ASSERT_TRUE(call.Read(&any));
  EXPECT_FALSE(server_->Drain(absl::ZeroDuration(), absl::Milliseconds(200)));
  EXPECT_THAT(call.Finish().error_code(),
              testing::AnyOf(grpc::StatusCode::UNAVAILABLE, grpc::StatusCode::CANCELLED));
}

TEST_F(Drain, WithoutTimeIsStillCleanIfNothingIsInFlight) {
  EXPECT_TRUE(server_->Drain(absl::ZeroDuration(), absl::ZeroDuration()));
}

TEST_F(Drain, WithoutTimeCutsACallAtOnce) {
  v1::EchoRequest request;
  request.set_payload(std::string(3 << 20, 'x'));
  RawCall call(channel_, kEcho);
  ASSERT_TRUE(call.Write(request));
  ASSERT_TRUE(call.WritesDone());
  ASSERT_TRUE(call.ReadInitialMetadata());
  EXPECT_FALSE(server_->Drain(absl::ZeroDuration(), absl::ZeroDuration()));
  v1::EchoResponse response;
  EXPECT_FALSE(call.Read(&response));
  EXPECT_THAT(call.Finish().error_code(),
              testing::AnyOf(grpc::StatusCode::UNAVAILABLE, grpc::StatusCode::CANCELLED));
}

}  // namespace
}  // namespace echo
