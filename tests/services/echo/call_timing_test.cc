#include "services/echo/call_timing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace echo {
namespace {

const absl::Time kBegin = absl::FromUnixSeconds(1800000000);

absl::Time At(int ms) { return kBegin + absl::Milliseconds(ms); }

TEST(CallTiming, HasEachPhaseSinceTheStartAndItsOwnLength) {
  CallTimes times = {kBegin, At(1), At(12), At(13)};
  const certgen::Json timing = ToJson(PhasesOf(times, tls::ClientHandshakeTimes{At(3), At(10)}));
  EXPECT_EQ(timing, certgen::Json({{"resolve", {{"at", 1.0}, {"took", 1.0}}},
                                   {"connect", {{"at", 3.0}, {"took", 2.0}}},
                                   {"handshake", {{"at", 10.0}, {"took", 7.0}}},
                                   {"first_byte", {{"at", 12.0}, {"took", 2.0}}},
                                   {"done", {{"at", 13.0}, {"took", 1.0}}}}));
}

TEST(CallTiming, OfAConnectionThatWasThereHasNoneOfItsPhases) {
  CallTimes times = {kBegin, std::nullopt, At(2), At(5)};
  const certgen::Json timing = ToJson(PhasesOf(times, tls::ClientHandshakeTimes{At(-9), At(-1)}));
  EXPECT_TRUE(timing["resolve"].is_null());
  EXPECT_TRUE(timing["connect"].is_null());
  EXPECT_TRUE(timing["handshake"].is_null());
  EXPECT_EQ(timing["first_byte"]["took"], 2.0);
}

TEST(CallTiming, OfACallThatFailedGoesToItsEnd) {
  CallTimes times = {kBegin, At(1), std::nullopt, At(5)};
  const certgen::Json timing = ToJson(PhasesOf(times, std::nullopt));
  EXPECT_TRUE(timing["first_byte"].is_null());
  EXPECT_EQ(timing["done"]["took"], 4.0);
}

TEST(CallTiming, LeavesOutAHandshakeAfterItsEnd) {
  CallTimes times = {kBegin, std::nullopt, std::nullopt, At(5)};
  EXPECT_TRUE(
      ToJson(PhasesOf(times, tls::ClientHandshakeTimes{At(4), At(6)}))["connect"].is_null());
}

TEST(CallTiming, IsATableForPeople) {
  CallTimes times = {kBegin, std::nullopt, At(2), At(5)};
  EXPECT_EQ(Describe(PhasesOf(times, std::nullopt)),
            "resolve               -\n"
            "connect               -\n"
            "handshake             -\n"
            "first_byte        2.000 ms  +2.000\n"
            "done              5.000 ms  +3.000\n");
}

}  // namespace
}  // namespace echo
