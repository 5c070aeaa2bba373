#include "services/echo/load_run.h"

#include <sys/prctl.h>

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "services/echo/load_bottleneck.h"
#include "services/echo/processor_use.h"

namespace echo {

LoadRun::LoadRun(const LoadOptions& options, const ClientOptions& client,
                 std::vector<std::shared_ptr<grpc::Channel>> channels,
                 const LoadCall::Connect& connect)
    : options_(options),
      client_(client),
      message_(options),
      channels_(std::move(channels)),
      streams_(static_cast<size_t>(options.connections) * static_cast<size_t>(options.streams)),
      schedule_(options) {
  if (options.rate > 0 && options.count == 0) last_begin_ = options.duration + client.timeout;
  for (size_t i = 0; i < streams_.size(); ++i) {
    Stream* const stream = &streams_[i];
    stream->call = std::make_unique<LoadCall>(
        message_, options.new_connections ? nullptr : channels_[i % channels_.size()],
        options.new_connections ? connect : nullptr,
        [this, stream](const LoadCallEnd& end) { OnEnd(stream, end); });
  }
}

LoadRun::~LoadRun() {
  Cancel();
  WaitFor(absl::InfiniteDuration());
  if (dispatcher_.joinable()) dispatcher_.join();
}

void LoadRun::Start() {
  // Also: the last call on the last channel that keeps gRPC's threads, if that goes away with it,
  // would wait for its own thread to end.
  spare_.emplace(channels_.front(), CallbackThreads(ConfiguredProcessors()),
                 static_cast<int>(streams_.size()));
  begin_ = Clock::now();
  if (options_.rate > 0) {
    {
      const absl::MutexLock lock(&mutex_);
      for (Stream& stream : streams_) free_.push_back(&stream);
    }
    dispatcher_ = std::thread([this] { Dispatch(); });
    return;
  }
  for (Stream& stream : streams_) {
    std::optional<absl::Duration> due;
    {
      const absl::MutexLock lock(&mutex_);
      due = schedule_.Take(Now());
      if (due) ++in_flight_;
    }
    if (!due) return;
    StartCall(&stream, *due);
  }
}

void LoadRun::StartCall(Stream* stream, absl::Duration due) {
  stream->due = due;
  stream->call->Start(client_);
}

void LoadRun::OnEnd(Stream* stream, const LoadCallEnd& end) {
  const absl::Duration now = Now();
  std::optional<absl::Duration> due;
  {
    const absl::MutexLock lock(&mutex_);
    tally_.Add(end, now - stream->due);
    last_end_ = std::max(last_end_, now);
    due = schedule_.Take(now);
    if (!due) {
      --in_flight_;
      free_.push_back(stream);
      if (HasEnded() || dispatcher_waits_) changed_.SignalAll();
    }
  }
  if (due) StartCall(stream, *due);
}

void LoadRun::Dispatch() {
  // Waits end within 1 us of their time, not 50.
  prctl(PR_SET_TIMERSLACK, 1000);
  mutex_.Lock();
  while (const std::optional<absl::Duration> next = schedule_.NextDue()) {
    if (free_.empty()) {
      // Those that end take what is due themselves.
      dispatcher_waits_ = true;
      changed_.Wait(&mutex_);
      dispatcher_waits_ = false;
      continue;
    }
    const std::optional<absl::Duration> due = schedule_.Take(Now());
    if (!due) {
      changed_.WaitWithTimeout(&mutex_, *next - Now());
      continue;
    }
    Stream* const stream = free_.front();
    free_.pop_front();
    ++in_flight_;
    mutex_.Unlock();
    StartCall(stream, *due);
    mutex_.Lock();
  }
  mutex_.Unlock();
}

bool LoadRun::HasEnded() const { return in_flight_ == 0 && !schedule_.NextDue(); }

void LoadRun::GiveUp() {
  tally_.AddNotStarted(schedule_.GiveUp(Now()));
  changed_.SignalAll();
}

bool LoadRun::WaitFor(absl::Duration time) {
  const absl::Time until = absl::Now() + time;
  const absl::MutexLock lock(&mutex_);
  while (!HasEnded() && absl::Now() < until) {
    absl::Duration wait = until - absl::Now();
    if (schedule_.NextDue()) {
      const absl::Duration left = last_begin_ - Now();
      if (left <= absl::ZeroDuration()) {
        GiveUp();
        continue;
      }
      wait = std::min(wait, left);
    }
    changed_.WaitWithTimeout(&mutex_, wait);
  }
  return HasEnded();
}

void LoadRun::Stop() {
  const absl::MutexLock lock(&mutex_);
  if (!schedule_.NextDue()) return;
  stopped_ = true;
  const absl::Duration now = Now();
  schedule_.EndAt(now);
  last_begin_ = std::min(last_begin_, now + client_.timeout);
  changed_.SignalAll();
}

void LoadRun::Cancel() {
  Stop();
  {
    const absl::MutexLock lock(&mutex_);
    GiveUp();
  }
  for (Stream& stream : streams_) stream.call->Cancel();
}

LoadProgress LoadRun::progress() const {
  const absl::MutexLock lock(&mutex_);
  return {Now(), tally_.calls(), tally_.errors, schedule_.Waiting(Now())};
}

bool LoadRun::stopped() const {
  const absl::MutexLock lock(&mutex_);
  return stopped_;
}

LoadTally LoadRun::TakeTally() {
  const absl::MutexLock lock(&mutex_);
  return std::move(tally_);
}

absl::Duration LoadRun::elapsed() const {
  const absl::MutexLock lock(&mutex_);
  const bool to_the_end = options_.rate > 0 && options_.count == 0 && !stopped_;
  return to_the_end ? std::max(last_end_, options_.duration) : last_end_;
}

}  // namespace echo
