#include "services/tls/allow_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/testing/status_matchers.h"

namespace tls {
namespace {

AllowRules Of(const std::vector<std::string>& texts) {
  std::vector<AllowRule> rules;
  rules.reserve(texts.size());
  for (const std::string& text : texts) {
    rules.push_back(test::ValueOf(ParseAllowRule(text, absl::StrCat("allow:", rules.size() + 1))));
  }
  return AllowRules(std::move(rules));
}

std::string PlaceOf(const AllowRules& rules, const CallerNames& names, const std::string& method) {
  const AllowRule* const rule = rules.Find(names, method);
  return rule == nullptr ? "none" : rule->place;
}

TEST(AllowRules, TheFirstThatFitsIsTheOneWhetherItNamesOneCallerOrMany) {
  const AllowRules rules = Of({"dns:a.example /a.B/C", "dns:*.example /a.B/*", "dns:a.example",
                               "anyone /a.B/Open", "uri:spiffe://example.org/a", "ip:2001:db8::1"});
  EXPECT_EQ(PlaceOf(rules, {.dns = {"a.example"}}, "/a.B/C"), "allow:1");
  EXPECT_EQ(PlaceOf(rules, {.dns = {"b.example", "A.Example"}}, "/a.B/C"), "allow:1");
  EXPECT_EQ(PlaceOf(rules, {.dns = {"a.example"}}, "/a.B/D"), "allow:2");
  EXPECT_EQ(PlaceOf(rules, {.dns = {"a.example"}}, "/d.E/F"), "allow:3");
  EXPECT_EQ(PlaceOf(rules, {}, "/a.B/Open"), "allow:4");
  EXPECT_EQ(PlaceOf(rules, {.uri = {"spiffe://example.org/a"}}, "/a.B/Open"), "allow:4");
  EXPECT_EQ(PlaceOf(rules, {.uri = {"spiffe://example.org/a"}}, "/a.B/C"), "allow:5");
  EXPECT_EQ(PlaceOf(rules, {.ip = {"2001:db8:0::1"}}, "/a.B/C"), "allow:6");
}

TEST(AllowRules, WithoutOneThatFitsThereIsNone) {
  const AllowRules rules = Of({"dns:a.example /a.B/C", "uri:spiffe://example.org/*"});
  EXPECT_EQ(PlaceOf(rules, {.dns = {"a.example"}}, "/a.B/D"), "none");
  EXPECT_EQ(PlaceOf(rules, {.dns = {"spiffe://example.org/a"}}, "/a.B/C"), "none");
  EXPECT_EQ(PlaceOf(rules, {.uri = {"a.example"}}, "/a.B/C"), "none");
  EXPECT_EQ(PlaceOf(rules, {}, "/a.B/C"), "none");
  EXPECT_EQ(PlaceOf(Of({}), {.dns = {"a.example"}}, "/a.B/C"), "none");
}

TEST(AllowRules, GiveWhatEachRuleByItselfWouldGive) {
  const std::vector<std::string> texts = {"dns:a.example",        "dns:*.example /a.B/C",
                                          "uri:spiffe://e.org/a", "uri:spiffe://e.org/* /a.B/*",
                                          "ip:192.0.2.1 /a.B/C",  "anyone /a.B/Open"};
  const std::vector<CallerNames> callers = {{},
                                            {.dns = {"a.example"}},
                                            {.dns = {"b.example", "c"}},
                                            {.uri = {"spiffe://e.org/a"}},
                                            {.uri = {"spiffe://e.org/b"}},
                                            {.ip = {"192.0.2.1"}},
                                            {.dns = {"A.example"}, .ip = {"192.0.2.1"}}};
  const AllowRules rules = Of(texts);
  for (const CallerNames& caller : callers) {
    for (const char* method : {"/a.B/C", "/a.B/Open", "/d.E/F", ""}) {
      std::string expected = "none";
      for (const AllowRule& rule : rules.rules()) {
        if (expected == "none" && rule.Matches(caller, method)) expected = rule.place;
      }
      EXPECT_EQ(PlaceOf(rules, caller, method), expected) << method;
    }
  }
}

}  // namespace
}  // namespace tls
