#include "services/echo/load_message.h"

#include <echo/v1/echo.pb.h>
#include <gmock/gmock.h>
#include <grpcpp/support/slice.h>
#include <gtest/gtest.h>

#include <vector>

namespace echo {
namespace {

using testing::Optional;

// In slices of `size`, as a network cuts them.
grpc::ByteBuffer Buffer(const std::string& bytes, size_t size) {
  std::vector<grpc::Slice> slices;
  for (size_t at = 0; at < bytes.size(); at += size) slices.emplace_back(bytes.substr(at, size));
  return {slices.data(), slices.size()};
}

std::optional<size_t> SizeOf(const std::string& bytes, size_t slice = 1000) {
  grpc::ByteBuffer buffer = Buffer(bytes, slice);
  return PayloadSizeOf(&buffer);
}

v1::EchoRequest RequestOf(LoadKind kind, size_t payload_size, int messages) {
  LoadOptions options;
  options.kind = kind;
  options.payload_size = payload_size;
  options.messages = messages;
  const LoadMessage message(options);
  std::vector<grpc::Slice> slices;
  EXPECT_TRUE(message.request.Dump(&slices).ok());
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  v1::EchoRequest request;
  EXPECT_TRUE(request.ParseFromString(bytes));
  return request;
}

TEST(LoadMessage, AsksForTheRepliesThatItWants) {
  EXPECT_EQ(RequestOf(LoadKind::kUnary, 5, 10).payload().size(), 5U);
  EXPECT_FALSE(RequestOf(LoadKind::kUnary, 5, 10).has_options());
  EXPECT_FALSE(RequestOf(LoadKind::kClient, 5, 10).has_options());
  EXPECT_FALSE(RequestOf(LoadKind::kBidi, 5, 10).has_options());
  EXPECT_EQ(RequestOf(LoadKind::kServer, 70'000, 12).options().repetitions(), 12U);
  EXPECT_EQ(RequestOf(LoadKind::kServer, 70'000, 12).payload().size(), 70'000U);
}

TEST(LoadMessage, CountsRequestsAndRepliesByKind) {
  const auto numbers = [](LoadKind kind) {
    LoadOptions options;
    options.kind = kind;
    options.messages = 7;
    const LoadMessage message(options);
    return std::pair(message.requests, message.replies);
  };
  EXPECT_EQ(numbers(LoadKind::kUnary), std::pair(1, 1));
  EXPECT_EQ(numbers(LoadKind::kServer), std::pair(1, 7));
  EXPECT_EQ(numbers(LoadKind::kClient), std::pair(7, 1));
  EXPECT_EQ(numbers(LoadKind::kBidi), std::pair(7, 7));
}

TEST(PayloadSizeOf, IsThatOfTheReplyHoweverItIsCut) {
  for (const size_t size : {size_t{0}, size_t{1}, size_t{64}, size_t{127}, size_t{70'000}}) {
    v1::EchoResponse response;
    response.set_message("hello");
    response.set_payload(std::string(size, 'x'));
    response.set_server_name("echo-0");
    for (const size_t slice : {size_t{1}, size_t{3}, size_t{1'000'000}}) {
      EXPECT_THAT(SizeOf(response.SerializeAsString(), slice), Optional(size));
    }
  }
  EXPECT_THAT(SizeOf(""), Optional(0U));
}

TEST(PayloadSizeOf, WhatIsNoReplyHasNone) {
  EXPECT_EQ(SizeOf("\xff\xff\xff\xff\xff\xff\xff"), std::nullopt);
  // A message of 5 bytes that ends after 2; a payload longer than all there is; one that is a
  // number.
  EXPECT_EQ(SizeOf("\x0a\x05hi"), std::nullopt);
  EXPECT_EQ(SizeOf("\x12\x7fhi"), std::nullopt);
  EXPECT_EQ(SizeOf("\x10\x05"), std::nullopt);
}

}  // namespace
}  // namespace echo
