#include "services/echo/caller_expiry.h"

#include <gtest/gtest.h>

#include <optional>

namespace echo {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1800000000);

TEST(CallerExpiry, WithoutCallersThereIsNone) {
  CallerExpiry expiry;
  EXPECT_EQ(expiry.Nearest(kNow), std::nullopt);
}

TEST(CallerExpiry, IsTheNearestOfAll) {
  CallerExpiry expiry;
  expiry.Connected(kNow + absl::Hours(9), kNow);
  expiry.Connected(kNow + absl::Hours(3), kNow);
  expiry.Seen(kNow + absl::Hours(5), kNow);
  EXPECT_EQ(expiry.Nearest(kNow), kNow + absl::Hours(3));
}

TEST(CallerExpiry, OfAConnectedCallerLastsAsLongAsTheConnection) {
  CallerExpiry expiry;
  expiry.Connected(kNow + absl::Hours(30), kNow);
  EXPECT_EQ(expiry.Nearest(kNow + absl::Hours(20)), kNow + absl::Hours(30));
  expiry.Disconnected(kNow + absl::Hours(30));
  EXPECT_EQ(expiry.Nearest(kNow + absl::Hours(20)), std::nullopt);
}

TEST(CallerExpiry, IsForgottenBetweenHalfAnHourAndAnHourAfterACallerWasSeen) {
  CallerExpiry expiry;
  expiry.Seen(kNow + absl::Hours(2), kNow);
  EXPECT_EQ(expiry.Nearest(kNow + absl::Minutes(29)), kNow + absl::Hours(2));
  expiry.Seen(kNow + absl::Hours(9), kNow + absl::Minutes(31));
  EXPECT_EQ(expiry.Nearest(kNow + absl::Minutes(59)), kNow + absl::Hours(2));
  EXPECT_EQ(expiry.Nearest(kNow + absl::Minutes(61)), kNow + absl::Hours(9));
  EXPECT_EQ(expiry.Nearest(kNow + absl::Minutes(200)), std::nullopt);
}

TEST(CallerExpiry, SurvivesAClockThatIsSetBack) {
  CallerExpiry expiry;
  expiry.Seen(kNow + absl::Hours(2), kNow);
  expiry.Seen(kNow + absl::Hours(3), kNow - absl::Hours(24));
  EXPECT_EQ(expiry.Nearest(kNow - absl::Hours(24)), kNow + absl::Hours(3));
}

}  // namespace
}  // namespace echo
