// Calls over all servers behind a name, and over those that come later: a client with
// round_robin, a name server, servers on 127.0.0.x.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/echo/echo_client.h"
#include "services/echo/echo_server.h"
#include "tests/services/dns_server.h"
#include "tests/services/serving.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

constexpr char kName[] = "echo.test";

class LoadBalancing : public testing::Test {
 protected:
  LoadBalancing() { test::GrpcLog::Get(); }

  // A server on 127.0.0.`number`, on the port of the first, whose name is its address.
  void Serve(int number, absl::Duration max_connection_age = absl::ZeroDuration()) {
    ServerOptions options;
    options.server_name = absl::StrCat("127.0.0.", number);
    options.listen = {{options.server_name, port_}};
    options.limits.max_age = max_connection_age;
    servers_[number] = test::ValueOf(EchoServer::Start(options, test::Unchecked(leaf_)));
    port_ = servers_[number]->addresses().front().port;
  }

  std::unique_ptr<EchoClient> Connect(const test::DnsServer& dns) {
    ClientOptions options;
    options.target = test::ValueOf(ParseTarget(dns.Target(kName, port_)));
    options.timeout = test::kPatience;
    options.dns_interval = absl::Milliseconds(50);
    return std::make_unique<EchoClient>(options, test::Unchecked(leaf_));
  }

  // The name of the server that answered.
  static std::string Call(EchoClient* client) {
    v1::EchoResponse reply;
    const CallOutcome outcome = client->Echo("hi", &reply);
    EXPECT_TRUE(outcome.status.ok()) << outcome.status.error_message();
    return outcome.status.ok() ? reply.server_name() : "(lost)";
  }

  // Calls until every one of `names` has answered, and none other does; false if a call
  // is lost, or that does not come about.
  static bool ComesToCall(const std::set<std::string>& names, EchoClient* client) {
    const absl::Time deadline = absl::Now() + test::kPatience;
    while (absl::Now() < deadline && !HasFailure()) {
      std::set<std::string> called;
      for (size_t i = 0; i < 4 * names.size(); ++i) called.insert(Call(client));
      if (called == names) return true;
    }
    return false;
  }

  test::TestCa ca_;
  test::Credential leaf_ = ca_.Leaf(test::Named(kName));
  int port_ = 0;
  std::map<int, std::unique_ptr<EchoServer>> servers_;
};

TEST_F(LoadBalancing, EveryServerBehindTheNameGetsTheSameNumberOfCalls) {
  for (const int number : {1, 2, 3}) Serve(number);
  const test::DnsServer dns({"127.0.0.1", "127.0.0.2", "127.0.0.3"});
  const auto client = Connect(dns);
  ASSERT_TRUE(ComesToCall({"127.0.0.1", "127.0.0.2", "127.0.0.3"}, client.get()));
  std::map<std::string, int> calls;
  for (int i = 0; i < 30; ++i) ++calls[Call(client.get())];
  EXPECT_THAT(calls,
              ElementsAre(Pair("127.0.0.1", 10), Pair("127.0.0.2", 10), Pair("127.0.0.3", 10)));
}

TEST_F(LoadBalancing, AServerThatComesLaterGetsCallsOnceConnectionsAgeAndNoneIsLost) {
  Serve(1, absl::Seconds(1));
  test::DnsServer dns({"127.0.0.1"});
  const auto client = Connect(dns);
  ASSERT_EQ(Call(client.get()), "127.0.0.1");
  Serve(2, absl::Seconds(1));
  dns.Set({"127.0.0.1", "127.0.0.2"});
  EXPECT_TRUE(ComesToCall({"127.0.0.1", "127.0.0.2"}, client.get()));
}

TEST_F(LoadBalancing, AServerThatDrainsGetsNoCallsAndNoneIsLost) {
  for (const int number : {1, 2}) Serve(number);
  test::DnsServer dns({"127.0.0.1", "127.0.0.2"});
  const auto client = Connect(dns);
  ASSERT_TRUE(ComesToCall({"127.0.0.1", "127.0.0.2"}, client.get()));
  dns.Set({"127.0.0.2"});
  EXPECT_TRUE(servers_.at(1)->Drain(absl::ZeroDuration(), test::kPatience));
  EXPECT_TRUE(ComesToCall({"127.0.0.2"}, client.get()));
}

// gRPC cancels calls that come in at the moment when a server closes. None do: its
// clients have left it before, as their connections came of age.
TEST_F(LoadBalancing, AServerThatDrainsForLongerThanConnectionsLastLosesNoCallUnderLoad) {
  for (const int number : {1, 2}) Serve(number, absl::Seconds(1));
  test::DnsServer dns({"127.0.0.1", "127.0.0.2"});
  const auto client = Connect(dns);
  ASSERT_TRUE(ComesToCall({"127.0.0.1", "127.0.0.2"}, client.get()));
  std::atomic<bool> stop = false;
  std::vector<std::thread> callers(8);
  for (std::thread& caller : callers) {
    caller = std::thread([&] {
      while (!stop) Call(client.get());
    });
  }
  dns.Set({"127.0.0.2"});
  EXPECT_TRUE(servers_.at(1)->Drain(absl::Seconds(3), test::kPatience));
  stop = true;
  for (std::thread& caller : callers) caller.join();
  EXPECT_TRUE(ComesToCall({"127.0.0.2"}, client.get()));
}

}  // namespace
}  // namespace echo
