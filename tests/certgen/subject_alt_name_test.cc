#include "certgen/subject_alt_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using Kind = SubjectAltName::Kind;
using test::IsOk;
using test::IsOkAndHolds;
using test::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr absl::StatusCode kInvalid = absl::StatusCode::kInvalidArgument;

std::string Repeat(char c, size_t count) { return std::string(count, c); }

TEST(SubjectAltNameTest, OfManyNamesASentenceHasTheFirst) {
  std::vector<SubjectAltName> names(8, {Kind::kDns, "a"});
  EXPECT_EQ(FirstNames(names), ToString(names));
  const std::string all = ToString(names);
  names.resize(3000, {Kind::kDns, "b"});
  EXPECT_EQ(FirstNames(names), all + " and 2992 more");
}

TEST(SubjectAltNameTest, TakesHostNamesAndLowersThem) {
  const struct {
    std::string text;
    std::string value;
  } cases[] = {
      {"localhost", "localhost"},
      {"Echo.Example.COM", "echo.example.com"},
      {"a", "a"},
      {"1a.test", "1a.test"},
      {"3com", "3com"},
      {"xn--bcher-kva.example", "xn--bcher-kva.example"},
      {"a-b.c--d.test", "a-b.c--d.test"},
      {"*.example.com", "*.example.com"},
      {"*.a.b.example.com", "*.a.b.example.com"},
      {"echo.default.svc.cluster.local", "echo.default.svc.cluster.local"},
      {"1.2.3.4.test", "1.2.3.4.test"},
      {Repeat('a', 63) + ".test", Repeat('a', 63) + ".test"},
      {Repeat('a', 63) + "." + Repeat('b', 63) + "." + Repeat('c', 63) + "." + Repeat('d', 61),
       Repeat('a', 63) + "." + Repeat('b', 63) + "." + Repeat('c', 63) + "." + Repeat('d', 61)},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(DnsName(c.text), IsOkAndHolds(SubjectAltName{Kind::kDns, c.value})) << c.text;
  }
}

TEST(SubjectAltNameTest, RefusesWhatIsNoHostName) {
  const struct {
    std::string text;
    std::string why;
  } cases[] = {
      {"", "is empty"},
      {".", "ends with a dot"},
      {"a.test.", "ends with a dot"},
      {".a.test", "has an empty label"},
      {"a..test", "has an empty label"},
      {"-a.test", "starts or ends with '-'"},
      {"a-.test", "starts or ends with '-'"},
      {"a b.test", "has a character that host names do not allow"},
      {" a.test", "has a character that host names do not allow"},
      {"a.test\n", "has a character that host names do not allow"},
      {"a_b.test", "has a '_'"},
      {"a,b.test", "has a character that host names do not allow"},
      {"a.test:443", "has a character that host names do not allow"},
      {"https://a.test", "has a character that host names do not allow"},
      {"b\xC3\xBC"
       "cher.test",
       "beyond ASCII"},
      {"*", "a wildcard that no client matches"},
      {"*.test", "a wildcard that no client matches"},
      {"*.", "ends with a dot"},
      {"a*.b.test", "has a '*' that is not the whole first label"},
      {"a.*.test", "has a '*' that is not the whole first label"},
      {"*.*.test", "has a '*' that is not the whole first label"},
      {"**.a.test", "has a '*' that is not the whole first label"},
      {"10.0.0.1", "is an IP address"},
      {"::1", "is an IP address"},
      {"2001:DB8::1", "is an IP address"},
      {"::ffff:1.2.3.4", "is an IP address"},
      {"10.0.0.256", "ends in a number"},
      {"1.2.3", "ends in a number"},
      {"12345", "ends in a number"},
      {"*.2.3", "ends in a number"},
      {Repeat('a', 64) + ".test", "has a label of 64 characters; the limit is 63"},
      {Repeat('a', 63) + "." + Repeat('b', 63) + "." + Repeat('c', 63) + "." + Repeat('d', 62),
       "has 254 characters; the limit is 253"},
      {std::string("a\0.test", 7), "has a character that host names do not allow"},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(DnsName(c.text), StatusIs(kInvalid, AllOf(HasSubstr("DNS name '"), HasSubstr(c.why),
                                                          Not(HasSubstr("\n")))))
        << c.text;
  }
}

TEST(SubjectAltNameTest, TakesAddressesInTheFormOfInetNtop) {
  const struct {
    std::string text;
    std::string value;
  } cases[] = {{"127.0.0.1", "127.0.0.1"},
               {"::1", "::1"},
               {"0:0:0:0:0:0:0:1", "::1"},
               {"2001:DB8::00A", "2001:db8::a"},
               {"::ffff:10.0.0.1", "::ffff:10.0.0.1"}};
  for (const auto& c : cases) {
    EXPECT_THAT(IpName(c.text), IsOkAndHolds(SubjectAltName{Kind::kIp, c.value})) << c.text;
  }
}

TEST(SubjectAltNameTest, RefusesWhatIsNoAddress) {
  for (const char* text :
       {"localhost", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "[::1]", "::1%eth0",
        "10.0.0.0/8", "10.0.0.1:443", " 10.0.0.1", "::1::", "0x7f.1"}) {
    EXPECT_THAT(IpName(text), StatusIs(kInvalid, HasSubstr("is not an IPv4 or IPv6 address")))
        << text;
  }
  EXPECT_THAT(IpName(""), StatusIs(kInvalid, HasSubstr("is empty")));
}

TEST(SubjectAltNameTest, TakesUris) {
  for (const std::string& text :
       {std::string("spiffe://example.test/ns/a/sa/b"), std::string("https://a.test/x?y=z#q"),
        std::string("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
        "spiffe://" + Repeat('a', 255) + "/x", "https://a.test/" + Repeat('x', 2033)}) {
    EXPECT_THAT(UriName(text), IsOkAndHolds(SubjectAltName{Kind::kUri, text}));
  }
}

TEST(SubjectAltNameTest, RefusesWhatIsNoUriOrNoSpiffeId) {
  const struct {
    std::string text;
    std::string why;
  } cases[] = {
      {"", "is empty"},
      {"/a/b", "has no scheme"},
      {"a.test", "has no scheme"},
      {"1a:b", "has no scheme"},
      {":b", "has no scheme"},
      {"https:", "has nothing after its scheme"},
      {"https://a b", "has a character that URIs do not allow"},
      {"https://a\nb", "has a character that URIs do not allow"},
      {"https://b\xC3\xBC", "has a character that URIs do not allow"},
      {"https://a<b>", "has a character that URIs do not allow"},
      {"https://a.test/" + Repeat('x', 2034), "has 2049 characters; the limit is 2048"},
      {"spiffe:a/b", "does not start with spiffe://"},
      {"SPIFFE://a/b", "does not start with spiffe://"},
      {"spiffe:///b", "has no trust domain"},
      {"spiffe://a", "has no path"},
      {"spiffe://a/", "has an empty path segment"},
      {"spiffe://a//b", "has an empty path segment"},
      {"spiffe://a/b/", "has an empty path segment"},
      {"spiffe://a/./b", "has a path segment '.' or '..'"},
      {"spiffe://a/../b", "has a path segment '.' or '..'"},
      {"spiffe://A/b", "trust domain with other characters"},
      {"spiffe://a:8080/b", "trust domain with other characters"},
      {"spiffe://u@a/b", "trust domain with other characters"},
      {"spiffe://a/b?c", "path with other characters"},
      {"spiffe://a/b%20c", "path with other characters"},
      {"spiffe://" + Repeat('a', 256) + "/x", "trust domain of more than 255 characters"},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(UriName(c.text), StatusIs(kInvalid, HasSubstr(c.why))) << c.text;
  }
}

TEST(SubjectAltNameTest, AMessageQuotesNoControlCharactersAndNoEndlessName) {
  EXPECT_THAT(DnsName("a\x1b[31m\r\nb"), StatusIs(kInvalid, HasSubstr("'a?[31m??b'")));
  const std::string message(DnsName(Repeat('a', 5000)).status().message());
  EXPECT_LT(message.size(), 200u);
}

TEST(SubjectAltNameTest, NamesMayStandTogetherUnlessTwiceOrWithASpiffeId) {
  const SubjectAltName dns = {Kind::kDns, "a.test"};
  const SubjectAltName ip = {Kind::kIp, "::1"};
  const SubjectAltName uri = {Kind::kUri, "https://a.test"};
  const SubjectAltName spiffe = {Kind::kUri, "spiffe://a/b"};
  const SubjectAltName other = {Kind::kUri, "https://b.test"};
  EXPECT_THAT(CheckNames({dns, ip, spiffe}), IsOk());
  EXPECT_THAT(CheckNames({uri, other}), IsOk());
  // The same text as another kind is another name.
  EXPECT_THAT(CheckNames({dns, {Kind::kUri, "a.test"}}), IsOk());
  EXPECT_THAT(CheckNames({}), StatusIs(kInvalid, HasSubstr("at least one")));
  EXPECT_THAT(CheckNames({dns, ip, dns}),
              StatusIs(kInvalid, HasSubstr("DNS:a.test is given twice")));
  EXPECT_THAT(CheckNames({uri, spiffe}), StatusIs(kInvalid, HasSubstr("may have no second URI")));
}

TEST(SubjectAltNameTest, TellsWhatClientsCouldCallAHostBy) {
  for (const char* name : {"a", "a.test", "A.test", "a_b.test", "xn--bcher-kva.test", "*.a.test"}) {
    EXPECT_TRUE(IsHostName({Kind::kDns, name})) << name;
  }
  for (const char* name :
       {"", "a b", "a:1", "https://a", "a@b", "10.0.0.1", "b\xC3\xBC.test", "*", "*.test",
        "a.*.test", "a.test.", ".a.test", "a..test", "a.test,b.test"}) {
    EXPECT_FALSE(IsHostName({Kind::kDns, name})) << name;
  }
  EXPECT_TRUE(IsHostName({Kind::kIp, "::1"}));
  EXPECT_FALSE(IsHostName({Kind::kIp, SubjectAltName::kMalformed}));
  EXPECT_FALSE(IsHostName({Kind::kUri, "a.test"}));
}

TEST(SubjectAltNameTest, MatchesHostAsClientsDo) {
  const struct {
    SubjectAltName pattern;
    std::string host;
    bool matches;
  } cases[] = {
      {{Kind::kDns, "a.test"}, "a.test", true},
      {{Kind::kDns, "a.test"}, "A.TEST", true},
      {{Kind::kDns, "a.test"}, "a.test.", true},
      {{Kind::kDns, "a.test"}, "b.test", false},
      {{Kind::kDns, "a.test"}, "x.a.test", false},
      {{Kind::kDns, "*.a.test"}, "x.a.test", true},
      {{Kind::kDns, "*.a.test"}, "a.test", false},
      {{Kind::kDns, "*.a.test"}, ".a.test", false},
      {{Kind::kDns, "*.a.test"}, "x.y.a.test", false},
      {{Kind::kDns, "*.test"}, "a.test", false},
      {{Kind::kDns, "*.a.test"}, "xa.test", false},
      {{Kind::kDns, "127.0.0.1"}, "127.0.0.1", false},
      {{Kind::kIp, "127.0.0.1"}, "127.0.0.1", true},
      {{Kind::kIp, "::1"}, "0:0:0:0:0:0:0:1", true},
      {{Kind::kIp, "127.0.0.1"}, "127.0.0.2", false},
      {{Kind::kIp, "127.0.0.1"}, "localhost", false},
      {{Kind::kIp, "127.0.0.1"}, "::ffff:127.0.0.1", false},
      {{Kind::kUri, "a.test"}, "a.test", false},
      {{Kind::kEmail, "a.test"}, "a.test", false},
      {{Kind::kDns, "a.test"}, "", false},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(MatchesHost(c.pattern, c.host), c.matches) << ToString(c.pattern) << " " << c.host;
  }
}

TEST(SubjectAltNameTest, WritesNamesAsOpenSslDoes) {
  EXPECT_EQ(ToString(std::vector<SubjectAltName>{{Kind::kDns, "a"},
                                                 {Kind::kIp, "::1"},
                                                 {Kind::kUri, "x:y"},
                                                 {Kind::kEmail, "a@b"},
                                                 {Kind::kOther, "type 0"}}),
            "DNS:a, IP:::1, URI:x:y, email:a@b, other:type 0");
}

}  // namespace
}  // namespace certgen
