#include "services/tls/refusal_counts.h"

#include <utility>

namespace tls {
namespace {

constexpr std::uint64_t kAtOnce = 5;
constexpr absl::Duration kPace = absl::Seconds(1);

}  // namespace

std::optional<std::uint64_t> RefusalCounts::Add(const Refusal& refusal, absl::Time now) {
  const absl::MutexLock lock(&mutex_);
  ByCode& counts = refusal.by_us ? refused_ : abandoned_;
  const std::uint64_t count = ++counts[refusal.code];
  if (count > kAtOnce && now < next_) {
    ++suppressed_;
    return std::nullopt;
  }
  next_ = now + kPace;
  return std::exchange(suppressed_, 0);
}

RefusalCounts::ByCode RefusalCounts::refused() const {
  const absl::MutexLock lock(&mutex_);
  return refused_;
}

RefusalCounts::ByCode RefusalCounts::abandoned() const {
  const absl::MutexLock lock(&mutex_);
  return abandoned_;
}

}  // namespace tls
