#include "services/tls/allow_rule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/testing/status_matchers.h"

namespace tls {
namespace {

using testing::HasSubstr;

AllowRule Rule(const std::string& text) { return test::ValueOf(ParseAllowRule(text, "allow:1")); }

TEST(AllowRule, WithoutMethodsIsForAllOfThem) {
  const AllowRule rule = Rule("dns:a.example");
  EXPECT_TRUE(rule.Matches({.dns = {"a.example"}}, "/any.Service/Method"));
  EXPECT_FALSE(rule.Matches({.dns = {"b.example"}}, "/any.Service/Method"));
  EXPECT_EQ(rule.place, "allow:1");
}

TEST(AllowRule, WithMethodsIsForThoseAlone) {
  const AllowRule rule = Rule("  dns:a.example\t/a.B/C   /d.E/* ");
  const CallerNames caller = {.dns = {"a.example"}};
  EXPECT_TRUE(rule.Matches(caller, "/a.B/C"));
  EXPECT_TRUE(rule.Matches(caller, "/d.E/F"));
  EXPECT_FALSE(rule.Matches(caller, "/a.B/D"));
  EXPECT_FALSE(rule.Matches({}, "/a.B/C"));
}

TEST(AllowRule, AnyoneExemptsMethodsForCallersWithoutANameToo) {
  const AllowRule rule = Rule("anyone /grpc.health.v1.Health/Check");
  EXPECT_TRUE(rule.Matches({}, "/grpc.health.v1.Health/Check"));
  EXPECT_TRUE(rule.Matches({.dns = {"a.example"}}, "/grpc.health.v1.Health/Check"));
  EXPECT_FALSE(rule.Matches({}, "/grpc.health.v1.Health/Watch"));
}

TEST(AllowRule, ThatIsWrongNamesTheWordAndTheCure) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "a rule is empty"},
      {"anyone", "name the methods"},
      {"*", "anyone METHOD"},
      {"Anyone /a.B/C", "anyone METHOD"},
      {"any /a.B/C", "anyone METHOD"},
      {"/a.B/C", "write dns:client.example.com /a.B/C"},
      {"a.example /a.B/C",
       "'a.example' does not begin with dns:, uri: or ip:; write dns:a.example"},
      {"dns:a.example a.B/C", "'a.B/C' is no method"},
      {"dns:a.example dns:b.example", "'dns:b.example' is a second pattern"},
      {"dns:a.example,dns:b.example", "is no DNS name"}};
  for (const auto& [text, words] : cases) {
    const auto rule = ParseAllowRule(text, "allow:1");
    ASSERT_FALSE(rule.ok()) << text;
    EXPECT_THAT(std::string(rule.status().message()), HasSubstr(words)) << text;
  }
}

TEST(AllowRule, ThatIsHostileStaysOneShortLine) {
  const auto rule = ParseAllowRule("\x1b[2J" + std::string(5000, 'x') + "\r\ny", "allow:1");
  ASSERT_FALSE(rule.ok());
  const std::string message(rule.status().message());
  EXPECT_LT(message.size(), 1000U);
  EXPECT_EQ(message.find_first_of("\x1b\r\n"), std::string::npos);
}

}  // namespace
}  // namespace tls
