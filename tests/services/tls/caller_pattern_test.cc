#include "services/tls/caller_pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/status_matchers.h"

namespace tls {
namespace {

using testing::HasSubstr;

bool Fits(const std::string& pattern, const std::string& name) {
  const auto parsed = CallerPattern::Parse(pattern);
  EXPECT_TRUE(parsed.ok()) << pattern << ": " << parsed.status();
  if (!parsed.ok()) return false;
  CallerNames names;
  const std::string value = name.substr(name.find(':') + 1);
  if (name.starts_with("dns:")) names.dns = {"first.example", value};
  if (name.starts_with("uri:")) names.uri = {"spiffe://first/of/two", value};
  if (name.starts_with("ip:")) names.ip = {"203.0.113.250", value};
  return parsed->Matches(names);
}

TEST(CallerPattern, FitsTheNameItSpellsOut) {
  EXPECT_TRUE(Fits("dns:client.example.com", "dns:client.example.com"));
  EXPECT_TRUE(Fits("dns:Client.Example.com", "dns:clienT.example.COM"));
  EXPECT_TRUE(Fits("dns:localhost", "dns:localhost"));
  EXPECT_TRUE(Fits("dns:my_app.internal", "dns:my_app.internal"));
  EXPECT_TRUE(Fits("uri:spiffe://example.org/ns/a/sa/b", "uri:spiffe://example.org/ns/a/sa/b"));
  EXPECT_TRUE(Fits("uri:urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                   "uri:urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"));
  EXPECT_TRUE(Fits("ip:192.0.2.1", "ip:192.0.2.1"));
  EXPECT_TRUE(Fits("ip:2001:DB8:0:0::1", "ip:2001:db8::1"));
}

TEST(CallerPattern, FitsNoOtherName) {
  EXPECT_FALSE(Fits("dns:client.example.com", "dns:client.example.com.evil.org"));
  EXPECT_FALSE(Fits("dns:client.example.com", "dns:a.client.example.com"));
  EXPECT_FALSE(Fits("dns:client.example.com", "dns:example.com"));
  EXPECT_FALSE(Fits("dns:client.example.com", "dns:client-example.com"));
  EXPECT_FALSE(Fits("dns:client.example.com", "dns:client.example.com."));
  EXPECT_FALSE(Fits("dns:client.example.com", "dns:*.example.com"));
  EXPECT_FALSE(Fits("dns:client.example.com", std::string("dns:client.example.com\0", 23)));
  EXPECT_FALSE(Fits("dns:client.example.com", std::string("dns:client.example.com\0.evil", 28)));
  EXPECT_FALSE(Fits("dns:a.b", "uri:a.b"));
  EXPECT_FALSE(Fits("uri:spiffe://example.org/a", "dns:spiffe://example.org/a"));
  EXPECT_FALSE(Fits("uri:spiffe://example.org/a", "uri:spiffe://example.org/A"));
  EXPECT_FALSE(Fits("uri:spiffe://example.org/a", "uri:SPIFFE://example.org/a"));
  EXPECT_FALSE(Fits("uri:spiffe://example.org/a", "uri:spiffe://example.org/a/"));
  EXPECT_FALSE(Fits("uri:spiffe://example.org/a", "uri:spiffe://example.org/a/b"));
  EXPECT_FALSE(Fits("uri:spiffe://example.org/a", "uri:spiffe://example.org.evil/a"));
  EXPECT_FALSE(Fits("ip:192.0.2.1", "ip:192.0.2.10"));
  EXPECT_FALSE(Fits("ip:192.0.2.1", "ip:::ffff:192.0.2.1"));
  EXPECT_FALSE(Fits("ip:192.0.2.1", "dns:192.0.2.1"));
}

TEST(CallerPattern, AnAsteriskIsOneWholeLabel) {
  EXPECT_TRUE(Fits("dns:*.example.com", "dns:a.example.com"));
  EXPECT_TRUE(Fits("dns:a.*.example.com", "dns:a.b.example.com"));
  EXPECT_TRUE(Fits("dns:*.*.example.com", "dns:a.b.example.com"));
  EXPECT_FALSE(Fits("dns:*.example.com", "dns:a.b.example.com"));
  EXPECT_FALSE(Fits("dns:*.example.com", "dns:example.com"));
  EXPECT_FALSE(Fits("dns:*.example.com", "dns:.example.com"));
  EXPECT_FALSE(Fits("dns:a.*.com", "dns:a..com"));
  EXPECT_FALSE(Fits("dns:*.example.com", "dns:example.com.example"));
  EXPECT_FALSE(Fits("dns:*.example.com", "dns:*.example.com"));
  EXPECT_FALSE(Fits("dns:*.example.com", std::string("dns:ev\0il.example.com", 21)));
  EXPECT_FALSE(Fits("dns:*.example.com", "dns:a b.example.com"));
}

TEST(CallerPattern, AnAsteriskIsOneWholeSegmentOfAPath) {
  EXPECT_TRUE(Fits("uri:spiffe://example.org/ns/*/sa/web", "uri:spiffe://example.org/ns/a/sa/web"));
  EXPECT_TRUE(Fits("uri:spiffe://example.org/*", "uri:spiffe://example.org/a"));
  for (const char* uri :
       {"uri:spiffe://example.org/ns/a/b/sa/web", "uri:spiffe://example.org/ns//sa/web",
        "uri:spiffe://example.org/ns/sa/web", "uri:spiffe://example.org/ns/../sa/web",
        "uri:spiffe://example.org/ns/./sa/web", "uri:spiffe://example.org/ns/a?b/sa/web",
        "uri:spiffe://example.org/ns/a#b/sa/web", "uri:spiffe://example.org/ns/%2e%2e/sa/web",
        "uri:spiffe://example.org/ns/*/sa/web", "uri:spiffe://evil.org/ns/a/sa/web",
        "uri:spiffe://example.org/ns/a/sa/web/", "uri:spiffe://example.org/ns/a/sa/web/x"}) {
    EXPECT_FALSE(Fits("uri:spiffe://example.org/ns/*/sa/web", uri)) << uri;
  }
  EXPECT_FALSE(Fits("uri:spiffe://example.org/*", "uri:spiffe://example.org/"));
  EXPECT_FALSE(Fits("uri:spiffe://example.org/*", "uri:spiffe://example.org"));
}

TEST(CallerPattern, WithoutNamesNothingFits) {
  for (const char* pattern : {"dns:a", "uri:spiffe://a/b", "ip:192.0.2.1"}) {
    EXPECT_FALSE(test::ValueOf(CallerPattern::Parse(pattern)).Matches({})) << pattern;
  }
}

struct Wrong {
  const char* text;
  // In the message; the nearest right form is itself right.
  const char* nearest;
};

TEST(CallerPattern, ThatIsWrongIsRefusedWithTheNearestThatIsRight) {
  const Wrong cases[] = {
      {"client.example.com", "write dns:client.example.com"},
      {"Client.Example.com", "write dns:client.example.com"},
      {"*.example.com", "write dns:*.example.com"},
      {"DNS:client.example.com", "write dns:client.example.com"},
      {"URI:spiffe://example.org/a", "write uri:spiffe://example.org/a"},
      {"IP:192.0.2.1", "write ip:192.0.2.1"},
      {"spiffe://example.org/a", "write uri:spiffe://example.org/a"},
      {"192.0.2.1", "write ip:192.0.2.1"},
      {"2001:db8::1", "write ip:2001:db8::1"},
      {"CN=Client", "dns:client"},
      {"dns:192.0.2.1", "write ip:192.0.2.1"},
      {"dns:spiffe://example.org/a", "write uri:spiffe://example.org/a"},
      {"dns:web-*.example.com", ": dns:*.example.com"},
      {"dns:*", "dns:*.example.com"},
      {"dns:*.*", "dns:*.example.com"},
      {"dns:web*", "dns:*.example.com"},
      {"dns:client.example.com.", "write dns:client.example.com"},
      {"dns:client.example.com:443", ": dns:client.example.com"},
      {"uri:spiffe://example.org/ns/web-*/sa/b", ": uri:spiffe://example.org/ns/*/sa/b"},
      {"uri:spiffe://*/ns/a", "uri:spiffe://example.com/ns/*/sa/client"},
      {"uri:*", "uri:spiffe://example.com/ns/*/sa/client"},
      {"ip:192.0.2.0/24", "one address: ip:192.0.2.0"},
      {"ip:[2001:db8::1]", "ip:2001:db8::1"},
      {"ip:192.0.2.*", "a rule of its own"},
  };
  for (const Wrong& wrong : cases) {
    const auto pattern = CallerPattern::Parse(wrong.text);
    ASSERT_FALSE(pattern.ok()) << wrong.text;
    const std::string message(pattern.status().message());
    EXPECT_THAT(message, HasSubstr(wrong.nearest)) << wrong.text;
  }
}

TEST(CallerPattern, ThatIsNothingIsRefused) {
  for (const char* text :
       {"", ":", "dns:", "uri:", "ip:", "*", "dns:a..b", "dns:-a.b", "dns:a b", "uri:example.org/a",
        "uri:spiffe://example.org", "uri:spiffe://Example.org/a", "uri:spiffe://example.org/a/",
        "ip:localhost", "ip:192.0.2", "email:a@example.org", "dns:**.example.com", "a:b:c",
        "dns:m\xc3\xbcller.example"}) {
    EXPECT_FALSE(CallerPattern::Parse(text).ok()) << text;
  }
}

TEST(CallerPattern, TellsItsTextInTheFormThatIsCompared) {
  EXPECT_EQ(test::ValueOf(CallerPattern::Parse("dns:A.Example.COM")).text(), "dns:a.example.com");
  EXPECT_EQ(test::ValueOf(CallerPattern::Parse("ip:2001:DB8:0::1")).text(), "ip:2001:db8::1");
}

}  // namespace
}  // namespace tls
