#include "services/echo/load_connect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/echo/client_channel.h"
#include "tests/services/serving.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using testing::Optional;

ClientOptions Within(absl::Duration timeout) {
  ClientOptions options;
  options.timeout = timeout;
  return options;
}

class ConnectAllTest : public testing::Test {
 protected:
  ConnectAllTest() { test::GrpcLog::Get(); }

  std::shared_ptr<grpc::Channel> Channel(const std::string& target) {
    ClientOptions options;
    options.target = test::ValueOf(ParseTarget(target));
    options.own_connection = true;
    return MakeChannel(options, test::Unchecked(leaf_));
  }

  test::TestCa ca_;
  test::Credential leaf_ = ca_.Leaf();
};

TEST_F(ConnectAllTest, ConnectsMoreThanItDoesAtOnce) {
  const auto server = test::Serve(test::Unchecked(leaf_));
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  channels.reserve(40);
  for (int i = 0; i < 40; ++i) channels.push_back(Channel(test::AddressOf(*server)));
  const ConnectOutcome outcome = ConnectAll(channels, Within(test::kPatience), nullptr);
  EXPECT_EQ(outcome.failed, std::nullopt);
  EXPECT_EQ(outcome.times.count(), 40);
  for (const auto& channel : channels) EXPECT_EQ(channel->GetState(false), GRPC_CHANNEL_READY);
}

TEST_F(ConnectAllTest, NamesTheOneThatFails) {
  const auto server = test::Serve(test::Unchecked(leaf_));
  const test::RawSocket nobody("127.0.0.1", test::RawSocket::kOnlyBound);
  const ConnectOutcome outcome = ConnectAll(
      {Channel(test::AddressOf(*server)), Channel("127.0.0.1:" + std::to_string(nobody.port()))},
      Within(test::kPatience), nullptr);
  EXPECT_THAT(outcome.failed, Optional(1U));
}

TEST_F(ConnectAllTest, AServerThatSaysNothingFailsWhenTheTimeIsOver) {
  const test::RawSocket silent;
  const ConnectOutcome outcome = ConnectAll({Channel("127.0.0.1:" + std::to_string(silent.port()))},
                                            Within(absl::Milliseconds(300)), nullptr);
  EXPECT_THAT(outcome.failed, Optional(0U));
  EXPECT_EQ(outcome.times.count(), 0);
}

TEST_F(ConnectAllTest, ToWaitForReadyAFailedAttemptIsNone) {
  auto server = test::Serve(test::Unchecked(leaf_));
  const std::string address = test::AddressOf(*server);
  server.reset();
  ClientOptions options = Within(absl::Milliseconds(300));
  options.wait_for_ready = true;
  const ConnectOutcome outcome = ConnectAll({Channel(address)}, options, nullptr);
  EXPECT_THAT(outcome.failed, Optional(0U));
  EXPECT_TRUE(outcome.timed_out);
  options.wait_for_ready = false;
  EXPECT_FALSE(ConnectAll({Channel(address)}, options, nullptr).timed_out);
}

TEST_F(ConnectAllTest, EndsWhenItIsGivenUp) {
  const test::RawSocket silent;
  absl::Notification given_up;
  given_up.Notify();
  const ConnectOutcome outcome = ConnectAll({Channel("127.0.0.1:" + std::to_string(silent.port()))},
                                            Within(absl::Hours(1)), &given_up);
  EXPECT_EQ(outcome.failed, std::nullopt);
  EXPECT_EQ(outcome.times.count(), 0);
}

}  // namespace
}  // namespace echo
