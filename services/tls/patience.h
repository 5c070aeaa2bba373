// How long to wait for a peer: until a time, or until nobody wants to know any more.
#ifndef SERVICES_TLS_PATIENCE_H_
#define SERVICES_TLS_PATIENCE_H_

#include <algorithm>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace tls {

struct Patience {
  absl::Time until;
  // May be null; else waiting ends within 50 ms once it is notified.
  const absl::Notification* given_up = nullptr;

  absl::Duration left() const { return std::max(until - absl::Now(), absl::ZeroDuration()); }
  bool spent() const {
    return (given_up != nullptr && given_up->HasBeenNotified()) || left() == absl::ZeroDuration();
  }
  // For this part of what is left, 0 to 1.
  Patience Part(double part) const { return {absl::Now() + left() * part, given_up}; }
};

}  // namespace tls

#endif  // SERVICES_TLS_PATIENCE_H_
