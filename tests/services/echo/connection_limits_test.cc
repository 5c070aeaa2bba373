#include "services/echo/connection_limits.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <future>
#include <memory>
#include <vector>

#include "absl/time/clock.h"
#include "certgen/unique_fd.h"
#include "tests/services/raw_call.h"
#include "tests/services/serving.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

class ConnectionLimitsOfAServer : public testing::Test {
 protected:
  void Serve(const ConnectionLimits& limits) {
    ServerOptions options;
    options.listen = {{"127.0.0.1", 0}};
    options.limits = limits;
    server_ = test::ValueOf(EchoServer::Start(options, test::Unchecked(leaf_)));
    channel_ = test::ChannelTo(test::AddressOf(*server_), test::Unchecked(leaf_));
  }

  grpc::Status Echo(const v1::EchoRequest& request) {
    grpc::ClientContext context;
    test::SetDeadline(&context);
    v1::EchoResponse response;
    return v1::EchoService::NewStub(channel_)->Echo(&context, request, &response);
  }

  test::TestCa ca_;
  test::Credential leaf_ = ca_.Leaf();
  std::unique_ptr<EchoServer> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(ConnectionLimitsOfAServer, RefuseAMessageThatIsTooLargeAndNoOther) {
  Serve({.max_message_bytes = 100});
  v1::EchoRequest request;
  request.set_payload(std::string(98, 'x'));
  EXPECT_TRUE(Echo(request).ok());
  request.set_payload(std::string(99, 'x'));
  const grpc::Status status = Echo(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(status.error_message(), testing::HasSubstr("101 vs. 100"));
}

TEST_F(ConnectionLimitsOfAServer, CutOffAClientThatIsSilentInTheHandshake) {
  Serve({.handshake_timeout = absl::Milliseconds(200)});
  const certgen::UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const timeval patience = absl::ToTimeval(test::kPatience);
  ASSERT_EQ(setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)), 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(server_->addresses().front().port));
  ASSERT_EQ(connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  char byte = 0;
  EXPECT_EQ(recv(fd.get(), &byte, 1, 0), 0);
}

TEST_F(ConnectionLimitsOfAServer, SendAConnectionWithoutACallAway) {
  Serve({.max_idle = absl::Seconds(1)});
  ASSERT_TRUE(Echo({}).ok());
  EXPECT_TRUE(channel_->WaitForStateChange(GRPC_CHANNEL_READY,
                                           absl::ToChronoTime(absl::Now() + test::kPatience)));
  EXPECT_TRUE(Echo({}).ok());
}

TEST_F(ConnectionLimitsOfAServer, LetCallsBeyondTheStreamsOfAConnectionWait) {
  Serve({.max_streams = 1});
  ASSERT_TRUE(Echo({}).ok());
  v1::EchoRequest request;
  request.mutable_options()->mutable_delay()->set_nanos(200'000'000);
  const absl::Time before = absl::Now();
  std::future<grpc::Status> other = std::async(std::launch::async, [&] { return Echo(request); });
  EXPECT_TRUE(Echo(request).ok());
  EXPECT_TRUE(other.get().ok());
  EXPECT_GE(absl::Now() - before, absl::Milliseconds(400));
}

TEST_F(ConnectionLimitsOfAServer, GiveReflectionSoManyThreadsAndNoMore) {
  Serve({});
  constexpr char kReflection[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
  std::vector<std::unique_ptr<test::RawCall>> streams;
  v1::WhoAmIRequest any;
  bool answered = true;
  while (answered && streams.size() < 100) {
    streams.push_back(std::make_unique<test::RawCall>(channel_, kReflection));
    answered = streams.back()->Write(any) && streams.back()->Read(&any);
  }
  EXPECT_GT(streams.size(), 8U);
  EXPECT_EQ(streams.back()->Finish().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(Echo({}).ok());
}

TEST_F(ConnectionLimitsOfAServer, OfNothingAreNone) {
  Serve({.handshake_timeout = absl::ZeroDuration(),
         .keepalive_time = absl::ZeroDuration(),
         .min_ping_interval = absl::ZeroDuration(),
         .max_streams = 0,
         .memory_quota_bytes = 0});
  EXPECT_TRUE(Echo({}).ok());
}

}  // namespace
}  // namespace echo
