#include "services/echo/health_listener.h"

#include <echo/v1/echo.grpc.pb.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <future>
#include <string>

#include "absl/strings/str_cat.h"
#include "certgen/unique_fd.h"
#include "services/echo/echo_server.h"
#include "tests/services/raw_call.h"
#include "tests/services/serving.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using test::IsOk;
using test::StatusIs;
using testing::AllOf;
using testing::HasSubstr;

constexpr char kReflection[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
constexpr char kWatch[] = "/grpc.health.v1.Health/Watch";

std::shared_ptr<grpc::Channel> Plaintext(const ListenAddress& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return grpc::CreateCustomChannel(ToString(address), grpc::InsecureChannelCredentials(),
                                   arguments);
}

// The health of the server behind `channel`, or the name of the error.
std::string HealthOf(const std::shared_ptr<grpc::Channel>& channel) {
  grpc::ClientContext context;
  test::SetDeadline(&context);
  HealthCheckResponse response;
  const grpc::Status status =
      grpc::health::v1::Health::NewStub(channel)->Check(&context, HealthCheckRequest(), &response);
  return status.ok() ? HealthCheckResponse::ServingStatus_Name(response.status())
                     : absl::StrCat("error ", status.error_code());
}

class HealthListenerTest : public testing::Test {
 protected:
  HealthListenerTest() { test::GrpcLog::Get(); }

  absl::StatusOr<std::unique_ptr<EchoServer>> Start(const ListenAddress& listen,
                                                    const ListenAddress& health) {
    ServerOptions options;
    options.listen = {listen};
    options.health_listen = health;
    return EchoServer::Start(options, test::Unchecked(ca_.Leaf()));
  }
  std::unique_ptr<EchoServer> Started() {
    return test::ValueOf(Start({"127.0.0.1", 0}, {"127.0.0.1", 0}));
  }

  test::TestCa ca_;
};

TEST_F(HealthListenerTest, TellsHealthToCallersWithoutTls) {
  const auto server = Started();
  ASSERT_TRUE(server->health_address());
  EXPECT_GT(server->health_address()->port, 0);
  EXPECT_EQ(HealthOf(Plaintext(*server->health_address())), "SERVING");
}

TEST_F(HealthListenerTest, ServesNothingElse) {
  const auto server = Started();
  const auto channel = Plaintext(*server->health_address());
  EXPECT_EQ(test::CallEcho(channel).error_code(), grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_EQ(test::AskWhoAmI(channel).status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
  test::RawCall reflection(channel, kReflection);
  reflection.WritesDone();
  EXPECT_EQ(reflection.Finish().error_code(), grpc::StatusCode::UNIMPLEMENTED);
  test::RawCall unknown(channel, "/no.such.Service/Method");
  unknown.WritesDone();
  EXPECT_EQ(unknown.Finish().error_code(), grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_EQ(HealthOf(channel), "SERVING");
}

// The same reflection is there for callers over TLS.
TEST_F(HealthListenerTest, TakesNothingFromThePortWithTls) {
  const auto server = Started();
  const auto channel = test::ChannelTo(test::AddressOf(*server), test::Unchecked(ca_.Leaf()));
  EXPECT_TRUE(test::CallEcho(channel).ok());
  EXPECT_EQ(HealthOf(channel), "SERVING");
  test::RawCall reflection(channel, kReflection);
  EXPECT_TRUE(reflection.WritesDone());
  EXPECT_TRUE(reflection.Finish().ok());
  EXPECT_NE(HealthOf(Plaintext(server->addresses().front())), "SERVING");
}

TEST_F(HealthListenerTest, RefusesARequestThatIsNoNameOfAService) {
  const auto server = Started();
  grpc::ClientContext context;
  test::SetDeadline(&context);
  HealthCheckRequest request;
  request.set_service(std::string(5000, 'x'));
  HealthCheckResponse response;
  const auto stub = grpc::health::v1::Health::NewStub(Plaintext(*server->health_address()));
  EXPECT_EQ(stub->Check(&context, request, &response).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(HealthListenerTest, SaysNotServingWhileTheServerDrainsAndIsGoneAfterwards) {
  const auto server = Started();
  const auto channel = Plaintext(*server->health_address());
  test::RawCall watch(channel, kWatch);
  ASSERT_TRUE(watch.Write(HealthCheckRequest()));
  HealthCheckResponse seen;
  ASSERT_TRUE(watch.Read(&seen));
  ASSERT_EQ(seen.status(), HealthCheckResponse::SERVING);

  // A call over TLS that holds the drain up until it is read.
  v1::EchoRequest large;
  large.set_payload(std::string(3 << 20, 'x'));
  test::RawCall held(test::ChannelTo(test::AddressOf(*server), test::Unchecked(ca_.Leaf())),
                     "/echo.v1.EchoService/Echo");
  ASSERT_TRUE(held.Write(large));
  ASSERT_TRUE(held.WritesDone());
  ASSERT_TRUE(held.ReadInitialMetadata());

  auto drained = std::async(std::launch::async, [&server] {
    return server->Drain(absl::ZeroDuration(), test::kPatience);
  });
  ASSERT_TRUE(watch.Read(&seen));
  EXPECT_EQ(seen.status(), HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(watch.Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(HealthOf(channel), "NOT_SERVING");
  v1::EchoResponse reply;
  EXPECT_TRUE(held.Read(&reply));
  EXPECT_TRUE(held.Finish().ok());
  EXPECT_TRUE(drained.get());
  EXPECT_EQ(HealthOf(channel), absl::StrCat("error ", grpc::StatusCode::UNAVAILABLE));
}

TEST_F(HealthListenerTest, NamesThePortThatIsTaken) {
  const test::RawSocket taken;
  EXPECT_THAT(
      Start({"127.0.0.1", 0}, {"127.0.0.1", taken.port()}),
      StatusIs(absl::StatusCode::kUnavailable,
               AllOf(HasSubstr(absl::StrCat("127.0.0.1:", taken.port())), HasSubstr("in use"))));
}

TEST_F(HealthListenerTest, SaysThatTheServerItselfListensThere) {
  auto probe = Started();
  const int port = probe->addresses().front().port;
  probe.reset();
  for (const char* host : {"127.0.0.1", "0.0.0.0"}) {
    EXPECT_THAT(
        Start({"127.0.0.1", port}, {host, port}),
        StatusIs(absl::StatusCode::kUnavailable,
                 AllOf(HasSubstr(absl::StrCat(host, ":", port)), HasSubstr("the server itself"))));
  }
}

TEST_F(HealthListenerTest, HangsUpOnStrangersThatSayNothing) {
  const auto server = Started();
  const certgen::UniqueFd stranger(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(server->health_address()->port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(connect(stranger.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  // It sends its settings, waits for ours, and hangs up in the end.
  char byte = 0;
  const timeval patience{absl::ToInt64Seconds(test::kPatience), 0};
  setsockopt(stranger.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  ssize_t received = 0;
  do received = recv(stranger.get(), &byte, 1, 0);
  while (received == 1);
  EXPECT_TRUE(received == 0 || errno == ECONNRESET) << "still connected";
}

TEST_F(HealthListenerTest, IsNotThereUnlessAskedFor) {
  EXPECT_FALSE(test::Serve(test::Unchecked(ca_.Leaf()))->health_address());
}

}  // namespace
}  // namespace echo
