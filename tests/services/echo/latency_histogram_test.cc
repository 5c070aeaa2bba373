#include "services/echo/latency_histogram.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace echo {
namespace {

std::vector<int64_t> RandomMicroseconds(int number, double scale, unsigned seed) {
  std::mt19937_64 random(seed);
  // Over many orders of magnitude, as latencies are.
  std::lognormal_distribution<double> spread(std::log(scale), 2.5);
  std::vector<int64_t> values;
  values.reserve(static_cast<size_t>(number));
  for (int i = 0; i < number; ++i) {
    values.push_back(std::clamp<int64_t>(static_cast<int64_t>(spread(random)), 1, 3'600'000'000));
  }
  return values;
}

void RecordAll(const std::vector<int64_t>& values, LatencyHistogram* histogram) {
  for (const int64_t value : values) histogram->Record(absl::Microseconds(value));
}

// The least value that `percent` of them do not exceed.
int64_t ExactPercentile(std::vector<int64_t> values, double percent) {
  std::sort(values.begin(), values.end());
  const double exact = percent / 100 * static_cast<double>(values.size());
  const auto rank = static_cast<size_t>(std::max(1.0, std::ceil(exact - 1e-6)));
  return values[rank - 1];
}

TEST(LatencyHistogram, PercentilesAreThoseOfTheSamplesToThreeDigits) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    for (const double scale : {3.0, 200.0, 50'000.0, 5e7}) {
      const std::vector<int64_t> values = RandomMicroseconds(10'007, scale, seed);
      LatencyHistogram histogram;
      RecordAll(values, &histogram);
      for (const double percent : {0.0, 1.0, 50.0, 90.0, 99.0, 99.9, 99.99, 100.0}) {
        const auto exact = static_cast<double>(ExactPercentile(values, percent));
        const auto found = static_cast<double>(histogram.Percentile(percent));
        EXPECT_GE(found, exact) << percent;
        EXPECT_LE(found, exact * 1.001) << percent;
      }
    }
  }
}

TEST(LatencyHistogram, WhatIsShortIsExact) {
  LatencyHistogram histogram;
  for (int i = 1; i <= 1000; ++i) histogram.Record(absl::Microseconds(i));
  EXPECT_EQ(histogram.Percentile(50), 500);
  EXPECT_EQ(histogram.Percentile(99), 990);
  EXPECT_EQ(histogram.Percentile(99.9), 999);
  EXPECT_EQ(histogram.Percentile(100), 1000);
  EXPECT_DOUBLE_EQ(histogram.mean(), 500.5);
}

TEST(LatencyHistogram, LeastAndGreatestAreExact) {
  LatencyHistogram histogram;
  histogram.Record(absl::Microseconds(1'234'567));
  histogram.Record(absl::Microseconds(7'654'321));
  EXPECT_EQ(histogram.min(), 1'234'567);
  EXPECT_EQ(histogram.max(), 7'654'321);
  EXPECT_EQ(histogram.Percentile(100), 7'654'321);
  EXPECT_EQ(histogram.Percentile(0), histogram.Percentile(50));
}

TEST(LatencyHistogram, MergedItIsThatOfAllSamples) {
  const std::vector<int64_t> some = RandomMicroseconds(500, 100, 4);
  const std::vector<int64_t> others = RandomMicroseconds(700, 90'000, 5);
  LatencyHistogram all;
  RecordAll(some, &all);
  RecordAll(others, &all);
  LatencyHistogram merged;
  RecordAll(some, &merged);
  LatencyHistogram second;
  RecordAll(others, &second);
  merged.Merge(second);
  merged.Merge(LatencyHistogram());
  EXPECT_EQ(merged.count(), 1200);
  EXPECT_EQ(merged.min(), all.min());
  EXPECT_EQ(merged.max(), all.max());
  EXPECT_DOUBLE_EQ(merged.mean(), all.mean());
  for (const double percent : {1.0, 50.0, 99.0, 99.9}) {
    EXPECT_EQ(merged.Percentile(percent), all.Percentile(percent));
  }
}

TEST(LatencyHistogram, WhatLiesOutsideCountsAsTheNearest) {
  LatencyHistogram histogram;
  histogram.Record(absl::Nanoseconds(20));
  histogram.Record(-absl::Seconds(1));
  histogram.Record(absl::Hours(5));
  histogram.Record(absl::InfiniteDuration());
  EXPECT_EQ(histogram.count(), 4);
  EXPECT_EQ(histogram.min(), 1);
  EXPECT_EQ(histogram.max(), 3'600'000'000);
  EXPECT_EQ(histogram.Percentile(75), 3'600'000'000);
}

TEST(LatencyHistogram, RangesHoldEverySampleOnce) {
  const std::vector<int64_t> values = RandomMicroseconds(2000, 3000, 6);
  LatencyHistogram histogram;
  RecordAll(values, &histogram);
  int64_t sum = 0;
  for (int64_t low = 1; low <= histogram.max(); low *= 10) {
    sum += histogram.CountBetween(low, low * 10);
  }
  EXPECT_EQ(sum, 2000);
  EXPECT_EQ(histogram.CountBetween(1, 100),
            std::count_if(values.begin(), values.end(), [](int64_t v) { return v < 100; }));
}

TEST(LatencyHistogram, EmptyItIsZero) {
  const LatencyHistogram histogram;
  EXPECT_EQ(histogram.count(), 0);
  EXPECT_EQ(histogram.min(), 0);
  EXPECT_EQ(histogram.max(), 0);
  EXPECT_EQ(histogram.mean(), 0);
  EXPECT_EQ(histogram.Percentile(99), 0);
}

}  // namespace
}  // namespace echo
