// How often which latency was seen, in the manner of HdrHistogram: log-linear, 3 significant
// digits from 1 us to 1 h, of one size whatever is recorded.
#ifndef SERVICES_ECHO_LATENCY_HISTOGRAM_H_
#define SERVICES_ECHO_LATENCY_HISTOGRAM_H_

#include <cstdint>
#include <vector>

#include "absl/time/time.h"

namespace echo {

class LatencyHistogram {
 public:
  LatencyHistogram();

  // `times` times. Rounded to whole microseconds; what is less than one or more than an hour
  // counts as that.
  void Record(absl::Duration latency, int64_t times = 1);
  // Of any number of threads' histograms: one by one, in any order.
  void Merge(const LatencyHistogram& other);

  int64_t count() const { return count_; }
  // In microseconds; exact, and 0 as long as nothing is recorded.
  int64_t min() const { return count_ == 0 ? 0 : min_; }
  int64_t max() const { return max_; }
  double mean() const;
  // The least latency, in microseconds, that at least `percent` of those recorded do not exceed:
  // at most 0.1 % too great, and never outside of min() and max(). 0 as long as there are none.
  int64_t Percentile(double percent) const;
  // How many of at least `low` and less than `high` microseconds, 0.1 % off at the edges.
  int64_t CountBetween(int64_t low, int64_t high) const;

 private:
  std::vector<int64_t> counts_;
  int64_t count_ = 0;
  int64_t min_;
  int64_t max_ = 0;
  // Of microseconds: a double, which no run is long enough to overflow.
  double sum_ = 0;
};

}  // namespace echo

#endif  // SERVICES_ECHO_LATENCY_HISTOGRAM_H_
