#include "services/echo/load_progress.h"

#include <gtest/gtest.h>

namespace echo {
namespace {

TEST(ProgressLine, HasTheRateOfTheLastSecond) {
  EXPECT_EQ(ProgressLine({absl::Seconds(3), 1500, 0, 0}, {absl::Seconds(2), 998, 0, 0}),
            "3 s: 1500 calls, 502/s");
}

TEST(ProgressLine, TellsOfCallsThatWaitAndThatAreLostIfThereAreAny) {
  EXPECT_EQ(ProgressLine({absl::Seconds(4), 1500, 7, 31}, {absl::Seconds(2), 1000, 0, 0}),
            "4 s: 1500 calls, 250/s, 31 waiting, 7 lost");
}

TEST(ProgressLine, NoTimeHasNoRate) {
  EXPECT_EQ(ProgressLine({absl::ZeroDuration(), 5, 0, 0}, {}), "0 s: 5 calls, 0/s");
}

}  // namespace
}  // namespace echo
