#include "services/echo/spare_threads.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>

#include "services/echo/client_channel.h"
#include "services/echo/load_bottleneck.h"
#include "services/echo/processor_use.h"
#include "tests/services/odd_echo_server.h"
#include "tests/services/serving.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

class SpareThreadsTest : public testing::Test {
 protected:
  SpareThreadsTest() {
    ClientOptions options;
    options.target = test::ValueOf(ParseTarget(server_.target()));
    channel_ = MakeChannel(options, test::Unchecked(leaf_));
  }

  test::TestCa ca_;
  test::Credential leaf_ = ca_.Leaf();
  test::OddEchoServer server_{leaf_, [](int, v1::EchoResponse*) { return grpc::Status::OK; }};
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(SpareThreadsTest, HoldsAllThatCallsLeaveOverAndCallsGoOn) {
  const int threads = CallbackThreads(ConfiguredProcessors());
  {
    const SpareThreads spare(channel_, threads, 1);
    EXPECT_EQ(spare.held(), threads - 1);
    // This server needs a thread of this process as well.
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(test::CallEcho(channel_).ok());
  }
  EXPECT_TRUE(test::CallEcho(channel_).ok());
  EXPECT_EQ(server_.calls(), 4);
}

TEST_F(SpareThreadsTest, HoldsNoneThatCallsNeed) {
  const int threads = CallbackThreads(ConfiguredProcessors());
  const SpareThreads spare(channel_, threads, threads);
  EXPECT_EQ(spare.held(), 0);
}

TEST_F(SpareThreadsTest, LetsGoWhereThereAreFewerThreadsThanItWasTold) {
  const int threads = CallbackThreads(ConfiguredProcessors());
  const SpareThreads spare(channel_, threads + 1, 1);
  EXPECT_EQ(spare.held(), 0);
  EXPECT_TRUE(test::CallEcho(channel_).ok());
}

}  // namespace
}  // namespace echo
