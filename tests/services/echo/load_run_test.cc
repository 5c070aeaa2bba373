#include "services/echo/load_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"
#include "services/echo/client_channel.h"
#include "tests/services/odd_echo_server.h"
#include "tests/services/serving.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using testing::ElementsAre;
using testing::Pair;

class Load : public testing::Test {
 protected:
  void Serve(test::OddEchoServer::Answer answer) {
    server_ = std::make_unique<test::OddEchoServer>(leaf_, std::move(answer));
    client_.target = test::ValueOf(ParseTarget(server_->target()));
    client_.timeout = test::kPatience;
    client_.own_connection = true;
  }
  void ServeWell() {
    Serve([](int, v1::EchoResponse*) { return grpc::Status::OK; });
  }

  std::shared_ptr<grpc::Channel> Connect() { return MakeChannel(client_, test::Unchecked(leaf_)); }

  std::unique_ptr<LoadRun> Make(const LoadOptions& options) {
    std::vector<std::shared_ptr<grpc::Channel>> channels;
    channels.reserve(static_cast<size_t>(options.connections));
    for (int i = 0; i < options.connections; ++i) channels.push_back(Connect());
    return std::make_unique<LoadRun>(options, client_, std::move(channels),
                                     [this] { return Connect(); });
  }

  // An open loop of 100 calls a second, of which so many have come to wait for a free stream.
  std::unique_ptr<LoadRun> StartUntilWaiting(absl::Duration duration, int64_t waiting) {
    LoadOptions options;
    options.rate = 100;
    options.duration = duration;
    auto run = Make(options);
    run->Start();
    while (run->progress().waiting < waiting) {
      if (!run->WaitFor(absl::Milliseconds(1))) continue;
      ADD_FAILURE() << "it ended before";
      break;
    }
    return run;
  }

  LoadTally Run(const LoadOptions& options) {
    const auto run = Make(options);
    run->Start();
    EXPECT_TRUE(run->WaitFor(test::kPatience * 2));
    elapsed_ = run->elapsed();
    return run->TakeTally();
  }

  test::TestCa ca_;
  test::Credential leaf_ = ca_.Leaf();
  std::unique_ptr<test::OddEchoServer> server_;
  ClientOptions client_;
  absl::Duration elapsed_;
};

LoadOptions Count(int count, int connections = 1, int streams = 1) {
  LoadOptions options;
  options.count = count;
  options.connections = connections;
  options.streams = streams;
  return options;
}

TEST_F(Load, MakesAsManyCallsAsItIsToldAndNoMore) {
  ServeWell();
  const LoadTally tally = Run(Count(503, 3, 7));
  EXPECT_EQ(tally.good, 503);
  EXPECT_EQ(tally.errors, 0);
  EXPECT_EQ(tally.latency.count(), 503);
  EXPECT_EQ(tally.messages, 503);
  EXPECT_EQ(tally.bytes_sent, 503 * 66);
  EXPECT_EQ(server_->calls(), 503);
  EXPECT_EQ(server_->connections(), 3);
}

TEST_F(Load, FewerCallsThanStreamsAreFewerCalls) {
  ServeWell();
  EXPECT_EQ(Run(Count(2, 2, 5)).good, 2);
  EXPECT_EQ(server_->calls(), 2);
}

TEST_F(Load, AClosedLoopLastsAsLongAsItIsTold) {
  ServeWell();
  LoadOptions options;
  options.duration = absl::Milliseconds(300);
  const LoadTally tally = Run(options);
  EXPECT_GT(tally.good, 0);
  EXPECT_EQ(tally.errors, 0);
  EXPECT_GE(elapsed_, absl::Milliseconds(300));
  EXPECT_EQ(server_->calls(), tally.good);
}

TEST_F(Load, AnOpenLoopMakesRateTimesDurationCallsOverAllConnections) {
  ServeWell();
  LoadOptions options;
  options.rate = 200;
  options.duration = absl::Seconds(1);
  options.connections = 2;
  options.streams = 4;
  const LoadTally tally = Run(options);
  EXPECT_EQ(tally.good, 200);
  EXPECT_EQ(tally.errors, 0);
  EXPECT_GE(elapsed_, absl::Seconds(1));
  EXPECT_EQ(server_->calls(), 200);
  EXPECT_EQ(server_->connections(), 2);
}

TEST_F(Load, CallsThatWaitForAFreeStreamCountTheWait) {
  Serve([](int number, v1::EchoResponse*) {
    return number == 1 ? std::nullopt : std::optional(grpc::Status::OK);
  });
  const auto run = StartUntilWaiting(absl::Seconds(1), 50);
  server_->Release();
  ASSERT_TRUE(run->WaitFor(test::kPatience));
  const LoadTally tally = run->TakeTally();
  EXPECT_EQ(tally.good, 100);
  // Of the hundred, fifty waited for up to half a second.
  EXPECT_GE(tally.latency.Percentile(90), 300'000);
}

TEST_F(Load, CountsErrorsByStatus) {
  Serve([](int number, v1::EchoResponse*) {
    if (number % 10 == 3) return grpc::Status(grpc::StatusCode::INTERNAL, "broken");
    if (number % 10 == 7) return grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "");
    return grpc::Status::OK;
  });
  const LoadTally tally = Run(Count(100, 1, 4));
  EXPECT_EQ(tally.good, 80);
  EXPECT_EQ(tally.errors, 20);
  EXPECT_THAT(tally.errors_by_status,
              ElementsAre(Pair("INTERNAL", 10), Pair("RESOURCE_EXHAUSTED", 10)));
}

TEST_F(Load, AReplyOfAnotherSizeIsAnErrorOfItsOwn) {
  Serve([](int number, v1::EchoResponse* response) {
    if (number == 5) response->set_payload("short");
    return grpc::Status::OK;
  });
  const LoadTally tally = Run(Count(10));
  EXPECT_THAT(tally.errors_by_status, ElementsAre(Pair(kWrongReply, 1)));
  EXPECT_EQ(tally.first_error, "a reply has 5 bytes of payload, of 64 sent");
}

TEST_F(Load, TheTimeoutIsOfEachCall) {
  Serve([](int number, v1::EchoResponse*) {
    return number == 2 ? std::nullopt : std::optional(grpc::Status::OK);
  });
  client_.timeout = absl::Seconds(1);
  const LoadTally tally = Run(Count(4));
  EXPECT_EQ(tally.calls(), 4);
  EXPECT_EQ(tally.errors_by_status.count("DEADLINE_EXCEEDED"), 1U);
  EXPECT_GE(tally.latency.max(), 900'000);
}

TEST_F(Load, WhatCannotBeginWithinTheTimeoutAfterTheEndIsLostAndCounted) {
  Serve([](int, v1::EchoResponse*) { return std::nullopt; });
  client_.timeout = absl::Milliseconds(300);
  LoadOptions options;
  options.rate = 100;
  options.duration = absl::Milliseconds(500);
  const LoadTally tally = Run(options);
  EXPECT_EQ(tally.calls(), 50);
  EXPECT_GT(tally.errors_by_status.at(kNotStarted), 0);
  // None of them is missing where people look for a stall.
  EXPECT_EQ(tally.latency.count(), 50);
  EXPECT_GE(tally.latency.Percentile(50), 300'000);
}

TEST_F(Load, StoppedItLosesNothingThatWasDue) {
  Serve([](int number, v1::EchoResponse*) {
    return number == 1 ? std::nullopt : std::optional(grpc::Status::OK);
  });
  const auto run = StartUntilWaiting(absl::Hours(1), 30);
  run->Stop();
  server_->Release();
  ASSERT_TRUE(run->WaitFor(test::kPatience));
  EXPECT_TRUE(run->stopped());
  const LoadTally tally = run->TakeTally();
  EXPECT_GE(tally.good, 31);
  EXPECT_EQ(tally.errors, 0);
  EXPECT_GE(tally.latency.Percentile(90), 200'000);
}

TEST_F(Load, CancelledItCountsWhatWaitedAsNotStarted) {
  Serve([](int, v1::EchoResponse*) { return std::nullopt; });
  const auto run = StartUntilWaiting(absl::Hours(1), 30);
  run->Cancel();
  ASSERT_TRUE(run->WaitFor(test::kPatience / 2));
  const LoadTally tally = run->TakeTally();
  EXPECT_EQ(tally.errors_by_status.at("CANCELLED"), 1);
  EXPECT_GE(tally.errors_by_status.at(kNotStarted), 30);
}

TEST_F(Load, StoppedItEndsWithTheCallsInFlight) {
  ServeWell();
  LoadOptions options = Count(1'000'000'000, 1, 3);
  const auto run = Make(options);
  run->Start();
  EXPECT_FALSE(run->WaitFor(absl::Milliseconds(100)));
  run->Stop();
  EXPECT_TRUE(run->WaitFor(test::kPatience));
  const LoadTally tally = run->TakeTally();
  EXPECT_EQ(tally.errors, 0);
  EXPECT_EQ(server_->calls(), tally.good);
}

TEST_F(Load, CancelledItWaitsForNoAnswer) {
  absl::Notification called;
  Serve([&](int number, v1::EchoResponse*) {
    if (number == 1) called.Notify();
    return std::nullopt;
  });
  const auto run = Make(Count(5));
  run->Start();
  ASSERT_TRUE(called.WaitForNotificationWithTimeout(test::kPatience));
  run->Cancel();
  EXPECT_TRUE(run->WaitFor(test::kPatience / 2));
  EXPECT_THAT(run->TakeTally().errors_by_status, ElementsAre(Pair("CANCELLED", 1)));
}

TEST_F(Load, EachCallHasAConnectionOfItsOwnIfItIsToBeSo) {
  ServeWell();
  LoadOptions options = Count(12, 1, 2);
  options.new_connections = true;
  const LoadTally tally = Run(options);
  EXPECT_EQ(tally.good, 12);
  EXPECT_EQ(server_->connections(), 12);
  EXPECT_EQ(tally.handshakes_full, 12);
  EXPECT_EQ(tally.handshakes_resumed, 0);
}

TEST_F(Load, NewConnectionsResumeSessionsWhereThereIsACache) {
  ServeWell();
  client_.session_cache = std::make_shared<tls::SessionCache>();
  LoadOptions options = Count(12);
  options.new_connections = true;
  const LoadTally tally = Run(options);
  EXPECT_EQ(tally.good, 12);
  EXPECT_EQ(server_->connections(), 12);
  EXPECT_GE(tally.handshakes_full, 1);
  EXPECT_GT(tally.handshakes_resumed, 0);
  EXPECT_EQ(tally.handshakes_full + tally.handshakes_resumed, 12);
}

}  // namespace
}  // namespace echo
