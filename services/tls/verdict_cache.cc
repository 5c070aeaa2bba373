#include "services/tls/verdict_cache.h"

namespace tls {

std::optional<absl::Time> VerdictCache::GoodUntil(const std::string& key, absl::Time now) {
  const absl::MutexLock lock(&mutex_);
  const auto found = valid_until_.find(key);
  // At the end itself a certificate is still valid (RFC 5280 §4.1.2.5), a verdict no more.
  if (found == valid_until_.end() || now >= found->second) return std::nullopt;
  return found->second;
}

void VerdictCache::AddGood(const std::string& key, absl::Time valid_until) {
  const absl::MutexLock lock(&mutex_);
  const bool added = valid_until_.insert_or_assign(key, valid_until).second;
  if (added) order_.push_back(key);
  if (order_.size() <= capacity_) return;
  valid_until_.erase(order_.front());
  order_.pop_front();
}

size_t VerdictCache::size() const {
  const absl::MutexLock lock(&mutex_);
  return valid_until_.size();
}

}  // namespace tls
