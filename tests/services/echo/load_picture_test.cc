#include "services/echo/load_picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace echo {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(MicrosecondsText, HasThreeDigitsAndAUnit) {
  EXPECT_EQ(MicrosecondsText(0), "0 us");
  EXPECT_EQ(MicrosecondsText(999), "999 us");
  EXPECT_EQ(MicrosecondsText(1500), "1.50 ms");
  EXPECT_EQ(MicrosecondsText(12'340), "12.3 ms");
  EXPECT_EQ(MicrosecondsText(123'400), "123 ms");
  EXPECT_EQ(MicrosecondsText(1'500'000), "1.50 s");
  EXPECT_EQ(MicrosecondsText(3'600'000'000), "3600 s");
}

TEST(Picture, BarsShowWhereTheLatenciesAre) {
  LatencyHistogram latency;
  for (int i = 0; i < 75; ++i) latency.Record(absl::Microseconds(150));
  for (int i = 0; i < 25; ++i) latency.Record(absl::Microseconds(3000));
  const std::string text = Picture(latency);
  EXPECT_THAT(text, HasSubstr("  p50         150 us\n"));
  EXPECT_THAT(text, HasSubstr("  max        3.00 ms\n"));
  EXPECT_THAT(text, HasSubstr("  from  100 us  75.00 % " + std::string(40, '#') + "\n"));
  EXPECT_THAT(text, HasSubstr("  from  500 us   0.00 % \n"));
  EXPECT_THAT(text, HasSubstr("  from 2.00 ms  25.00 % " + std::string(14, '#') + "\n"));
  EXPECT_THAT(text, Not(HasSubstr("from   50 us")));
  EXPECT_THAT(text, Not(HasSubstr("from 5.00 ms")));
}

}  // namespace
}  // namespace echo
