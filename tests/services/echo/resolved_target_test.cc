#include "services/echo/resolved_target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "absl/time/clock.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

tls::SocketAddress Address(const char* text) {
  tls::SocketAddress address;
  address.text = text;
  return address;
}

TEST(ResolvedTarget, IsAListOfOneFamily) {
  EXPECT_EQ(ToUri({Address("127.0.0.1:1"), Address("10.0.0.7:1")}), "ipv4:127.0.0.1:1,10.0.0.7:1");
  EXPECT_EQ(ToUri({Address("[::1]:1")}), "ipv6:[::1]:1");
  EXPECT_EQ(ToUri({Address("[::1]:1"), Address("127.0.0.1:1")}),
            "ipv6:[::1]:1,[::ffff:127.0.0.1]:1");
}

TEST(ResolvedTarget, IsNoneWithAZone) {
  EXPECT_EQ(ToUri({Address("127.0.0.1:1"), Address("[fe80::1%eth0]:1")}), "");
}

class ResolvingATarget : public testing::Test {
 protected:
  // What it is resolved to.
  std::string Resolve(const std::string& target) {
    ClientOptions options;
    options.target = test::ValueOf(ParseTarget(target));
    const auto get = [this](const char* name) {
      const auto found = environment_.find(name);
      return found == environment_.end() ? nullptr : found->second.c_str();
    };
    const bool resolved = ResolveTarget({absl::Now() + absl::Seconds(20)}, get, &options);
    EXPECT_EQ(resolved, !options.resolved.empty());
    return options.resolved;
  }

  std::map<std::string, std::string> environment_;
};

TEST_F(ResolvingATarget, AsksForNames) {
  EXPECT_THAT(Resolve("localhost:5"), testing::HasSubstr("127.0.0.1"));
  EXPECT_THAT(Resolve("dns:///localhost:5"), testing::HasSubstr("127.0.0.1"));
}

TEST_F(ResolvingATarget, LeavesAddressesSocketsAndOtherNameServersToGrpc) {
  for (const char* target : {"127.0.0.1:5", "[::1]:5", "ipv4:127.0.0.1:5", "unix:/tmp/x",
                             "dns://127.0.0.1:53/localhost:5"}) {
    EXPECT_EQ(Resolve(target), "") << target;
  }
}

TEST_F(ResolvingATarget, LeavesItToTheProxyButForThisMachine) {
  environment_ = {{"https_proxy", "http://127.0.0.1:1"}};
  EXPECT_EQ(Resolve("echo.invalid:5"), "");
  EXPECT_NE(Resolve("localhost:5"), "");
}

TEST_F(ResolvingATarget, ThatIsNotThereLeavesTheWordsToGrpc) {
  EXPECT_EQ(Resolve("no-such-host.invalid:5"), "");
}

}  // namespace
}  // namespace echo
