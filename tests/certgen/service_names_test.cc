#include "certgen/service_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using ::test::IsOk;
using ::test::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(ServiceNamesTest, AreTheFormsOfTheClustersDnsAndThePodsOfAHeadlessService) {
  const auto names = ServiceNames("echo", "prod");
  ASSERT_THAT(names, IsOk());
  EXPECT_EQ(ToString(*names),
            "DNS:echo, DNS:echo.prod, DNS:echo.prod.svc, DNS:echo.prod.svc.cluster.local, "
            "DNS:*.echo.prod.svc.cluster.local");
}

TEST(ServiceNamesTest, AreWhatClientsInTheClusterCall) {
  const auto names = ServiceNames("echo", "prod");
  ASSERT_THAT(names, IsOk());
  const auto matches = [&names](const std::string& host) {
    return std::any_of(names->begin(), names->end(),
                       [&host](const SubjectAltName& name) { return MatchesHost(name, host); });
  };
  for (const char* host : {"echo", "echo.prod", "echo.prod.svc", "echo.prod.svc.cluster.local",
                           "echo.prod.svc.cluster.local.", "pod-0.echo.prod.svc.cluster.local",
                           "10-1-2-3.echo.prod.svc.cluster.local"}) {
    EXPECT_TRUE(matches(host)) << host;
  }
  for (const char* host : {"other", "echo.test", "prod", "echo.prod.svc.example.com",
                           "a.b.echo.prod.svc.cluster.local", "prod.svc.cluster.local"}) {
    EXPECT_FALSE(matches(host)) << host;
  }
}

TEST(ServiceNamesTest, TheLongestFitACertificateAndTheFirstACommonName) {
  const std::string longest(63, 'x');
  const auto names = ServiceNames(longest, longest);
  ASSERT_THAT(names, IsOk());
  ASSERT_EQ(names->size(), 5U);
  EXPECT_LE(names->front().value.size(), 64U);
  for (const SubjectAltName& name : *names) EXPECT_THAT(DnsName(name.value), IsOk());
}

TEST(ServiceNamesTest, RefusesWhatIsNoLabelByItsFlag) {
  EXPECT_THAT(ServiceNames("Echo", "prod"), StatusIs(kInvalid, StartsWith("--service 'Echo' ")));
  EXPECT_THAT(ServiceNames(std::string(64, 'x'), "prod"),
              StatusIs(kInvalid, HasSubstr("has 64 characters")));
  EXPECT_THAT(ServiceNames("echo", "a.b"), StatusIs(kInvalid, StartsWith("--namespace 'a.b' ")));
  EXPECT_THAT(ServiceNames("*", "prod"), StatusIs(kInvalid, StartsWith("--service '*' ")));
}

TEST(ServiceNamesTest, RefusesANameThatClientsWouldReadAsAnAddress) {
  EXPECT_THAT(ServiceNames("7", "prod"), StatusIs(kInvalid, HasSubstr("DNS name '7' ends in")));
  EXPECT_THAT(ServiceNames("echo", "7"),
              StatusIs(kInvalid, AllOf(StartsWith("--service 'echo' --namespace '7': "),
                                       HasSubstr("DNS name 'echo.7' ends in a number"),
                                       HasSubstr("; give the names"),
                                       HasSubstr("--dns echo.7.svc.cluster.local"))));
}

}  // namespace
}  // namespace certgen
