#include "services/tls/caller_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tls {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(RuleForms, AreWhatARuleWouldSayUrisFirst) {
  EXPECT_THAT(
      RuleForms({.dns = {"a.example"}, .uri = {"spiffe://example.org/a"}, .ip = {"192.0.2.1"}}),
      ElementsAre("uri:spiffe://example.org/a", "dns:a.example", "ip:192.0.2.1"));
  EXPECT_THAT(RuleForms({}), IsEmpty());
}

TEST(RuleForms, AreFewAndShortHoweverManyNamesThereAre) {
  CallerNames names;
  names.dns.assign(1000, std::string(10000, 'x'));
  const std::vector<std::string> forms = RuleForms(names);
  ASSERT_THAT(forms, SizeIs(8));
  for (const std::string& form : forms) EXPECT_THAT(form, SizeIs(4 + 300 + 3));
}

}  // namespace
}  // namespace tls
