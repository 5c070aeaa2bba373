#include "services/tls/refusal_cache.h"

namespace tls {

std::optional<Refusal> RefusalCache::Find(const std::string& key, absl::Time now) const {
  const absl::MutexLock lock(&mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return std::nullopt;
  const absl::Time begun = found->second.begun;
  // Also of a clock that was set back nothing is kept.
  if (now < begun || now >= begun + kTime) return std::nullopt;
  return found->second.refusal;
}

void RefusalCache::Add(const std::string& key, const Refusal& refusal, absl::Time now) {
  const absl::MutexLock lock(&mutex_);
  if (entries_.size() >= capacity_) entries_.clear();
  entries_.insert_or_assign(key, Entry{now, refusal});
}

}  // namespace tls
