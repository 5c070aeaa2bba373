#include "services/echo/processor_use.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>

namespace echo {
namespace {

using testing::Optional;

TEST(ParseMachineUse, WaitingIsNotBusyAndGuestsCountOnce) {
  const ProcessorUse use =
      ParseMachineUse("cpu  100 20 30 400 50 6 7 8 90 10", absl::Milliseconds(10));
  EXPECT_EQ(use.machine_busy, absl::Milliseconds(1710));
  EXPECT_EQ(use.machine_total, absl::Milliseconds(6210));
  EXPECT_EQ(use.own, absl::ZeroDuration());
}

TEST(ParseMachineUse, AnotherFormTellsNothing) {
  for (const char* line :
       {"", "cpu", "cpu0 1 2 3 4 5 6 7 8", "cpu 1 2 3 4", "cpu 1 2 x 4 5 6 7 8"}) {
    const ProcessorUse use = ParseMachineUse(line, absl::Milliseconds(10));
    EXPECT_EQ(use.machine_busy, absl::ZeroDuration()) << line;
    EXPECT_EQ(use.machine_total, absl::ZeroDuration()) << line;
  }
}

TEST(ParseCpuMax, IsQuotaByPeriodOrNoLimit) {
  EXPECT_THAT(ParseCpuMax("50000 100000"), Optional(0.5));
  EXPECT_THAT(ParseCpuMax("300000 100000"), Optional(3));
  for (const char* text : {"max 100000", "", "5", "0 100000", "5 0"}) {
    EXPECT_EQ(ParseCpuMax(text), std::nullopt) << text;
  }
}

TEST(ReadProcessorUse, GrowsWithWhatThisProcessDoes) {
  const ProcessorUse before = ReadProcessorUse();
  EXPECT_GT(before.machine_total, absl::ZeroDuration());
  ProcessorUse after = before;
  while (after.own - before.own < absl::Milliseconds(30)) after = ReadProcessorUse();
  EXPECT_GE(after.machine_busy, before.machine_busy);
}

TEST(UsableProcessors, AreNoMoreThanTheAffinityHas) {
  EXPECT_GT(UsableProcessors(), 0);
  cpu_set_t before;
  ASSERT_EQ(sched_getaffinity(0, sizeof(before), &before), 0);
  cpu_set_t one;
  CPU_ZERO(&one);
  for (int i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++i) {
    if (CPU_ISSET(i, &before)) CPU_SET(i, &one);
  }
  ASSERT_EQ(sched_setaffinity(0, sizeof(one), &one), 0);
  EXPECT_LE(UsableProcessors(), 1);
  sched_setaffinity(0, sizeof(before), &before);
}

}  // namespace
}  // namespace echo
