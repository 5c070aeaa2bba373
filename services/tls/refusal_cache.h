// Which chains were refused just now: a stranger who is told why at every call must not have a
// server verify at every call.
#ifndef SERVICES_TLS_REFUSAL_CACHE_H_
#define SERVICES_TLS_REFUSAL_CACHE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/tls/refusal.h"

namespace tls {

class RefusalCache {
 public:
  static constexpr absl::Duration kTime = absl::Seconds(1);

  // With more than `capacity` all are forgotten.
  explicit RefusalCache(size_t capacity) : capacity_(capacity) {}

  // A key stands for all certificates that came: another chain may be better. From any thread.
  // nullopt: not refused within kTime before `now`.
  std::optional<Refusal> Find(const std::string& key, absl::Time now) const;
  void Add(const std::string& key, const Refusal& refusal, absl::Time now);

 private:
  struct Entry {
    absl::Time begun;
    Refusal refusal;
  };

  const size_t capacity_;
  mutable absl::Mutex mutex_;
  std::unordered_map<std::string, Entry> entries_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tls

#endif  // SERVICES_TLS_REFUSAL_CACHE_H_
