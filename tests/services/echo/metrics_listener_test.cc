#include "services/echo/metrics_listener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netdb.h>
#include <prometheus/counter.h>
#include <prometheus/registry.h>
#include <sys/socket.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "certgen/unique_fd.h"
#include "tests/services/serving.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using test::IsOk;
using test::StatusIs;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// Connected, or not ok().
certgen::UniqueFd Connect(const ListenAddress& address) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (getaddrinfo(address.host.c_str(), absl::StrCat(address.port).c_str(), &hints, &found) != 0) {
    return certgen::UniqueFd(-1);
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> freed(found, freeaddrinfo);
  certgen::UniqueFd fd(socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.ok() || connect(fd.get(), found->ai_addr, found->ai_addrlen) != 0) {
    return certgen::UniqueFd(-1);
  }
  const timeval patience{absl::ToInt64Seconds(test::kPatience), 0};
  setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  return fd;
}

// All that a GET of `path` is answered with; empty: nobody is there.
std::string Get(const ListenAddress& address, const std::string& path) {
  const certgen::UniqueFd fd = Connect(address);
  const std::string request =
      absl::StrCat("GET ", path, " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
  if (!fd.ok() || send(fd.get(), request.data(), request.size(), MSG_NOSIGNAL) < 0) return "";
  std::string answer;
  char buffer[4096];
  for (;;) {
    const ssize_t received = recv(fd.get(), buffer, sizeof(buffer), 0);
    if (received <= 0) return answer;
    answer.append(buffer, static_cast<size_t>(received));
  }
}

class MetricsListenerTest : public testing::Test {
 protected:
  MetricsListenerTest()
      : registry_(std::make_shared<prometheus::Registry>()),
        counter_(prometheus::BuildCounter()
                     .Name("test_total")
                     .Help("Of this test.")
                     .Register(*registry_)
                     .Add({{"use", "test"}})) {
    counter_.Increment(3);
  }

  absl::StatusOr<std::unique_ptr<MetricsListener>> Start(const ListenAddress& address) {
    return MetricsListener::Start(address, {registry_});
  }
  std::unique_ptr<MetricsListener> Started() { return test::ValueOf(Start({"127.0.0.1", 0})); }

  const std::shared_ptr<prometheus::Registry> registry_;
  prometheus::Counter& counter_;
};

TEST(ParseMetricsAddress, TakesAPortAloneForOneOfThisMachine) {
  for (const char* text : {"9464", ":9464"}) {
    const auto address = ParseMetricsAddress(text);
    ASSERT_THAT(address, IsOk()) << text;
    EXPECT_EQ(ToString(*address), "127.0.0.1:9464");
  }
  EXPECT_EQ(ToString(test::ValueOf(ParseMetricsAddress("0"))), "127.0.0.1:0");
}

TEST(ParseMetricsAddress, TakesHostAndPortAsTheyAreTold) {
  for (const char* text : {"0.0.0.0:9464", "192.0.2.1:0", "[::1]:9464", "localhost:65535"}) {
    const auto address = ParseMetricsAddress(text);
    ASSERT_THAT(address, IsOk()) << text;
    EXPECT_EQ(ToString(*address), text);
  }
}

TEST(ParseMetricsAddress, RefusesSocketsAndSaysWhatToGive) {
  for (const char* text : {"unix:/tmp/metrics", "unix-abstract:metrics"}) {
    EXPECT_THAT(ParseMetricsAddress(text),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         AllOf(HasSubstr(absl::StrCat("--metrics-listen '", text, "'")),
                               HasSubstr("9464"))))
        << text;
  }
}

TEST(ParseMetricsAddress, RefusesWhatIsNoAddress) {
  // CivetWeb itself would take some of these for several ports, or for one with TLS.
  for (const char* text :
       {"", ":", "::", "x", "-1", " 9464", "+9464", "9464s", "65536", ":65536", "1.2.3.4",
        "1.2.3.4:", "1.2.3.4:65536", "::1:9464", "9464,9465", "127.0.0.1:9464,9465",
        "127.0.0.1,0.0.0.0:9464", "127.0.0.1:9464s", "http://127.0.0.1:9464"}) {
    EXPECT_THAT(ParseMetricsAddress(text),
                StatusIs(absl::StatusCode::kInvalidArgument, StartsWith("--metrics-listen '")))
        << text;
  }
}

TEST_F(MetricsListenerTest, ShowsTheMetricsOfNow) {
  const auto listener = Started();
  EXPECT_GT(listener->address().port, 0);
  EXPECT_THAT(
      Get(listener->address(), "/metrics"),
      AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("\r\nContent-Type: text/plain"),
            HasSubstr("# TYPE test_total counter\n"), HasSubstr("\ntest_total{use=\"test\"} 3\n")));
  counter_.Increment();
  EXPECT_THAT(Get(listener->address(), "/metrics"), HasSubstr("\ntest_total{use=\"test\"} 4\n"));
}

TEST_F(MetricsListenerTest, ShowsNothingElse) {
  const auto listener = Started();
  for (const char* path : {"/", "/metric", "/favicon.ico", "/etc/passwd"}) {
    EXPECT_THAT(Get(listener->address(), path),
                AllOf(StartsWith("HTTP/1.1 404"), Not(HasSubstr("test_total"))))
        << path;
  }
  EXPECT_THAT(Get(listener->address(), "/../../../../../../etc/passwd"),
              AllOf(Not(HasSubstr(" 200 ")), Not(HasSubstr("root:"))));
}

TEST_F(MetricsListenerTest, IsOnItsAddressAlone) {
  const auto listener = Started();
  const int port = listener->address().port;
  EXPECT_EQ(ToString(listener->address()), absl::StrCat("127.0.0.1:", port));
  EXPECT_FALSE(Connect({"127.0.0.2", port}).ok());
  EXPECT_FALSE(Connect({"::1", port}).ok());
  EXPECT_TRUE(Connect({"127.0.0.1", port}).ok());
}

TEST_F(MetricsListenerTest, IsOnAllAddressesIfItIsTold) {
  const auto listener = test::ValueOf(Start({"0.0.0.0", 0}));
  EXPECT_THAT(Get({"127.0.0.2", listener->address().port}, "/metrics"), HasSubstr("test_total"));
}

TEST_F(MetricsListenerTest, TakesLocalhostForAnAddress) {
  const auto listener = test::ValueOf(Start({"localhost", 0}));
  EXPECT_EQ(listener->address().host, "localhost");
  EXPECT_THAT(Get({"127.0.0.1", listener->address().port}, "/metrics"), HasSubstr("test_total"));
}

TEST_F(MetricsListenerTest, IsGoneAtItsEnd) {
  auto listener = Started();
  const ListenAddress address = listener->address();
  ASSERT_TRUE(Connect(address).ok());
  listener.reset();
  EXPECT_FALSE(Connect(address).ok());
}

TEST_F(MetricsListenerTest, AClientThatSaysNothingDoesNotHoldUpTheNext) {
  const auto listener = Started();
  const certgen::UniqueFd silent = Connect(listener->address());
  ASSERT_TRUE(silent.ok());
  EXPECT_THAT(Get(listener->address(), "/metrics"), HasSubstr("test_total"));
}

TEST_F(MetricsListenerTest, AClientThatSaysNothingLosesTheConnection) {
  const auto listener = Started();
  const certgen::UniqueFd silent = Connect(listener->address());
  ASSERT_TRUE(silent.ok());
  const absl::Time before = absl::Now();
  char buffer[4096];
  // It may be told why.
  while (recv(silent.get(), buffer, sizeof(buffer), 0) > 0) continue;
  EXPECT_LT(absl::Now() - before, test::kPatience);
}

TEST_F(MetricsListenerTest, NamesThePortThatIsTaken) {
  const test::RawSocket taken;
  EXPECT_THAT(
      Start({"127.0.0.1", taken.port()}),
      StatusIs(absl::StatusCode::kUnavailable,
               AllOf(HasSubstr(absl::StrCat("127.0.0.1:", taken.port())), HasSubstr("in use"))));
}

TEST_F(MetricsListenerTest, DoesNotShareThePortOfAnother) {
  const auto listener = Started();
  EXPECT_THAT(Start(listener->address()),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr(ToString(listener->address()))));
  EXPECT_THAT(Get(listener->address(), "/metrics"), HasSubstr("test_total"));
}

TEST_F(MetricsListenerTest, NamesTheAddressThatIsNotThere) {
  EXPECT_THAT(Start({"192.0.2.1", 0}),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("192.0.2.1:0")));
  EXPECT_THAT(Start({"not a name", 0}),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("no address")));
}

// CivetWeb may have been built without IPv6, as Debian 12 has it.
TEST_F(MetricsListenerTest, IsOnIpv6OrSaysThatItCannotBe) {
  const bool machine_has_it = test::RawSocket("::1").ok();
  const auto listener = Start({"::1", 0});
  if (!listener.ok()) {
    EXPECT_THAT(listener, StatusIs(absl::StatusCode::kUnavailable,
                                   AllOf(HasSubstr("cannot listen on [::1]:0"),
                                         HasSubstr(machine_has_it ? "give an IPv4 address"
                                                                  : "assign requested address"))));
    return;
  }
  EXPECT_TRUE(machine_has_it);
  EXPECT_THAT(Get((*listener)->address(), "/metrics"), HasSubstr("test_total"));
  EXPECT_FALSE(Connect({"127.0.0.1", (*listener)->address().port}).ok());
}

}  // namespace
}  // namespace echo
