#include "services/echo/served_methods.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace echo {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

TEST(ServedMethods, AreThoseOfAllServices) {
  const auto methods = ServedMethods(/*channelz=*/false);
  for (const char* method : {"/echo.v1.EchoService/Echo", "/echo.v1.EchoService/WhoAmI",
                             "/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch"}) {
    EXPECT_THAT(methods, Contains(method));
  }
  EXPECT_THAT(methods, Contains(HasSubstr("/ServerReflectionInfo")));
  EXPECT_THAT(methods, Not(Contains(HasSubstr("channelz"))));
}

TEST(ServedMethods, AreOfChannelzOnRequest) {
  EXPECT_THAT(ServedMethods(/*channelz=*/true), Contains("/grpc.channelz.v1.Channelz/GetServers"));
}

TEST(NearestMethod, IsTheOneThatWasPerhapsMeant) {
  const auto methods = ServedMethods(/*channelz=*/false);
  EXPECT_EQ(NearestMethod("/echo.v1.EchoService/Ehco", methods), "/echo.v1.EchoService/Echo");
  EXPECT_EQ(NearestMethod("/echo.v1.Echo/Echo", methods), "/echo.v1.EchoService/Echo");
  EXPECT_EQ(NearestMethod("/echo.v1.echoservice/whoami", methods), "/echo.v1.EchoService/WhoAmI");
  for (const std::string& other :
       {std::string(), std::string("/a.B/C"), std::string("/helloworld.Greeter/SayHello"),
        std::string(100000, 'x')}) {
    EXPECT_EQ(NearestMethod(other, methods), "") << other.substr(0, 50);
  }
}

}  // namespace
}  // namespace echo
