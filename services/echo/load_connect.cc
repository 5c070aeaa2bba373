#include "services/echo/load_connect.h"

#include <grpcpp/completion_queue.h>

#include <algorithm>

#include "absl/time/clock.h"

namespace echo {
namespace {

constexpr size_t kAtOnce = 32;
// A wait for a channel cannot be called off.
constexpr absl::Duration kSlice = absl::Milliseconds(100);

struct Connecting {
  size_t number;
  absl::Time begin;
  grpc_connectivity_state state;
};

// gRPC tells of a channel's state through a queue alone: there is no callback for it.
class Connector {
 public:
  Connector(const std::vector<std::shared_ptr<grpc::Channel>>& channels,
            const ClientOptions& options)
      : channels_(channels), options_(options), slots_(std::min(kAtOnce, channels.size())) {}

  ConnectOutcome Run(const absl::Notification* given_up) {
    for (Connecting& slot : slots_) Begin(&slot);
    void* tag = nullptr;
    bool ignored = false;
    while (waiting_ > 0 && queue_.Next(&tag, &ignored)) {
      --waiting_;
      if (given_up != nullptr && given_up->HasBeenNotified()) given_up_ = true;
      if (!given_up_ && !outcome_.failed) Look(static_cast<Connecting*>(tag));
    }
    queue_.Shutdown();
    while (queue_.Next(&tag, &ignored)) {
    }
    return std::move(outcome_);
  }

 private:
  void Begin(Connecting* slot) {
    if (next_ == channels_.size()) return;
    *slot = {next_++, absl::Now(), GRPC_CHANNEL_IDLE};
    Look(slot);
  }

  void Look(Connecting* slot) {
    grpc::Channel& channel = *channels_[slot->number];
    const absl::Time now = absl::Now();
    slot->state = channel.GetState(/*try_to_connect=*/true);
    if (slot->state == GRPC_CHANNEL_READY) {
      outcome_.times.Record(now - slot->begin);
      Begin(slot);
    } else if (slot->state == GRPC_CHANNEL_TRANSIENT_FAILURE && !options_.wait_for_ready) {
      outcome_.failed = slot->number;
    } else if (now >= slot->begin + options_.timeout) {
      outcome_.failed = slot->number;
      outcome_.timed_out = true;
    } else {
      ++waiting_;
      channel.NotifyOnStateChange(
          slot->state, absl::ToChronoTime(std::min(now + kSlice, slot->begin + options_.timeout)),
          &queue_, slot);
    }
  }

  const std::vector<std::shared_ptr<grpc::Channel>>& channels_;
  const ClientOptions& options_;
  std::vector<Connecting> slots_;
  grpc::CompletionQueue queue_;
  size_t next_ = 0;
  int waiting_ = 0;
  bool given_up_ = false;
  ConnectOutcome outcome_;
};

}  // namespace

ConnectOutcome ConnectAll(const std::vector<std::shared_ptr<grpc::Channel>>& channels,
                          const ClientOptions& options, const absl::Notification* given_up) {
  return Connector(channels, options).Run(given_up);
}

}  // namespace echo
