// Which certificates were found good, and until when: so that a call costs a look-up and not
// a verification. Of bad ones it knows nothing: the same leaf may come again with a better
// chain.
#ifndef SERVICES_TLS_VERDICT_CACHE_H_
#define SERVICES_TLS_VERDICT_CACHE_H_

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace tls {

class VerdictCache {
 public:
  // With more than `capacity` the oldest go.
  explicit VerdictCache(size_t capacity) : capacity_(capacity) {}

  // A key stands for a leaf: its fingerprint. nullopt: no verdict on it stands at `now`. From any
  // thread.
  std::optional<absl::Time> GoodUntil(const std::string& key, absl::Time now);
  void AddGood(const std::string& key, absl::Time valid_until);

  size_t size() const;

 private:
  const size_t capacity_;
  mutable absl::Mutex mutex_;
  std::unordered_map<std::string, absl::Time> valid_until_ ABSL_GUARDED_BY(mutex_);
  // The keys of the map from the oldest on.
  std::deque<std::string> order_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tls

#endif  // SERVICES_TLS_VERDICT_CACHE_H_
