#include "services/tls/name_resolution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/clock.h"

namespace tls {
namespace {

Patience Soon() { return {absl::Now() + absl::Seconds(20)}; }

TEST(NameResolutionTest, AnAddressStandsForItself) {
  const auto v4 = ResolveName("127.0.0.1", 50051, Soon());
  ASSERT_TRUE(v4.ok());
  ASSERT_EQ(v4->size(), 1U);
  EXPECT_EQ(v4->front().text, "127.0.0.1:50051");
  const auto v6 = ResolveName("::1", 443, Soon());
  ASSERT_TRUE(v6.ok());
  EXPECT_EQ(v6->front().text, "[::1]:443");
}

TEST(NameResolutionTest, ANameThatDoesNotExistIsNotFound) {
  const auto none = ResolveName("no-such-host.invalid", 1, Soon());
  EXPECT_FALSE(none.ok());
  EXPECT_THAT(none.status().code(),
              testing::AnyOf(absl::StatusCode::kNotFound, absl::StatusCode::kDeadlineExceeded));
}

TEST(NameResolutionTest, NobodyWaitsForTheResolverPastTheTime) {
  const auto late = ResolveName("localhost", 1, {absl::Now() - absl::Seconds(1)});
  EXPECT_EQ(late.status().code(), absl::StatusCode::kDeadlineExceeded);
}

}  // namespace
}  // namespace tls
