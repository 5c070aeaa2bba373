#include "services/echo/wait.h"

#include <utility>

#include "absl/time/clock.h"

namespace echo {

void Wait::Start(absl::Duration time, std::function<void()> then) {
  {
    const std::lock_guard lock(mutex_);
    if (!called_off_ && time > absl::ZeroDuration()) {
      alarm_ = std::make_unique<grpc::Alarm>();
      alarm_->Set(absl::ToChronoTime(absl::Now() + time),
                  [then = std::move(then)](bool /*expired*/) { then(); });
      return;
    }
  }
  then();
}

void Wait::CallOff() {
  const std::lock_guard lock(mutex_);
  called_off_ = true;
  if (alarm_ != nullptr) alarm_->Cancel();
}

}  // namespace echo
