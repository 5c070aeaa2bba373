// When the calls of a run are to begin: a pure function of the time, of which every value is the
// time since the run began.
#ifndef SERVICES_ECHO_LOAD_SCHEDULE_H_
#define SERVICES_ECHO_LOAD_SCHEDULE_H_

#include <cstdint>
#include <optional>

#include "absl/time/time.h"
#include "services/echo/latency_histogram.h"
#include "services/echo/load_options.h"

namespace echo {

class LoadSchedule {
 public:
  explicit LoadSchedule(const LoadOptions& options);

  // The next call, if it is to begin by `now`: the time for which it was meant. In an open loop
  // call i is meant for i / rate, whatever became of those before it; one that finds no free
  // stream waits, and the wait counts (wrk2's remedy for coordinated omission). In a closed loop a
  // call is meant for the time at which it is asked for.
  std::optional<absl::Duration> Take(absl::Duration now);

  // When there is one to take again; nullopt: never.
  std::optional<absl::Duration> NextDue() const;

  // Of an open loop: how many are due at `now` and not taken.
  int64_t Waiting(absl::Duration now) const;

  // No more calls become due after `now`. Those that wait can still be taken.
  void EndAt(absl::Duration now) { total_ = next_ + Waiting(now); }
  // There are no more at all; how long each that is due at `now` has waited. (Of more than
  // 100,000, neighbours count as one wait, many times.)
  LatencyHistogram GiveUp(absl::Duration now);

 private:
  bool is_open() const { return rate_ > 0; }
  absl::Duration DueTime(int64_t call) const;

  double rate_;
  // Of a closed loop without a count.
  absl::Duration duration_;
  int64_t total_;
  int64_t next_ = 0;
};

}  // namespace echo

#endif  // SERVICES_ECHO_LOAD_SCHEDULE_H_
