#include "services/echo/call_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "services/echo/call_report.h"
#include "tests/services/serving.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

constexpr char kBidi[] = "/echo.v1.EchoService/BidirectionalStreamingEcho";
constexpr char kServer[] = "/echo.v1.EchoService/ServerStreamingEcho";
constexpr char kClient[] = "/echo.v1.EchoService/ClientStreamingEcho";

using EchoStream = CallStream<v1::EchoRequest, v1::EchoResponse>;

class CallStreamTest : public testing::Test {
 protected:
  std::unique_ptr<EchoStream> Begin(const char* method) {
    return std::make_unique<EchoStream>(client_.channel(), method, options_, [this] {
      const std::lock_guard lock(mutex_);
      woken_ = true;
      wake_.notify_one();
    });
  }
  // Whether `question` is answered by true before the time is over.
  template <typename Question>
  bool Within(absl::Duration time, Question question) {
    while (!question()) {
      std::unique_lock lock(mutex_);
      if (!wake_.wait_for(lock, absl::ToChronoMilliseconds(time), [this] { return woken_; })) {
        return false;
      }
      woken_ = false;
    }
    return true;
  }
  template <typename Question>
  void Until(Question question) {
    ASSERT_TRUE(Within(test::kPatience, question));
  }
  std::string NextReply(EchoStream* stream) {
    std::optional<v1::EchoResponse> reply;
    Until([&] { return (reply = stream->TakeReply()).has_value() || stream->outcome(); });
    return reply ? reply->message() : "(ended)";
  }
  void Send(const std::string& message, EchoStream* stream) {
    Until([&] { return stream->CanWrite(); });
    v1::EchoRequest request;
    request.set_message(message);
    stream->Write(request);
  }
  void EndWrites(EchoStream* stream) {
    Until([&] { return stream->CanWrite(); });
    stream->EndWrites();
  }

  test::TestCa ca_;
  test::Credential leaf_ = ca_.Leaf();
  std::unique_ptr<EchoServer> server_ = test::Serve(test::Unchecked(leaf_));
  ClientOptions options_ = test::OptionsFor(*server_);
  EchoClient client_ = {options_, test::Unchecked(leaf_)};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool woken_ = false;
};

TEST_F(CallStreamTest, TakesEachReplyAsItComes) {
  const auto stream = Begin(kBidi);
  for (const char* message : {"one", "two", "three"}) {
    Send(message, stream.get());
    EXPECT_EQ(NextReply(stream.get()), message);
  }
  EndWrites(stream.get());
  EXPECT_EQ(NextReply(stream.get()), "(ended)");
  const CallOutcome& outcome = *stream->outcome();
  EXPECT_TRUE(outcome.status.ok()) << outcome.status.error_message();
  EXPECT_TRUE(outcome.connected);
  EXPECT_TRUE(outcome.answered);
  EXPECT_TRUE(outcome.server_certificate);
  EXPECT_GE(*outcome.times.first_byte, outcome.times.begun);
  EXPECT_LE(*outcome.times.first_byte, outcome.times.ended);
}

TEST_F(CallStreamTest, CallsMethodsOfAllKinds) {
  const auto one = Begin(kServer);
  Send("hi", one.get());
  EndWrites(one.get());
  EXPECT_EQ(NextReply(one.get()), "hi");
  EXPECT_EQ(NextReply(one.get()), "(ended)");
  EXPECT_TRUE(one->outcome()->status.ok()) << one->outcome()->status.error_message();

  const auto many = Begin(kClient);
  Send("first", many.get());
  Send("last", many.get());
  EndWrites(many.get());
  EXPECT_EQ(NextReply(many.get()), "last");
  EXPECT_EQ(NextReply(many.get()), "(ended)");
  EXPECT_TRUE(many->outcome()->status.ok()) << many->outcome()->status.error_message();
}

TEST_F(CallStreamTest, HoldsOneRequestUntilTheServerTakesIt) {
  const auto stream = Begin(kBidi);
  // Nobody takes the replies: once they fill the window, the server reads no more.
  const std::string large(1 << 20, 'x');
  int sent = 0;
  bool full = false;
  while (!full && sent < 1000) {
    Send(large, stream.get());
    ++sent;
    full = !Within(absl::Milliseconds(500), [&] { return stream->CanWrite(); });
  }
  EXPECT_TRUE(full);
  EXPECT_FALSE(stream->CanWrite());
  // Replies that are taken let it go on.
  for (int i = 0; i < sent; ++i) EXPECT_EQ(NextReply(stream.get()).size(), large.size());
  Until([&] { return stream->CanWrite(); });
}

TEST_F(CallStreamTest, EndsWhenItIsCancelledOrDestroyed) {
  const auto stream = Begin(kBidi);
  Send("one", stream.get());
  EXPECT_EQ(NextReply(stream.get()), "one");
  stream->Cancel();
  EXPECT_EQ(NextReply(stream.get()), "(ended)");
  EXPECT_EQ(stream->outcome()->status.error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_FALSE(stream->CanWrite());
  // With a request on its way, and a reply that nobody took.
  const auto left = Begin(kBidi);
  Send("one", left.get());
}

TEST_F(CallStreamTest, TellsALostConnectionFromNone) {
  const auto stream = Begin(kBidi);
  Send("one", stream.get());
  EXPECT_EQ(NextReply(stream.get()), "one");
  server_.reset();
  EXPECT_EQ(NextReply(stream.get()), "(ended)");
  const auto late = Begin(kBidi);
  EXPECT_EQ(NextReply(late.get()), "(ended)");
  EXPECT_FALSE(late->outcome()->answered);
  EXPECT_TRUE(FoundNoConnection(*late->outcome()));
  EXPECT_FALSE(FoundNoConnection(*stream->outcome()));
}

}  // namespace
}  // namespace echo
