#include "services/tls/connection_verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tls {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Code = certgen::FindingCode;

TEST(ConnectionVerdictTest, EachWayNotToConnectHasItsCode) {
  const std::pair<absl::Status, Code> cases[] = {
      {absl::UnavailableError("refused"), Code::kConnectionRefused},
      {absl::AbortedError("reset"), Code::kPeerConnectionClosed},
      {absl::DeadlineExceededError("late"), Code::kConnectionTimeout},
      {absl::NotFoundError("no route"), Code::kNetworkUnreachable}};
  for (const auto& [status, code] : cases) {
    const Verdict verdict = AboutTcp(status, "10.0.0.7:1");
    EXPECT_EQ(verdict.code, code);
    EXPECT_EQ(verdict.exit_code, certgen::kExitNetwork);
    EXPECT_THAT(verdict.cause, HasSubstr("10.0.0.7:1"));
    EXPECT_THAT(verdict.cure, HasSubstr("--target"));
  }
}

TEST(ConnectionVerdictTest, AProxysPasswordIsNotSaid) {
  const HttpProxy proxy = {"proxy.test", 3128, "me:secret", "https_proxy", ""};
  const Verdict verdict = AboutProxy(proxy, "it answers 407");
  EXPECT_EQ(verdict.code, Code::kProxyFailed);
  EXPECT_THAT(verdict.cause, HasSubstr("proxy.test:3128, which https_proxy names"));
  EXPECT_THAT(verdict.cause, Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace tls
