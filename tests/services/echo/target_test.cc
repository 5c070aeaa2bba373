#include "services/echo/target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using test::IsOk;
using test::StatusIs;
using testing::AllOf;
using testing::HasSubstr;

struct Good {
  const char* text;
  const char* host;
  bool loopback;
};

TEST(ParseTarget, TakesHostAndPortAndGrpcsNames) {
  for (const Good& c : {
           Good{"localhost:50051", "localhost", true},
           Good{"LocalHost:50051", "LocalHost", true},
           Good{"127.0.0.1:50051", "127.0.0.1", true},
           Good{"127.1.2.3:1", "127.1.2.3", true},
           Good{"localhost.:1", "localhost.", true},
           Good{"[::ffff:127.0.0.1]:1", "::ffff:127.0.0.1", true},
           Good{"[::ffff:10.0.0.7]:1", "::ffff:10.0.0.7", false},
           Good{"[::1]:50051", "::1", true},
           Good{"[0:0:0:0:0:0:0:1]:50051", "0:0:0:0:0:0:0:1", true},
           Good{"dns:localhost:50051", "localhost", true},
           Good{"dns:///localhost:50051", "localhost", true},
           Good{"ipv4:127.0.0.1:50051", "127.0.0.1", true},
           Good{"ipv6:[::1]:50051", "::1", true},
           Good{"unix:/run/echo.sock", "", true},
           Good{"unix:///run/echo.sock", "", true},
           Good{"unix-abstract:echo", "", true},
           Good{"echo.example.com:443", "echo.example.com", false},
           Good{"10.0.0.7:65535", "10.0.0.7", false},
           Good{"128.0.0.1:1", "128.0.0.1", false},
           Good{"0.0.0.0:1", "0.0.0.0", false},
           Good{"[2001:db8::1]:443", "2001:db8::1", false},
           Good{"[::2]:443", "::2", false},
           Good{"dns:///echo.example.com:443", "echo.example.com", false},
           Good{"dns://192.0.2.53/echo.example.com:443", "echo.example.com", false},
       }) {
    const absl::StatusOr<Target> target = ParseTarget(c.text);
    ASSERT_THAT(target, IsOk()) << c.text;
    EXPECT_EQ(target->uri, c.text);
    EXPECT_EQ(target->host, c.host) << c.text;
    EXPECT_EQ(target->loopback, c.loopback) << c.text;
  }
}

TEST(ParseTarget, DoesNotTakeANameForThisMachineThatOnlyLooksLikeIt) {
  for (const char* text :
       {"localhost.example.com:1", "mylocalhost:1", "127.0.0.1.example.com:1", "127.example.com:1",
        "dns://localhost/example.com:1", "dns://127.0.0.1/example.com:1", "1.127.0.0:1"}) {
    const absl::StatusOr<Target> target = ParseTarget(text);
    ASSERT_THAT(target, IsOk()) << text;
    EXPECT_FALSE(target->loopback) << text;
  }
}

TEST(ParseTarget, NamesTheFlagAndTheValueThatItRefuses) {
  const std::vector<std::string> refused = {
      "", "localhost", "localhost:0", "localhost:65536", "::1:50051", "[localhost]:50051",
      // No schemes of gRPC, or without an address.
      "http://localhost:50051", "https://localhost:50051", "dns:", "dns:///", "dns://localhost",
      "dns:///localhost", "dns:////localhost:1", "ipv4:127.0.0.1", "ipv6:::1:1",
      "unix:", "unix-abstract:",
      // gRPC would read a URI into these, and call another host than the one checked here.
      "localhost?x:1", "dns:///localhost?x:1", "localhost#x:1", "local%68ost:1", "user@localhost:1",
      // Of a list each address is one.
      "ipv4:example.com:1", "ipv4:127.0.0.1:1,", "ipv4:,127.0.0.1:1", "ipv4:127.0.0.1:1,127.0.0.1",
      "ipv4:127.0.0.1:1,[::1]:1", "ipv6:[::1]:1,127.0.0.1:1", "ipv4:127.0.0.1:1,localhost:1",
      "ipv4:127.0.0.1:1, 127.0.0.1:2", "dns:127.0.0.1:1,127.0.0.1:2", "127.0.0.1:1,127.0.0.1:2"};
  for (const std::string& text : refused) {
    EXPECT_THAT(ParseTarget(text), StatusIs(absl::StatusCode::kInvalidArgument,
                                            AllOf(HasSubstr(absl::StrCat("--target '", text, "'")),
                                                  HasSubstr("HOST:PORT"))))
        << text;
  }
}

TEST(ParseTarget, TakesAListOfAddresses) {
  const Target target = test::ValueOf(ParseTarget("ipv4:127.0.0.1:1,127.0.0.1:2"));
  EXPECT_EQ(target.host, "127.0.0.1");
  EXPECT_EQ(target.port, 1);
  EXPECT_TRUE(target.balanced);
  EXPECT_TRUE(target.loopback);
  ASSERT_EQ(target.list.size(), 2U);
  EXPECT_EQ(ToString(target.list[1]), "127.0.0.1:2");
  EXPECT_FALSE(target.has_several_hosts());
  const Target several = test::ValueOf(ParseTarget("ipv6:[::1]:1,[2001:db8::1]:1"));
  EXPECT_TRUE(several.has_several_hosts());
  EXPECT_FALSE(several.loopback);
}

TEST(ParseTarget, IsBalancedOnlyIfWrittenWithDnsOrAsAList) {
  EXPECT_TRUE(test::ValueOf(ParseTarget("dns:///echo.test:50051")).balanced);
  for (const char* one : {"echo.test:50051", "ipv4:127.0.0.1:50051", "unix:/run/echo"}) {
    EXPECT_FALSE(test::ValueOf(ParseTarget(one)).balanced) << one;
  }
}

}  // namespace
}  // namespace echo
