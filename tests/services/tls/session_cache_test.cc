#include "services/tls/session_cache.h"

#include <grpc/grpc_security_constants.h>
#include <gtest/gtest.h>

#include "services/echo/client_channel.h"
#include "tests/services/serving.h"

namespace tls {
namespace {

// "true" or "false" of a connection that is made for one call.
std::string Reused(const echo::ClientOptions& options, const test::Credential& credential) {
  const auto channel = echo::MakeChannel(options, test::Unchecked(credential));
  grpc::ClientContext context;
  test::SetDeadline(&context);
  echo::v1::EchoResponse response;
  const grpc::Status status =
      echo::v1::EchoService::NewStub(channel)->Echo(&context, echo::v1::EchoRequest(), &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  const auto values = context.auth_context()->FindPropertyValues(GRPC_SSL_SESSION_REUSED_PROPERTY);
  return values.empty() ? "" : std::string(values[0].data(), values[0].size());
}

TEST(SessionCache, LaterConnectionsResumeWhatEarlierOnesLeft) {
  const test::TestCa ca;
  const test::Credential leaf = ca.Leaf();
  const auto server = test::Serve(test::Unchecked(leaf));
  echo::ClientOptions options = test::OptionsFor(*server);
  options.own_connection = true;
  EXPECT_EQ(Reused(options, leaf), "false");
  EXPECT_EQ(Reused(options, leaf), "false");
  options.session_cache = std::make_shared<SessionCache>();
  EXPECT_EQ(Reused(options, leaf), "false");
  EXPECT_EQ(Reused(options, leaf), "true");
  // Another cache knows nothing of it.
  options.session_cache = std::make_shared<SessionCache>();
  EXPECT_EQ(Reused(options, leaf), "false");
}

}  // namespace
}  // namespace tls
