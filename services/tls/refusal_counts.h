// How many clients were refused, or left, and for which reasons; and which of them to write
// down, so that ten thousand a minute do not fill the log.
#ifndef SERVICES_TLS_REFUSAL_COUNTS_H_
#define SERVICES_TLS_REFUSAL_COUNTS_H_

#include <cstdint>
#include <map>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/tls/refusal.h"

namespace tls {

class RefusalCounts {
 public:
  using ByCode = std::map<certgen::FindingCode, std::uint64_t>;

  // From any thread. To be written down: the first 5 of each code, then one a second of all
  // together. The number is how many came since the last of those that are not to be, nullopt if
  // this is such a one.
  std::optional<std::uint64_t> Add(const Refusal& refusal, absl::Time now);

  // Whom the server refused, and who left by itself. Only codes that occurred.
  ByCode refused() const;
  ByCode abandoned() const;

 private:
  mutable absl::Mutex mutex_;
  ByCode refused_ ABSL_GUARDED_BY(mutex_);
  ByCode abandoned_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t suppressed_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time next_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace tls

#endif  // SERVICES_TLS_REFUSAL_COUNTS_H_
