#include "services/echo/host_port.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using test::IsOk;
using test::StatusIs;

TEST(HostPort, IsANameOrAnAddressAndAPort) {
  struct Case {
    const char* text;
    const char* host;
    int port;
  };
  for (const Case& c :
       {Case{"127.0.0.1:50051", "127.0.0.1", 50051}, Case{"0.0.0.0:0", "0.0.0.0", 0},
        Case{"localhost:1", "localhost", 1}, Case{"[::1]:65535", "::1", 65535},
        Case{"[::]:0", "::", 0}, Case{"[fe80::1%eth0]:80", "fe80::1%eth0", 80},
        Case{"echo-1.example.com:443", "echo-1.example.com", 443},
        Case{"my_service.local.:443", "my_service.local.", 443}}) {
    const absl::StatusOr<HostPort> address = ParseHostPort(c.text, 0);
    ASSERT_THAT(address, IsOk()) << c.text;
    EXPECT_EQ(address->host, c.host);
    EXPECT_EQ(address->port, c.port);
    EXPECT_EQ(ToString(*address), c.text);
  }
}

void ExpectRefused(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    EXPECT_THAT(ParseHostPort(text, 0), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
}

TEST(HostPort, NeedsAHostAndADecimalPort) {
  ExpectRefused({"", ":", "50051", "localhost", ":50051", "localhost:", "localhost:http",
                 "localhost:-1", "localhost:+1", "localhost: 1", "localhost:1 ", "localhost:65536",
                 "localhost:4294967296", "localhost:99999999999999999999", "localhost:0x50",
                 "localhost:1\n", "localhost:50051/", "localhost:50051/path"});
}

TEST(HostPort, HasAnIpv6AddressAndNothingElseInBrackets) {
  ExpectRefused({"::1:50051", "2001:db8::1:443", "[::1]", "[::1]50051", "[::1:50051", "::1]:50051",
                 "[]:50051", "[:50051", "]:50051", "[[::1]]:50051", "[localhost]:50051",
                 "[127.0.0.1]:50051", "[::1]x:50051", "x[::1]:50051", "[:::]:50051", "[::1\n]:1",
                 "[::1 ]:1", "[%eth0]:1"});
}

TEST(HostPort, IsNoUri) {
  ExpectRefused({"unix:/tmp/socket:1", "unix-abstract:name:1", "dns:localhost:1",
                 "dns:///localhost:50051", "https://localhost:50051", "a/b:1", "user@localhost:1",
                 "localhost?x:1", "localhost#x:1", "local%68ost:1", "localhost,example.com:1",
                 "local\\host:1", "localhost:1,localhost:2"});
}

TEST(HostPort, HasNoCharactersThatNamesLack) {
  ExpectRefused({"local host:1", " localhost:1", "localhost\n:1", "localhost\t:1",
                 "m\xc3\xbcnchen.example:1", std::string("localhost\0.example.com:1", 24), "*:1"});
}

TEST(HostPort, HasNoPortBelowTheLowest) {
  EXPECT_THAT(ParseHostPort("localhost:0", 0), IsOk());
  EXPECT_THAT(ParseHostPort("localhost:0", 1),
              StatusIs(absl::StatusCode::kInvalidArgument, "has no port between 1 and 65535"));
}

}  // namespace
}  // namespace echo
