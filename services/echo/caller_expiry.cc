#include "services/echo/caller_expiry.h"

#include <algorithm>

namespace echo {
namespace {

constexpr absl::Duration kWindow = absl::Minutes(30);

}  // namespace

void CallerExpiry::Turn(absl::Time now) {
  const absl::Duration age = now - begun_;
  // Also if the clock was set back.
  if (age >= absl::ZeroDuration() && age < kWindow) return;
  const bool adjoins = age >= kWindow && age < 2 * kWindow;
  previous_ = adjoins ? current_ : absl::InfiniteFuture();
  current_ = absl::InfiniteFuture();
  begun_ = adjoins ? begun_ + kWindow : now;
}

void CallerExpiry::Seen(absl::Time not_after, absl::Time now) {
  const absl::MutexLock lock(&mutex_);
  Turn(now);
  current_ = std::min(current_, not_after);
}

void CallerExpiry::Connected(absl::Time not_after, absl::Time now) {
  Seen(not_after, now);
  const absl::MutexLock lock(&mutex_);
  connected_.insert(not_after);
}

void CallerExpiry::Disconnected(absl::Time not_after) {
  const absl::MutexLock lock(&mutex_);
  const auto found = connected_.find(not_after);
  if (found != connected_.end()) connected_.erase(found);
}

std::optional<absl::Time> CallerExpiry::Nearest(absl::Time now) {
  const absl::MutexLock lock(&mutex_);
  Turn(now);
  absl::Time nearest = std::min(current_, previous_);
  if (!connected_.empty()) nearest = std::min(nearest, *connected_.begin());
  if (nearest == absl::InfiniteFuture()) return std::nullopt;
  return nearest;
}

}  // namespace echo
