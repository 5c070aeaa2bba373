#include "services/echo/listen_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netdb.h>
#include <sys/socket.h>

#include <memory>
#include <set>

#include "absl/strings/str_cat.h"
#include "tests/services/serving.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using test::IsOk;
using test::RawSocket;
using test::StatusIs;
using testing::AllOf;
using testing::HasSubstr;

TEST(ParseListenAddress, TakesPortZeroAndUp) {
  for (const char* text : {"127.0.0.1:0", "localhost:1", "[::]:65535"}) {
    const absl::StatusOr<ListenAddress> address = ParseListenAddress("--listen", text);
    ASSERT_THAT(address, IsOk()) << text;
    EXPECT_EQ(ToString(*address), text);
  }
}

TEST(ParseListenAddress, NamesTheFlagAndTheValueThatItRefuses) {
  for (const char* text :
       {"", "50051", ":50051", "localhost", "localhost:65536", "::1:50051", "[127.0.0.1]:50051",
        "unix:", "unix:/tmp/a?b", "dns:///localhost:50051"}) {
    EXPECT_THAT(
        ParseListenAddress("--listen", text),
        StatusIs(absl::StatusCode::kInvalidArgument,
                 AllOf(HasSubstr(absl::StrCat("--listen '", text, "'")), HasSubstr("HOST:PORT"))))
        << text;
  }
}

TEST(CheckFree, IsOkForAFreePortAndLetsGoOfIt) {
  EXPECT_THAT(CheckFree({"127.0.0.1", 0}), IsOk());
  int port = 0;
  {
    const RawSocket was_here;
    port = was_here.port();
  }
  EXPECT_THAT(CheckFree({"127.0.0.1", port}), IsOk());
  EXPECT_THAT(CheckFree({"127.0.0.1", port}), IsOk());
}

TEST(CheckFree, NamesTheAddressThatIsTaken) {
  const RawSocket taken;
  EXPECT_THAT(CheckFree({"127.0.0.1", taken.port()}),
              StatusIs(absl::StatusCode::kUnavailable,
                       AllOf(HasSubstr(absl::StrCat("127.0.0.1:", taken.port())),
                             HasSubstr("in use"), HasSubstr("choose another"))));
}

TEST(CheckFree, RefusesAWildcardOverATakenPort) {
  const RawSocket taken;
  EXPECT_THAT(CheckFree({"0.0.0.0", taken.port()}), StatusIs(absl::StatusCode::kUnavailable));
  // gRPC binds [::] for both families, so IPv4 counts there too.
  if (RawSocket("::").ok()) {
    EXPECT_THAT(CheckFree({"::", taken.port()}), StatusIs(absl::StatusCode::kUnavailable));
  }
}

TEST(CheckFree, RefusesANameOfWhichOneAddressIsTaken) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  ASSERT_EQ(getaddrinfo("localhost", "0", &hints, &found), 0);
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, freeaddrinfo);
  std::set<std::string> ips;
  for (const addrinfo* a = found; a != nullptr; a = a->ai_next) {
    char ip[NI_MAXHOST] = "";
    ASSERT_EQ(getnameinfo(a->ai_addr, a->ai_addrlen, ip, sizeof(ip), nullptr, 0, NI_NUMERICHOST),
              0);
    ips.insert(ip);
  }
  int tried = 0;
  for (const std::string& ip : ips) {
    const RawSocket taken(ip);
    if (!taken.ok()) continue;  // a family that this machine lacks
    ++tried;
    EXPECT_THAT(CheckFree({"localhost", taken.port()}),
                StatusIs(absl::StatusCode::kUnavailable, HasSubstr("localhost:")))
        << ip;
  }
  EXPECT_GT(tried, 0);
}

TEST(CheckFree, TellsAnAbsentAddressFromATakenOne) {
  EXPECT_THAT(CheckFree({"192.0.2.1", 0}),
              StatusIs(absl::StatusCode::kUnavailable,
                       AllOf(HasSubstr("192.0.2.1:0"), testing::Not(HasSubstr("in use")))));
  EXPECT_THAT(CheckFree({"not a name", 0}),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("no address")));
}

}  // namespace
}  // namespace echo
