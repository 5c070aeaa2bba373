#include "services/echo/load_schedule.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace echo {
namespace {

// Those meant for a time before the end; the one meant for the very end is none of them. The first
// is meant for the beginning.
int64_t CallsWithin(double rate, absl::Duration duration) {
  const double calls = std::ceil(rate * absl::ToDoubleSeconds(duration) - 1e-6);
  return std::max<int64_t>(1, static_cast<int64_t>(calls));
}

}  // namespace

LoadSchedule::LoadSchedule(const LoadOptions& options)
    : rate_(options.rate),
      duration_(options.count > 0 ? absl::InfiniteDuration() : options.duration),
      total_(options.count > 0 ? options.count
                               : (options.rate > 0 ? CallsWithin(options.rate, options.duration)
                                                   : std::numeric_limits<int64_t>::max())) {}

absl::Duration LoadSchedule::DueTime(int64_t call) const {
  return absl::Seconds(static_cast<double>(call) / rate_);
}

std::optional<absl::Duration> LoadSchedule::Take(absl::Duration now) {
  if (next_ >= total_) return std::nullopt;
  if (is_open()) {
    const absl::Duration due = DueTime(next_);
    if (due > now) return std::nullopt;
    ++next_;
    return due;
  }
  // A duration that is over before anything can begin has a call all the same.
  if (now >= duration_ && next_ > 0) {
    EndAt(now);
    return std::nullopt;
  }
  ++next_;
  return now;
}

std::optional<absl::Duration> LoadSchedule::NextDue() const {
  if (next_ >= total_) return std::nullopt;
  return is_open() ? DueTime(next_) : absl::ZeroDuration();
}

int64_t LoadSchedule::Waiting(absl::Duration now) const {
  if (!is_open() || next_ >= total_) return 0;
  const auto due = static_cast<int64_t>(std::floor(absl::ToDoubleSeconds(now) * rate_)) + 1;
  return std::clamp<int64_t>(due - next_, 0, total_ - next_);
}

LatencyHistogram LoadSchedule::GiveUp(absl::Duration now) {
  constexpr int64_t kManyWaits = 100'000;
  LatencyHistogram waits;
  const int64_t end = next_ + Waiting(now);
  const int64_t step = (end - next_) / kManyWaits + 1;
  for (; next_ < end; next_ += step) {
    const int64_t times = std::min(step, end - next_);
    waits.Record(now - DueTime(next_ + times / 2), times);
  }
  next_ = end;
  total_ = end;
  return waits;
}

}  // namespace echo
