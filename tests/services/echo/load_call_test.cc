#include "services/echo/load_call.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "absl/synchronization/notification.h"
#include "services/echo/client_channel.h"
#include "tests/services/odd_echo_server.h"
#include "tests/services/serving.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

class LoadCallTest : public testing::Test {
 protected:
  void Serve(test::OddEchoServer::Answer answer) {
    server_ = std::make_unique<test::OddEchoServer>(leaf_, std::move(answer));
    ClientOptions options;
    options.target = test::ValueOf(ParseTarget(server_->target()));
    channel_ = MakeChannel(options, test::Unchecked(leaf_));
  }

  LoadCallEnd Call(const LoadOptions& load, bool cancelled = false) {
    const LoadMessage message(load);
    LoadCallEnd result;
    absl::Notification ended;
    LoadCall call(message, channel_, nullptr, [&](const LoadCallEnd& end) {
      result = end;
      ended.Notify();
    });
    if (cancelled) call.Cancel();
    ClientOptions options;
    options.timeout = test::kPatience;
    call.Start(options);
    ended.WaitForNotification();
    return result;
  }

  test::TestCa ca_;
  test::Credential leaf_ = ca_.Leaf();
  std::unique_ptr<test::OddEchoServer> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(LoadCallTest, TellsWhatItSentAndGot) {
  Serve([](int, v1::EchoResponse*) { return grpc::Status::OK; });
  const LoadCallEnd end = Call(LoadOptions());
  EXPECT_EQ(end.code, grpc::StatusCode::OK);
  EXPECT_FALSE(end.wrong_reply) << end.words;
  EXPECT_EQ(end.messages, 1);
  // A tag, a length, 64 bytes.
  EXPECT_EQ(end.bytes_sent, 66);
  EXPECT_EQ(end.bytes_received, 66);
  EXPECT_EQ(end.session_reused, std::nullopt);
}

TEST_F(LoadCallTest, CancelledBeforeItStartsItEndsAtOnce) {
  // The server would never answer.
  Serve([](int, v1::EchoResponse*) { return std::nullopt; });
  for (const LoadKind kind : {LoadKind::kUnary, LoadKind::kBidi}) {
    LoadOptions options;
    options.kind = kind;
    EXPECT_EQ(Call(options, /*cancelled=*/true).code, grpc::StatusCode::CANCELLED);
  }
}

TEST_F(LoadCallTest, FewerRepliesThanAskedForAreAWrongReply) {
  Serve(nullptr);
  LoadOptions options;
  options.kind = LoadKind::kServer;
  const LoadCallEnd end = Call(options);
  EXPECT_EQ(end.code, grpc::StatusCode::OK);
  EXPECT_TRUE(end.wrong_reply);
  EXPECT_EQ(end.words, "9 replies came of 10");
  EXPECT_EQ(end.messages, 9);
}

TEST_F(LoadCallTest, AStatusComesWithItsWordsAndIsNoWrongReply) {
  Serve([](int, v1::EchoResponse*) {
    return grpc::Status(grpc::StatusCode::INTERNAL, "something broke");
  });
  const LoadCallEnd end = Call(LoadOptions());
  EXPECT_EQ(end.code, grpc::StatusCode::INTERNAL);
  EXPECT_FALSE(end.wrong_reply);
  EXPECT_EQ(end.words, "something broke");
}

TEST_F(LoadCallTest, AMethodThatTheServerDoesNotHaveEndsUnimplemented) {
  Serve(nullptr);
  for (const LoadKind kind : {LoadKind::kClient, LoadKind::kBidi}) {
    LoadOptions options;
    options.kind = kind;
    EXPECT_EQ(Call(options).code, grpc::StatusCode::UNIMPLEMENTED);
  }
}

}  // namespace
}  // namespace echo
