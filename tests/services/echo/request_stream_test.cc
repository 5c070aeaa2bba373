#include "services/echo/request_stream.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"

namespace echo {
namespace {

TEST(RequestStream, EndsOnce) {
  RequestStream stream;
  EXPECT_TRUE(stream.BeginRead());
  EXPECT_TRUE(stream.EndRead());
  EXPECT_TRUE(stream.End());
  EXPECT_FALSE(stream.End());
  EXPECT_FALSE(stream.BeginRead());
  EXPECT_FALSE(stream.EndRead());
}

TEST(RequestStream, IsQuietWhenARequestIsWaitedForLongEnough) {
  RequestStream stream;
  const absl::Time before = absl::Now();
  ASSERT_TRUE(stream.BeginRead());
  EXPECT_FALSE(stream.EndIfQuiet(before - absl::Seconds(1)));
  EXPECT_TRUE(stream.EndIfQuiet(absl::Now()));
  // What comes of the read is nobody's any more.
  EXPECT_FALSE(stream.EndRead());
}

TEST(RequestStream, IsNotQuietWhileARequestIsAnswered) {
  RequestStream stream;
  ASSERT_TRUE(stream.BeginRead());
  ASSERT_TRUE(stream.EndRead());
  EXPECT_FALSE(stream.EndIfQuiet(absl::InfiniteFuture()));
}

}  // namespace
}  // namespace echo
