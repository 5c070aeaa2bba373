#include "services/echo/echo_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace echo {
namespace {

using ::testing::HasSubstr;

constexpr CallKind kOneReply = {.streams_replies = false};
constexpr CallKind kManyReplies = {.streams_replies = true};

void ExpectRefused(const v1::EchoOptions& options, const CallKind& kind, const std::string& words) {
  const grpc::Status status = CheckOptions(options, kind);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << words;
  EXPECT_THAT(status.error_message(), HasSubstr(words));
}

v1::EchoOptions WithDelay(int64_t seconds, int32_t nanos = 0) {
  v1::EchoOptions options;
  options.mutable_delay()->set_seconds(seconds);
  options.mutable_delay()->set_nanos(nanos);
  return options;
}

v1::EchoOptions WithRepetitions(uint32_t number) {
  v1::EchoOptions options;
  options.set_repetitions(number);
  return options;
}

TEST(EchoOptions, OfARequestThatAsksForNothingAreTaken) {
  const v1::EchoOptions options;
  EXPECT_TRUE(CheckOptions(options, kOneReply).ok());
  EXPECT_EQ(DelayOf(options), absl::ZeroDuration());
  EXPECT_EQ(RepetitionsOf(options), 1U);
  EXPECT_TRUE(StatusOf(options).ok());
}

TEST(EchoOptions, AreTakenUpToEachLimitAndRefusedBeyondIt) {
  EXPECT_TRUE(CheckOptions(WithDelay(300), kOneReply).ok());
  ExpectRefused(WithDelay(300, 1), kOneReply,
                "options.delay is 5m0.000000001s; it can be 0s to 5m");
  ExpectRefused(WithDelay(-1), kOneReply, "options.delay is -1s");
  ExpectRefused(WithDelay(std::numeric_limits<int64_t>::max()), kOneReply, "options.delay");
  v1::EchoOptions options;
  options.mutable_interval()->set_seconds(301);
  ExpectRefused(options, kManyReplies, "options.interval is 5m1s");
  EXPECT_TRUE(CheckOptions(WithRepetitions(1'000'000), kManyReplies).ok());
  ExpectRefused(WithRepetitions(1'000'001), kManyReplies, "the limit is 1000000");
  options.Clear();
  options.set_response_size(8 << 20);
  EXPECT_TRUE(CheckOptions(options, kOneReply).ok());
  options.set_response_size((8 << 20) + 1);
  ExpectRefused(options, kOneReply, "options.response_size is 8388609 bytes");
}

TEST(EchoOptions, HaveOneReplyWhereTheCallHas) {
  EXPECT_TRUE(CheckOptions(WithRepetitions(1), kOneReply).ok());
  ExpectRefused(WithRepetitions(0), kOneReply, "this call has one reply");
  ExpectRefused(WithRepetitions(2), kOneReply, "this call has one reply");
  EXPECT_TRUE(CheckOptions(WithRepetitions(0), kManyReplies).ok());
}

TEST(EchoOptions, TakeEveryStatusOfGrpcAndNoOther) {
  v1::EchoOptions options;
  for (uint32_t code = 0; code <= 16; ++code) {
    options.mutable_status()->set_code(code);
    EXPECT_TRUE(CheckOptions(options, kOneReply).ok()) << code;
    EXPECT_EQ(StatusOf(options).error_code(), static_cast<grpc::StatusCode>(code));
  }
  options.mutable_status()->set_code(17);
  ExpectRefused(options, kOneReply, "options.status.code is 17");
  options.mutable_status()->set_code(5);
  options.mutable_status()->set_message(std::string(1024, 'x'));
  EXPECT_TRUE(CheckOptions(options, kOneReply).ok());
  options.mutable_status()->set_message(std::string(1025, 'x'));
  ExpectRefused(options, kOneReply, "options.status.message has 1025 bytes");
  // As it travels, all but printable ASCII takes three bytes for one.
  options.mutable_status()->set_message(std::string(341, '%'));
  EXPECT_TRUE(CheckOptions(options, kOneReply).ok());
  options.mutable_status()->set_message(std::string(342, '\n'));
  ExpectRefused(options, kOneReply, "options.status.message has 1026 bytes as gRPC sends it");
}

TEST(EchoOptions, AskForMetadataThatGrpcCanBeGivenInTheFirstRequestAlone) {
  v1::EchoOptions options;
  v1::MetadataEntry* entry = options.add_trailers();
  entry->set_key("x-a");
  entry->set_text("1");
  EXPECT_TRUE(CheckOptions(options, kOneReply).ok());
  ExpectRefused(options, {.streams_replies = true, .first_request = false},
                "options.trailers stands in a later request");
  entry->set_key("grpc-status");
  ExpectRefused(options, kOneReply,
                "options.trailers cannot be sent back: key 'grpc-status' is gRPC's own");
  options.clear_trailers();
  options.add_metadata()->set_key("Bad");
  ExpectRefused(options, kOneReply, "options.metadata cannot be sent back: key 'Bad'");
}

}  // namespace
}  // namespace echo
