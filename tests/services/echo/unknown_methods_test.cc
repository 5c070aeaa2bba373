#include "services/echo/unknown_methods.h"

#include <gmock/gmock.h>
#include <grpc/health/v1/health.pb.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "services/echo/health_service.h"
#include "tests/services/raw_call.h"
#include "tests/services/serving.h"

namespace echo {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kEcho[] = "/echo.v1.EchoService/Echo";
constexpr char kCheck[] = "/grpc.health.v1.Health/Check";

// Beside a service that is there.
class UnknownMethodsOnAServer : public testing::Test {
 protected:
  UnknownMethodsOnAServer() {
    test::GrpcLog::Get();
    grpc::ServerBuilder builder;
    builder.RegisterService(&health_);
    builder.RegisterCallbackGenericService(&unknown_);
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    server_ = builder.BuildAndStart();
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    channel_ = grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(port),
                                         grpc::InsecureChannelCredentials(), arguments);
  }

  // How a call without a message ends.
  grpc::Status Call(const std::string& method) {
    test::RawCall call(channel_, method);
    // It may have ended before.
    (void)call.WritesDone();
    return call.Finish();
  }

  HealthService health_{std::vector<std::string>()};
  UnknownMethods unknown_{{kEcho, kCheck}};
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(UnknownMethodsOnAServer, AreUnimplementedAndTheNearestIsNamed) {
  const std::pair<const char*, const char*> cases[] = {
      {"/echo.v1.EchoService/Ehco",
       "this server has no method /echo.v1.EchoService/Ehco; perhaps you mean "
       "/echo.v1.EchoService/Echo"},
      {"/echo.v1.EchoService/echo",
       "this server has no method /echo.v1.EchoService/echo; perhaps you mean "
       "/echo.v1.EchoService/Echo"},
      {"/grpc.health.v1.Health/Chek",
       "this server has no method /grpc.health.v1.Health/Chek; perhaps you mean "
       "/grpc.health.v1.Health/Check"}};
  for (const auto& [method, words] : cases) {
    const grpc::Status status = Call(method);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << method;
    EXPECT_EQ(status.error_message(), words);
  }
}

TEST_F(UnknownMethodsOnAServer, ThatResembleNoneAreUnimplementedWithoutAGuess) {
  const grpc::Status status = Call("/helloworld.Greeter/SayHello");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_EQ(status.error_message(), "this server has no method /helloworld.Greeter/SayHello");
}

TEST_F(UnknownMethodsOnAServer, LeaveThoseAloneThatThereAre) {
  grpc::health::v1::HealthCheckResponse response;
  test::RawCall call(channel_, kCheck);
  ASSERT_TRUE(call.Write(grpc::health::v1::HealthCheckRequest()));
  ASSERT_TRUE(call.WritesDone());
  ASSERT_TRUE(call.Read(&response));
  EXPECT_TRUE(call.Finish().ok());
  EXPECT_EQ(response.status(), grpc::health::v1::HealthCheckResponse::SERVING);
}

TEST_F(UnknownMethodsOnAServer, EndThoughTheCallerHasMuchToSay) {
  grpc::health::v1::HealthCheckRequest request;
  request.set_service(std::string(1 << 20, 'x'));
  test::RawCall call(channel_, "/helloworld.Greeter/SayHello");
  // Whether it is still heard is a matter of time.
  for (int i = 0; i < 3 && call.Write(request); ++i) continue;
  EXPECT_EQ(call.Finish().error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(UnknownMethodsOnAServer, AreNamedInPrintableAscii) {
  for (const char* method :
       {"/x\r\ngrpc-status: 0", "/\x1b[2K\x1b[1A/x", "/\xff\xfe/\x7f", "/\xe2\x80\xae/\xc2\x9b"}) {
    const grpc::Status status = Call(method);
    const std::string words = status.error_message();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
    EXPECT_THAT(words, HasSubstr("this server has no method /"));
    EXPECT_THAT(words, HasSubstr("?"));
    EXPECT_TRUE(std::all_of(words.begin(), words.end(), [](unsigned char c) {
      return absl::ascii_isprint(c);
    })) << words;
  }
}

TEST_F(UnknownMethodsOnAServer, OfALongNameDoNotMakeLongWords) {
  const grpc::Status status = Call("/" + std::string(5000, 'x') + "/y");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_LT(status.error_message().size(), 300U);
  EXPECT_THAT(status.error_message(), Not(HasSubstr("perhaps")));
}

}  // namespace
}  // namespace echo
