#include "services/tls/method_pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/testing/status_matchers.h"

namespace tls {
namespace {

using testing::HasSubstr;
using testing::Not;

bool Fits(const std::string& pattern, const std::string& method) {
  return test::ValueOf(MethodPattern::Parse(pattern)).Matches(method);
}

TEST(MethodPattern, IsOneMethod) {
  EXPECT_TRUE(Fits("/echo.v1.EchoService/Echo", "/echo.v1.EchoService/Echo"));
  for (const char* other : {"/echo.v1.EchoService/WhoAmI", "/echo.v1.EchoService/Echo2",
                            "/echo.v1.EchoService/echo", "/echo.v1.EchoService/Echo/",
                            "echo.v1.EchoService/Echo", "//echo.v1.EchoService/Echo", ""}) {
    EXPECT_FALSE(Fits("/echo.v1.EchoService/Echo", other)) << other;
  }
}

TEST(MethodPattern, IsAllMethodsOfOneService) {
  EXPECT_TRUE(Fits("/grpc.health.v1.Health/*", "/grpc.health.v1.Health/Check"));
  for (const char* other : {"/grpc.health.v1.Health/", "/grpc.health.v1.Health",
                            "/grpc.health.v1.Health2/Check", "/grpc.health.v1/Health/Check",
                            "/grpc.health.v1.Health/Check/x", "/x/grpc.health.v1.Health/Check"}) {
    EXPECT_FALSE(Fits("/grpc.health.v1.Health/*", other)) << other;
  }
}

TEST(MethodPattern, ThatIsWrongIsRefusedWithTheNearestThatIsRight) {
  const std::pair<const char*, const char*> cases[] = {
      {"echo.v1.EchoService/Echo", "write /echo.v1.EchoService/Echo"},
      {"//echo.v1.EchoService/Echo", "write /echo.v1.EchoService/Echo"},
      {"/echo.v1.EchoService/Echo/", "write /echo.v1.EchoService/Echo"},
      {"echo.v1.EchoService", "write /echo.v1.EchoService/*"},
      {"/echo.v1.EchoService", "write /echo.v1.EchoService/*"},
      {"/echo.v1.EchoService/", "write /echo.v1.EchoService/*"},
      {"echo.v1.EchoService.*", "write /echo.v1.EchoService/*"},
      {"/echo.v1.EchoService/E*", "write /echo.v1.EchoService/*"},
      {"*", "leave it out"},
      {"/*", "leave it out"},
      {"/a.B/C,/a.B/D", "no commas"}};
  for (const auto& [text, nearest] : cases) {
    const auto pattern = MethodPattern::Parse(text);
    ASSERT_FALSE(pattern.ok()) << text;
    EXPECT_THAT(std::string(pattern.status().message()), HasSubstr(nearest)) << text;
  }
  for (const char* text : {"", "/", "Echo", "/a b/c", "/*/Echo", "/a.B/C?x", "/..a/b"}) {
    const auto pattern = MethodPattern::Parse(text);
    ASSERT_FALSE(pattern.ok()) << text;
    EXPECT_THAT(std::string(pattern.status().message()), Not(HasSubstr("write /"))) << text;
  }
}

}  // namespace
}  // namespace tls
