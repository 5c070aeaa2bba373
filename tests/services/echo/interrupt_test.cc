#include "services/echo/interrupt.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

namespace echo {
namespace {

// In a process of its own, whose threads all block the signals.
void HearTwoSignals() {
  BlockInterrupts();
  std::vector<int> heard;
  absl::Notification first;
  absl::Notification second;
  {
    const Interrupt interrupt([&](int number) {
      heard.push_back(number);
      (number == 1 ? first : second).Notify();
    });
    kill(getpid(), SIGINT);
    first.WaitForNotificationWithTimeout(absl::Seconds(20));
    kill(getpid(), SIGTERM);
    second.WaitForNotificationWithTimeout(absl::Seconds(20));
  }
  _exit(heard == std::vector<int>({1, 2}) ? 0 : 1);
}

TEST(InterruptDeathTest, HearsEachSignalAndTheProcessGoesOn) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_EXIT(HearTwoSignals(), testing::ExitedWithCode(0), "");
}

TEST(InterruptDeathTest, EndsWithoutASignal) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_EXIT(
      {
        BlockInterrupts();
        {
          const Interrupt interrupt([](int) { _exit(1); });
        }
        _exit(0);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace echo
