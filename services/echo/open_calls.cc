#include "services/echo/open_calls.h"

#include <utility>

namespace echo {

void OpenCalls::Add(std::shared_ptr<OpenCall> call) {
  const OpenCall* const key = call.get();
  const std::lock_guard lock(mutex_);
  calls_[key] = std::move(call);
}

void OpenCalls::Remove(const OpenCall* call) {
  // Let go of without the lock: its end may take others with it.
  std::shared_ptr<OpenCall> last;
  const std::lock_guard lock(mutex_);
  const auto found = calls_.find(call);
  if (found == calls_.end()) return;
  last = std::move(found->second);
  calls_.erase(found);
}

size_t OpenCalls::size() {
  const std::lock_guard lock(mutex_);
  return calls_.size();
}

void OpenCalls::EndQuiet(absl::Time since) {
  // Copies, so that calls end without the lock: gRPC may come back with Remove on the spot.
  std::vector<std::shared_ptr<OpenCall>> calls;
  {
    const std::lock_guard lock(mutex_);
    calls.reserve(calls_.size());
    for (const auto& [unused, call] : calls_) calls.push_back(call);
  }
  for (const std::shared_ptr<OpenCall>& call : calls) call->EndIfQuiet(since);
}

}  // namespace echo
