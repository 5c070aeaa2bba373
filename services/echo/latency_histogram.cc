#include "services/echo/latency_histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace echo {
namespace {

constexpr int64_t kLongest = 3'600'000'000;
// Values below 2048 have a bucket each; from there on, 1024 buckets for each doubling: one is
// then never wider than a thousandth of what it holds.
constexpr int kBits = 11;
constexpr int64_t kHalf = 1 << (kBits - 1);

// By how many bits a value is too long for the first 2048 buckets.
int ShiftOf(int64_t value) {
  return std::max(0, static_cast<int>(std::bit_width(static_cast<uint64_t>(value))) - kBits);
}

size_t IndexOf(int64_t value) {
  const int shift = ShiftOf(value);
  return static_cast<size_t>(shift * kHalf + (value >> shift));
}

// The greatest value of a bucket.
int64_t GreatestOf(size_t index) {
  const auto position = static_cast<int64_t>(index);
  const int64_t shift = std::max<int64_t>(0, position / kHalf - 1);
  return ((position - shift * kHalf + 1) << shift) - 1;
}

}  // namespace

LatencyHistogram::LatencyHistogram()
    : counts_(IndexOf(kLongest) + 1), min_(std::numeric_limits<int64_t>::max()) {}

void LatencyHistogram::Record(absl::Duration latency, int64_t times) {
  if (times == 0) return;
  const int64_t value =
      std::clamp<int64_t>(absl::ToInt64Microseconds(latency + absl::Nanoseconds(500)), 1, kLongest);
  counts_[IndexOf(value)] += times;
  count_ += times;
  min_ = std::min(min_, value);
  max_ = std::max(max_, value);
  sum_ += static_cast<double>(value) * static_cast<double>(times);
}

void LatencyHistogram::Merge(const LatencyHistogram& other) {
  for (size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  sum_ += other.sum_;
}

double LatencyHistogram::mean() const {
  return count_ == 0 ? 0 : sum_ / static_cast<double>(count_);
}

int64_t LatencyHistogram::Percentile(double percent) const {
  if (count_ == 0) return 0;
  // A little less: 99.9 % of 1000 is 999 and not, by the fault of binary fractions, 1000.
  const double exact = percent / 100 * static_cast<double>(count_);
  const int64_t wanted =
      std::clamp(static_cast<int64_t>(std::ceil(exact - 1e-6)), int64_t{1}, count_);
  int64_t seen = 0;
  for (size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (seen >= wanted) return std::clamp(GreatestOf(i), min_, max_);
  }
  return max_;
}

int64_t LatencyHistogram::CountBetween(int64_t low, int64_t high) const {
  int64_t seen = 0;
  for (size_t i = 0; i < counts_.size(); ++i) {
    const int64_t value = std::clamp(GreatestOf(i), min_, std::max(min_, max_));
    if (value >= low && value < high) seen += counts_[i];
  }
  return seen;
}

}  // namespace echo
