#include "services/echo/echo_reply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "tests/services/serving.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using ::testing::HasSubstr;

TEST(EchoReplies, ThatCanNeverFitAreNotToBeAskedForAgain) {
  test::TestCa ca;
  const test::Credential leaf = ca.Leaf();
  ServerOptions options;
  options.listen = {{"127.0.0.1", 0}};
  options.limits.memory_quota_bytes = 32 << 20;
  const auto server = test::ValueOf(EchoServer::Start(options, test::Unchecked(leaf)));
  const auto stub =
      v1::EchoService::NewStub(test::ChannelTo(test::AddressOf(*server), test::Unchecked(leaf)));
  v1::EchoRequest request;
  request.mutable_options()->set_response_size(8 << 20);
  grpc::ClientContext context;
  test::SetDeadline(&context);
  v1::EchoResponse reply;
  const grpc::Status refused = stub->Echo(&context, request, &reply);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(refused.error_message(), HasSubstr("; ask for less"));
}

TEST(EchoReplies, HoldNoMoreMemoryThanTheServerGrantsAllOfThem) {
  test::TestCa ca;
  const test::Credential leaf = ca.Leaf();
  ServerOptions options;
  options.listen = {{"127.0.0.1", 0}};
  // Of the half that is for messages two replies of 8 MiB, each held twice, leave less than a
  // third.
  options.limits.memory_quota_bytes = 80 << 20;
  const auto server = test::ValueOf(EchoServer::Start(options, test::Unchecked(leaf)));
  const auto channel = test::ChannelTo(test::AddressOf(*server), test::Unchecked(leaf));
  const auto stub = v1::EchoService::NewStub(channel);
  v1::EchoRequest request;
  request.mutable_options()->set_response_size(8 << 20);
  request.mutable_options()->set_repetitions(2);
  const auto end_of = [&] {
    grpc::ClientContext context;
    test::SetDeadline(&context);
    const auto reader = stub->ServerStreamingEcho(&context, request);
    v1::EchoResponse reply;
    while (reader->Read(&reply)) continue;
    return reader->Finish();
  };
  {
    grpc::ClientContext contexts[2];
    std::vector<std::unique_ptr<grpc::ClientReader<v1::EchoResponse>>> unread;
    for (grpc::ClientContext& context : contexts) {
      test::SetDeadline(&context);
      unread.push_back(stub->ServerStreamingEcho(&context, request));
      unread.back()->WaitForInitialMetadata();
    }
    const grpc::Status refused = end_of();
    EXPECT_THAT(refused.error_message(), HasSubstr("call again later"));
    EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_THAT(refused.error_message(), HasSubstr("--memory-quota"));
    // Small ones go on.
    EXPECT_TRUE(test::CallEcho(channel).ok());
    for (grpc::ClientContext& context : contexts) context.TryCancel();
    for (const auto& reader : unread) reader->Finish();
  }
  // What they held is free again, as soon as the server knows of it. This client takes no reply of
  // that size, and says so.
  const absl::Time deadline = absl::Now() + test::kPatience;
  grpc::Status status = end_of();
  while (absl::StrContains(status.error_message(), "--memory-quota") && absl::Now() < deadline) {
    status = end_of();
  }
  EXPECT_THAT(status.error_message(), HasSubstr("larger than max"));
}

}  // namespace
}  // namespace echo
