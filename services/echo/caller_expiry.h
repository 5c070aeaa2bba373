// When the first certificate among callers ends. Who they are, it does not keep.
#ifndef SERVICES_ECHO_CALLER_EXPIRY_H_
#define SERVICES_ECHO_CALLER_EXPIRY_H_

#include <optional>
#include <set>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace echo {

// From any thread.
class CallerExpiry {
 public:
  // Callers count while they are connected, and for half an hour to an hour after they were seen:
  // long enough for a job that calls now and then, and short enough to forget a certificate that
  // was renewed.
  void Connected(absl::Time not_after, absl::Time now);
  void Disconnected(absl::Time not_after);
  // Of callers whose connections are not told of.
  void Seen(absl::Time not_after, absl::Time now);

  // nullopt: there is no such caller.
  std::optional<absl::Time> Nearest(absl::Time now);

 private:
  void Turn(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Mutex mutex_;
  std::multiset<absl::Time> connected_ ABSL_GUARDED_BY(mutex_);
  // The nearest of this half hour and of the one before.
  absl::Time current_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  absl::Time previous_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  absl::Time begun_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace echo

#endif  // SERVICES_ECHO_CALLER_EXPIRY_H_
