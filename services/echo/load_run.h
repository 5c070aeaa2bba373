// A run of calls: keeps its streams busy by its schedule, and counts.
#ifndef SERVICES_ECHO_LOAD_RUN_H_
#define SERVICES_ECHO_LOAD_RUN_H_

#include <grpcpp/channel.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/echo/client_channel.h"
#include "services/echo/load_call.h"
#include "services/echo/load_message.h"
#include "services/echo/load_options.h"
#include "services/echo/load_progress.h"
#include "services/echo/load_schedule.h"
#include "services/echo/load_tally.h"
#include "services/echo/spare_threads.h"

namespace echo {

class LoadRun {
 public:
  // `channels`: the connections, of which there must be one with new_connections too: gRPC's
  // threads would end, and begin again, whenever there is none. `connect` makes the new ones.
  // `client` says what PrepareCall takes of it, of each call.
  LoadRun(const LoadOptions& options, const ClientOptions& client,
          std::vector<std::shared_ptr<grpc::Channel>> channels, const LoadCall::Connect& connect);
  // Cancels what is still in flight, and waits for it.
  ~LoadRun();
  LoadRun(const LoadRun&) = delete;
  LoadRun& operator=(const LoadRun&) = delete;

  // Once. The clock starts.
  void Start();
  // Until every call has ended, no longer than `time`: whether they have. In an open loop, calls
  // that could not be begun within the timeout after its duration are given up and counted as
  // errors, kNotStarted.
  bool WaitFor(absl::Duration time);
  // The run is over, as if its duration were: calls that are not yet due are forgotten, and those
  // of an open loop that are are still begun.
  void Stop();
  // Stops, gives those up that wait, and cancels those in flight.
  void Cancel();

  LoadProgress progress() const;

  // Of a run that has ended.
  LoadTally TakeTally();
  // From the start to the last end of a call; in an open loop to the end of the duration, if that
  // is later and the run was not stopped.
  absl::Duration elapsed() const;
  // Stop() or Cancel() made a difference.
  bool stopped() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Stream {
    std::unique_ptr<LoadCall> call;
    absl::Duration due;
  };

  absl::Duration Now() const { return absl::FromChrono(Clock::now() - begin_); }
  void StartCall(Stream* stream, absl::Duration due);
  void OnEnd(Stream* stream, const LoadCallEnd& end);
  // Begins the calls of an open loop that find a free stream when they are due.
  void Dispatch();
  bool HasEnded() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void GiveUp() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const LoadOptions options_;
  const ClientOptions client_;
  const LoadMessage message_;
  const std::vector<std::shared_ptr<grpc::Channel>> channels_;
  std::vector<Stream> streams_;
  std::optional<SpareThreads> spare_;
  std::thread dispatcher_;
  Clock::time_point begin_;
  mutable absl::Mutex mutex_;
  LoadSchedule schedule_ ABSL_GUARDED_BY(mutex_);
  std::deque<Stream*> free_ ABSL_GUARDED_BY(mutex_);
  LoadTally tally_ ABSL_GUARDED_BY(mutex_);
  size_t in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  // When calls that wait are given up.
  absl::Duration last_begin_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteDuration();
  bool dispatcher_waits_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Duration last_end_ ABSL_GUARDED_BY(mutex_);
  absl::CondVar changed_;
};

}  // namespace echo

#endif  // SERVICES_ECHO_LOAD_RUN_H_
