#include "services/echo/wait.h"

#include <gtest/gtest.h>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "tests/services/serving.h"

namespace echo {
namespace {

TEST(Wait, CallsWhenItsTimeIsOver) {
  Wait wait;
  absl::Notification over;
  const absl::Time before = absl::Now();
  wait.Start(absl::Milliseconds(50), [&over] { over.Notify(); });
  ASSERT_TRUE(over.WaitForNotificationWithTimeout(test::kPatience));
  EXPECT_GE(absl::Now() - before, absl::Milliseconds(49));
}

TEST(Wait, ForNothingIsOverBeforeItReturns) {
  Wait wait;
  bool over = false;
  wait.Start(absl::ZeroDuration(), [&over] { over = true; });
  EXPECT_TRUE(over);
}

TEST(Wait, IsOverAtOnceWhenItIsCalledOff) {
  Wait wait;
  absl::Notification over;
  wait.Start(absl::Hours(1), [&over] { over.Notify(); });
  EXPECT_FALSE(over.HasBeenNotified());
  wait.CallOff();
  EXPECT_TRUE(over.WaitForNotificationWithTimeout(test::kPatience));
}

TEST(Wait, ThatBeginsAfterItWasCalledOffIsOverBeforeItReturns) {
  Wait wait;
  wait.CallOff();
  bool over = false;
  wait.Start(absl::Hours(1), [&over] { over = true; });
  EXPECT_TRUE(over);
}

TEST(Wait, CanFollowAnotherFromWithinItsEnd) {
  Wait wait;
  absl::Notification over;
  wait.Start(absl::Milliseconds(1),
             [&] { wait.Start(absl::Milliseconds(1), [&over] { over.Notify(); }); });
  EXPECT_TRUE(over.WaitForNotificationWithTimeout(test::kPatience));
}

}  // namespace
}  // namespace echo
