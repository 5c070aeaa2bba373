// The calls of EchoService over TLS, as a client of another process would make them.
#include "services/echo/echo_calls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "certgen/version.h"
#include "tests/services/serving.h"

namespace echo {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

using Metadata = std::multimap<grpc::string_ref, grpc::string_ref>;

std::vector<std::pair<std::string, std::string>> ToPairs(const Metadata& metadata) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& [key, value] : metadata) {
    pairs.emplace_back(std::string(key.data(), key.size()),
                       std::string(value.data(), value.size()));
  }
  return pairs;
}

v1::EchoRequest Request(const std::string& message) {
  v1::EchoRequest request;
  request.set_message(message);
  return request;
}

absl::Duration Elapsed(const v1::EchoResponse& reply) {
  return absl::Seconds(reply.elapsed().seconds()) + absl::Nanoseconds(reply.elapsed().nanos());
}

class EchoCalls : public testing::Test {
 protected:
  EchoCalls() { test::SetDeadline(&context_); }

  test::TestCa ca_;
  const test::Credential leaf_ = ca_.Leaf();
  const std::unique_ptr<EchoServer> server_ = test::Serve(test::Unchecked(leaf_));
  const std::shared_ptr<grpc::Channel> channel_ =
      test::ChannelTo(test::AddressOf(*server_), test::Unchecked(leaf_));
  const std::unique_ptr<v1::EchoService::Stub> stub_ = v1::EchoService::NewStub(channel_);
  grpc::ClientContext context_;
  v1::EchoResponse reply_;
};

TEST_F(EchoCalls, TellWhatCameAndWhoAnswers) {
  context_.AddMetadata("x-tenant", "blue");
  context_.AddMetadata("x-bytes-bin", std::string("\0\xff", 2));
  const v1::EchoRequest request = Request("hi");
  ASSERT_TRUE(stub_->Echo(&context_, request, &reply_).ok());
  std::map<std::string, std::string> metadata;
  for (const auto& entry : reply_.request_metadata()) {
    metadata[entry.key()] = entry.has_binary() ? entry.binary() : entry.text();
  }
  EXPECT_EQ(metadata["x-tenant"], "blue");
  EXPECT_EQ(metadata["x-bytes-bin"], std::string("\0\xff", 2));
  EXPECT_THAT(reply_.peer(), HasSubstr("ipv4:127.0.0.1:"));
  EXPECT_EQ(reply_.authority(), test::AddressOf(*server_));
  EXPECT_EQ(reply_.server_version(), certgen::kVersion);
  EXPECT_EQ(reply_.server_certificate_serial(), leaf_.leaf.serial());
  EXPECT_EQ(reply_.server_certificate_not_after().seconds(),
            absl::ToUnixSeconds(leaf_.leaf.not_after()));
  EXPECT_GT(Elapsed(reply_), absl::ZeroDuration());
  EXPECT_EQ(reply_.request_count(), 1U);
  EXPECT_EQ(reply_.request_bytes(), request.ByteSizeLong());
}

TEST_F(EchoCalls, SendBackMetadataTrailersAndTheStatusThatWereAskedFor) {
  v1::EchoRequest request = Request("hi");
  v1::MetadataEntry* entry = request.mutable_options()->add_metadata();
  entry->set_key("x-initial");
  entry->set_text("1");
  for (const char* value : {"a", "b"}) {
    entry = request.mutable_options()->add_trailers();
    entry->set_key("x-last-bin");
    entry->set_binary(value);
  }
  request.mutable_options()->mutable_status()->set_code(8);
  request.mutable_options()->mutable_status()->set_message("full \xE2\x98\x83\n%");
  const grpc::Status status = stub_->Echo(&context_, request, &reply_);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(status.error_message(), "full \xE2\x98\x83\n%");
  EXPECT_THAT(ToPairs(context_.GetServerInitialMetadata()),
              testing::Contains(Pair("x-initial", "1")));
  EXPECT_THAT(ToPairs(context_.GetServerTrailingMetadata()),
              UnorderedElementsAre(Pair("x-last-bin", "a"), Pair("x-last-bin", "b")));
}

TEST_F(EchoCalls, AnswerAfterTheDelayAndNotBefore) {
  v1::EchoRequest request = Request("hi");
  request.mutable_options()->mutable_delay()->set_nanos(200'000'000);
  const absl::Time before = absl::Now();
  ASSERT_TRUE(stub_->Echo(&context_, request, &reply_).ok());
  EXPECT_GE(absl::Now() - before, absl::Milliseconds(200));
  EXPECT_GE(Elapsed(reply_), absl::Milliseconds(200));
}

TEST_F(EchoCalls, AreRefusedBeforeGrpcSeesWhatWouldEndTheProcess) {
  v1::EchoRequest request = Request("hi");
  request.mutable_options()->add_trailers()->set_key("not a key");
  const grpc::Status status = stub_->Echo(&context_, request, &reply_);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("options.trailers cannot be sent back"));
  EXPECT_TRUE(test::CallEcho(channel_).ok());
}

TEST_F(EchoCalls, HaveAReplyOfTheSizeThatWasAskedFor) {
  v1::EchoRequest request = Request("hi");
  request.set_payload("abc");
  request.mutable_options()->set_response_size(1 << 20);
  ASSERT_TRUE(stub_->Echo(&context_, request, &reply_).ok());
  EXPECT_EQ(reply_.payload(), std::string(1 << 20, '\0'));
}

TEST_F(EchoCalls, OfAStreamOfRepliesRepeatInTheIntervalAndThenEnd) {
  v1::EchoRequest request = Request("again");
  request.mutable_options()->set_repetitions(3);
  request.mutable_options()->mutable_interval()->set_nanos(50'000'000);
  request.mutable_options()->mutable_status()->set_code(5);
  const auto reader = stub_->ServerStreamingEcho(&context_, request);
  std::vector<v1::EchoResponse> replies;
  while (reader->Read(&reply_)) replies.push_back(reply_);
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::NOT_FOUND);
  ASSERT_EQ(replies.size(), 3U);
  for (const v1::EchoResponse& reply : replies) EXPECT_EQ(reply.message(), "again");
  EXPECT_GE(Elapsed(replies[2]), absl::Milliseconds(100));
  // Once is enough.
  EXPECT_FALSE(replies[0].peer().empty());
  EXPECT_TRUE(replies[1].peer().empty());
}

TEST_F(EchoCalls, OfAStreamOfRepliesCanHaveNone) {
  v1::EchoRequest request = Request("never");
  request.mutable_options()->set_repetitions(0);
  const auto reader = stub_->ServerStreamingEcho(&context_, request);
  EXPECT_FALSE(reader->Read(&reply_));
  EXPECT_TRUE(reader->Finish().ok());
}

TEST_F(EchoCalls, OfAStreamOfRequestsEndWithTheLastAndCountThemAll) {
  const auto writer = stub_->ClientStreamingEcho(&context_, &reply_);
  uint64_t bytes = 0;
  for (const char* message : {"a", "bb", "ccc"}) {
    ASSERT_TRUE(writer->Write(Request(message)));
    bytes += Request(message).ByteSizeLong();
  }
  ASSERT_TRUE(writer->WritesDone());
  ASSERT_TRUE(writer->Finish().ok());
  EXPECT_EQ(reply_.message(), "ccc");
  EXPECT_EQ(reply_.request_count(), 3U);
  EXPECT_EQ(reply_.request_bytes(), bytes);
}

TEST_F(EchoCalls, OfAStreamOfNoRequestsEndToo) {
  const auto writer = stub_->ClientStreamingEcho(&context_, &reply_);
  ASSERT_TRUE(writer->WritesDone());
  ASSERT_TRUE(writer->Finish().ok());
  EXPECT_EQ(reply_.request_count(), 0U);
}

TEST_F(EchoCalls, OfAStreamOfRequestsEndWithTheStatusThatOneAskedFor) {
  const auto writer = stub_->ClientStreamingEcho(&context_, &reply_);
  v1::EchoRequest request = Request("last");
  request.mutable_options()->mutable_status()->set_code(10);
  ASSERT_TRUE(writer->Write(request));
  EXPECT_EQ(writer->Finish().error_code(), grpc::StatusCode::ABORTED);
}

TEST_F(EchoCalls, OfTwoStreamsAnswerEachRequestInItsOwnWay) {
  const auto stream = stub_->BidirectionalStreamingEcho(&context_);
  ASSERT_TRUE(stream->Write(Request("one")));
  ASSERT_TRUE(stream->Read(&reply_));
  EXPECT_EQ(reply_.message(), "one");
  EXPECT_FALSE(reply_.peer().empty());
  v1::EchoRequest request = Request("two");
  request.mutable_options()->set_repetitions(2);
  ASSERT_TRUE(stream->Write(request));
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(stream->Read(&reply_));
    EXPECT_EQ(reply_.message(), "two");
    EXPECT_EQ(reply_.request_count(), 2U);
    EXPECT_TRUE(reply_.peer().empty());
  }
  ASSERT_TRUE(stream->WritesDone());
  EXPECT_FALSE(stream->Read(&reply_));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(EchoCalls, OfTwoStreamsTakeMetadataFromTheFirstRequestAlone) {
  const auto stream = stub_->BidirectionalStreamingEcho(&context_);
  v1::EchoRequest request = Request("one");
  v1::MetadataEntry* entry = request.mutable_options()->add_trailers();
  entry->set_key("x-a");
  entry->set_text("1");
  ASSERT_TRUE(stream->Write(request));
  ASSERT_TRUE(stream->Read(&reply_));
  ASSERT_TRUE(stream->Write(request));
  EXPECT_FALSE(stream->Read(&reply_));
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("options.trailers stands in a later request"));
  EXPECT_THAT(ToPairs(context_.GetServerTrailingMetadata()), ElementsAre(Pair("x-a", "1")));
}

// The server lets go of a cancelled call though its wait has minutes left: it drains at once.
TEST_F(EchoCalls, EndWhenTheyAreCancelledInAWait) {
  v1::EchoRequest request = Request("slow");
  request.mutable_options()->mutable_delay()->set_seconds(300);
  grpc::ClientContext contexts[3];
  for (grpc::ClientContext& context : contexts) test::SetDeadline(&context);
  std::future<grpc::Status> unary =
      std::async(std::launch::async, [&] { return stub_->Echo(&contexts[0], request, &reply_); });
  const auto reader = stub_->ServerStreamingEcho(&contexts[1], request);
  const auto stream = stub_->BidirectionalStreamingEcho(&contexts[2]);
  ASSERT_TRUE(stream->Write(request));
  const auto writer = stub_->ClientStreamingEcho(&context_, &reply_);
  ASSERT_TRUE(writer->Write(request));
  // Answered after those before it, so they have arrived.
  ASSERT_TRUE(test::CallEcho(channel_).ok());
  for (grpc::ClientContext& context : contexts) context.TryCancel();
  context_.TryCancel();
  EXPECT_EQ(unary.get().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_EQ(writer->Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(server_->Drain(absl::ZeroDuration(), absl::Minutes(4)));
}

TEST_F(EchoCalls, BothWaysKeepTheirOrderOverManyMessages) {
  constexpr int kMessages = 2000;
  const auto stream = stub_->BidirectionalStreamingEcho(&context_);
  std::future<bool> writes = std::async(std::launch::async, [&] {
    for (int i = 0; i < kMessages; ++i) {
      if (!stream->Write(Request(std::to_string(i)))) return false;
    }
    return stream->WritesDone();
  });
  int read = 0;
  while (stream->Read(&reply_)) EXPECT_EQ(reply_.message(), std::to_string(read++));
  EXPECT_TRUE(writes.get());
  EXPECT_EQ(read, kMessages);
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(reply_.request_count(), static_cast<uint64_t>(kMessages));
}

}  // namespace
}  // namespace echo
