#include "services/echo/load_bottleneck.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace echo {
namespace {

using testing::HasSubstr;
using testing::Optional;

// Ten seconds on a machine of `processors`, of which `own` and `others` were busy.
ClientUse Use(double processors, double own, double others) {
  ClientUse use;
  use.elapsed = absl::Seconds(10);
  use.processors = processors;
  use.callback_threads = CallbackThreads(static_cast<int>(processors));
  use.own = use.elapsed * own;
  use.machine_total = use.elapsed * processors;
  use.machine_busy = use.elapsed * (own + others);
  return use;
}

TEST(ClientBottleneck, ItIsOneThatUsesAllOfItsProcessors) {
  EXPECT_THAT(ClientBottleneck(Use(2, 1.9, 0)), Optional(HasSubstr("1.90 of the 2 processors")));
  EXPECT_EQ(ClientBottleneck(Use(2, 1.7, 0)), std::nullopt);
}

TEST(ClientBottleneck, ItIsOneWhoseThreadsAreAllBusyOnAGreatMachine) {
  EXPECT_THAT(ClientBottleneck(Use(8, 3.8, 0.5)), Optional(HasSubstr("3.80 of its 4 threads")));
  EXPECT_EQ(ClientBottleneck(Use(8, 3, 4)), std::nullopt);
}

TEST(ClientBottleneck, ItIsOneThatMayUseHalfAProcessorAndDoes) {
  ClientUse use = Use(8, 0.48, 1);
  use.processors = 0.5;
  EXPECT_THAT(ClientBottleneck(use), Optional(HasSubstr("0.48 of the 0.5 processors")));
}

TEST(ClientBottleneck, ItIsOneThatSharesAnExhaustedMachineWithTheServer) {
  EXPECT_THAT(ClientBottleneck(Use(2, 0.9, 1.05)),
              Optional(HasSubstr("this machine's processors are exhausted (98 % busy)")));
  // Others exhaust it.
  EXPECT_EQ(ClientBottleneck(Use(2, 0.3, 1.7)), std::nullopt);
  // Nobody does.
  EXPECT_EQ(ClientBottleneck(Use(2, 0.85, 0.85)), std::nullopt);
}

TEST(ClientBottleneck, ItIsNoneWhereLittleIsUsedOrNothingKnown) {
  EXPECT_EQ(ClientBottleneck(Use(2, 0.02, 0.02)), std::nullopt);
  EXPECT_EQ(ClientBottleneck(Use(2, 0.02, 1.98)), std::nullopt);
  EXPECT_EQ(ClientBottleneck(ClientUse()), std::nullopt);
  ClientUse short_run = Use(2, 2, 0);
  short_run.elapsed = absl::Milliseconds(5);
  short_run.own = absl::Milliseconds(10);
  EXPECT_EQ(ClientBottleneck(short_run), std::nullopt);
}

TEST(CallbackThreads, AreHalfOfTheProcessors) {
  EXPECT_EQ(CallbackThreads(1), 2);
  EXPECT_EQ(CallbackThreads(2), 2);
  EXPECT_EQ(CallbackThreads(12), 6);
  EXPECT_EQ(CallbackThreads(128), 16);
}

}  // namespace
}  // namespace echo
