#include "certgen/lifetime.h"

#include <gtest/gtest.h>

namespace certgen {
namespace {

constexpr absl::Duration kDay = absl::Hours(24);
constexpr absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

TEST(LifetimeTest, DaysAreWholeAndNegativeOnceItIsOver) {
  EXPECT_EQ(DaysLeft(kNow + 2 * kDay, kNow), 2);
  EXPECT_EQ(DaysLeft(kNow + 2 * kDay - absl::Seconds(1), kNow), 1);
  EXPECT_EQ(DaysLeft(kNow, kNow), 0);
  EXPECT_EQ(DaysLeft(kNow - absl::Seconds(1), kNow), -1);
  EXPECT_EQ(DaysLeft(kNow - kDay, kNow), -1);
  EXPECT_EQ(DaysLeft(kNow - kDay - absl::Seconds(1), kNow), -2);
  EXPECT_EQ(DaysLeft(absl::InfiniteFuture(), kNow), std::nullopt);
}

TEST(LifetimeTest, SaysHowLongInWords) {
  const auto left = [](absl::Duration begin, absl::Duration end) {
    return TimeLeft(kNow + begin, kNow + end, kNow);
  };
  EXPECT_EQ(left(-kDay, 89 * kDay + absl::Hours(3)), "89 days left");
  EXPECT_EQ(left(-kDay, kDay), "24 hours left");
  EXPECT_EQ(left(-kDay, absl::Minutes(61)), "61 minutes left");
  EXPECT_EQ(left(-kDay, absl::Seconds(61)), "1 minute left");
  EXPECT_EQ(left(-9 * kDay, -3 * kDay), "expired 3 days ago");
  EXPECT_EQ(left(3 * kDay, 9 * kDay), "begins in 3 days");
  EXPECT_EQ(TimeLeft(absl::InfinitePast(), kNow, kNow), "dates unreadable");
}

TEST(LifetimeTest, BothEndsBelongToTheValidity) {
  EXPECT_EQ(TimeLeft(kNow, kNow, kNow), "0 minutes left");
  EXPECT_EQ(TimeLeft(kNow - kDay, kNow - absl::Seconds(1), kNow), "expired 0 minutes ago");
}

}  // namespace
}  // namespace certgen
