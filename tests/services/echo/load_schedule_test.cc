#include "services/echo/load_schedule.h"

#include <gtest/gtest.h>

#include <vector>

namespace echo {
namespace {

LoadOptions OpenLoop(double rate, absl::Duration duration) {
  LoadOptions options;
  options.rate = rate;
  options.duration = duration;
  return options;
}

// All that are due at `now`.
int64_t TakeAll(absl::Duration now, LoadSchedule* schedule) {
  int64_t taken = 0;
  while (schedule->Take(now)) ++taken;
  return taken;
}

TEST(LoadSchedule, CallsOfAnOpenLoopAreDueAtEvenDistances) {
  LoadSchedule schedule(OpenLoop(100, absl::Seconds(1)));
  EXPECT_EQ(schedule.Take(absl::ZeroDuration()), absl::ZeroDuration());
  EXPECT_EQ(schedule.NextDue(), absl::Milliseconds(10));
  EXPECT_EQ(schedule.Take(absl::Milliseconds(9)), std::nullopt);
  EXPECT_EQ(schedule.Take(absl::Milliseconds(10)), absl::Milliseconds(10));
  EXPECT_EQ(schedule.NextDue(), absl::Milliseconds(20));
}

TEST(LoadSchedule, ACallThatBeginsLateIsStillMeantForItsOwnTime) {
  LoadSchedule schedule(OpenLoop(1000, absl::Seconds(10)));
  EXPECT_EQ(schedule.Waiting(absl::Seconds(2)), 2001);
  EXPECT_EQ(schedule.Take(absl::Seconds(2)), absl::ZeroDuration());
  EXPECT_EQ(schedule.Take(absl::Seconds(2)), absl::Milliseconds(1));
  EXPECT_EQ(schedule.Waiting(absl::Seconds(2)), 1999);
}

TEST(LoadSchedule, AnOpenLoopHasRateTimesDurationCalls) {
  struct Case {
    double rate;
    absl::Duration duration;
    int64_t calls;
  };
  for (const Case& c :
       {Case{100, absl::Seconds(10), 1000}, Case{3, absl::Seconds(1), 3},
        Case{1.0 / 3, absl::Seconds(10), 4}, Case{0.5, absl::Seconds(1), 1},
        Case{123456, absl::Milliseconds(1500), 185184}, Case{0.1, absl::Seconds(30), 3}}) {
    LoadSchedule schedule(OpenLoop(c.rate, c.duration));
    EXPECT_EQ(schedule.Waiting(absl::Hours(1)), c.calls);
    EXPECT_EQ(TakeAll(c.duration, &schedule), c.calls) << c.rate;
    // None becomes due after the end.
    EXPECT_EQ(schedule.NextDue(), std::nullopt);
    EXPECT_EQ(schedule.Take(absl::Hours(1)), std::nullopt);
  }
}

TEST(LoadSchedule, WhatWasDueBeforeTheEndIsThereAfterIt) {
  LoadSchedule schedule(OpenLoop(10, absl::Seconds(1)));
  EXPECT_EQ(schedule.Take(absl::Seconds(5)), absl::ZeroDuration());
  EXPECT_EQ(TakeAll(absl::Seconds(5), &schedule), 9);
}

TEST(LoadSchedule, AClosedLoopGivesACallAtAnyTimeUntilTheEnd) {
  LoadOptions options;
  options.duration = absl::Seconds(1);
  LoadSchedule schedule(options);
  EXPECT_EQ(schedule.NextDue(), absl::ZeroDuration());
  EXPECT_EQ(schedule.Take(absl::ZeroDuration()), absl::ZeroDuration());
  EXPECT_EQ(schedule.Take(absl::Milliseconds(999)), absl::Milliseconds(999));
  EXPECT_EQ(schedule.Waiting(absl::Milliseconds(999)), 0);
  EXPECT_EQ(schedule.Take(absl::Seconds(1)), std::nullopt);
  EXPECT_EQ(schedule.NextDue(), std::nullopt);
}

TEST(LoadSchedule, ACountIsExactInBothLoopsAndKnowsNoEndInTime) {
  LoadOptions options;
  options.count = 7;
  LoadSchedule closed(options);
  EXPECT_EQ(TakeAll(absl::Hours(9), &closed), 7);
  options.rate = 1000;
  LoadSchedule open(options);
  EXPECT_EQ(TakeAll(absl::Hours(9), &open), 7);
}

TEST(LoadSchedule, EndedItHasWhatWasDueAndNoMore) {
  LoadSchedule schedule(OpenLoop(1000, absl::Seconds(10)));
  ASSERT_TRUE(schedule.Take(absl::Seconds(1)));
  schedule.EndAt(absl::Seconds(1));
  EXPECT_EQ(schedule.Waiting(absl::Seconds(9)), 1000);
  EXPECT_EQ(TakeAll(absl::Seconds(9), &schedule), 1000);
  EXPECT_EQ(schedule.NextDue(), std::nullopt);

  LoadOptions options;
  options.count = 7;
  LoadSchedule closed(options);
  ASSERT_TRUE(closed.Take(absl::Seconds(1)));
  closed.EndAt(absl::Seconds(1));
  EXPECT_EQ(closed.NextDue(), std::nullopt);
}

TEST(LoadSchedule, WhatIsGivenUpHasWaitedSinceItWasDue) {
  LoadSchedule schedule(OpenLoop(100, absl::Seconds(10)));
  EXPECT_EQ(TakeAll(absl::Seconds(1), &schedule), 101);
  const LatencyHistogram waits = schedule.GiveUp(absl::Seconds(4));
  // Those of 1.01 s to 4 s.
  EXPECT_EQ(waits.count(), 300);
  EXPECT_EQ(waits.max(), 2'990'000);
  EXPECT_LE(waits.min(), 1);
  EXPECT_NEAR(static_cast<double>(waits.Percentile(50)), 1'495'000, 10'000);
  EXPECT_EQ(schedule.NextDue(), std::nullopt);
  EXPECT_EQ(schedule.GiveUp(absl::Hours(1)).count(), 0);
}

TEST(LoadSchedule, ManyThatAreGivenUpAreCountedExactlyAndTheirWaitsNearly) {
  LoadSchedule schedule(OpenLoop(1'000'000, absl::Minutes(1)));
  const LatencyHistogram waits = schedule.GiveUp(absl::Minutes(2));
  EXPECT_EQ(waits.count(), 60'000'000);
  EXPECT_NEAR(waits.mean(), 90e6, 90e3);
  EXPECT_NEAR(static_cast<double>(waits.max()), 120e6, 120e3);
  EXPECT_NEAR(static_cast<double>(waits.min()), 60e6, 60e3);
}

TEST(LoadSchedule, TheShortestDurationHasOneCall) {
  LoadSchedule open(OpenLoop(1, absl::Nanoseconds(1)));
  EXPECT_EQ(TakeAll(absl::Seconds(1), &open), 1);
  LoadOptions options;
  options.duration = absl::Nanoseconds(1);
  LoadSchedule closed(options);
  EXPECT_EQ(TakeAll(absl::Seconds(1), &closed), 1);
}

}  // namespace
}  // namespace echo
