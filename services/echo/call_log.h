// One record for each call that was let in.
#ifndef SERVICES_ECHO_CALL_LOG_H_
#define SERVICES_ECHO_CALL_LOG_H_

#include <cstdint>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/echo/call_record.h"

namespace echo {

class CallLog {
 public:
  // From any thread. `call` has names of bearable length (CallWatch), but for the method. Logs
  // "call", as information, with the fields that services/OBSERVABILITY.md lists. Calls of callers
  // that nobody verified, who may be anybody and as many as they like, get 1000 records at once and
  // then 100 a second; how many got none is told by the next that gets one, as `suppressed`.
  void OnEnd(const CallRecord& call);

 private:
  // How many were suppressed before this one; nullopt: this one is, too.
  std::optional<std::uint64_t> AddUnverified(absl::Time now);

  absl::Mutex mutex_;
  double allowance_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time last_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  std::uint64_t suppressed_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace echo

#endif  // SERVICES_ECHO_CALL_LOG_H_
