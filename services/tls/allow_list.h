// The rules that are in force now, and may be replaced while calls go on.
#ifndef SERVICES_TLS_ALLOW_LIST_H_
#define SERVICES_TLS_ALLOW_LIST_H_

#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/tls/allow_rules.h"

namespace tls {

class AllowList {
 public:
  // `dry_run`: a call that no rule lets in is told of, and let in.
  AllowList(AllowRules rules, bool dry_run)
      : dry_run_(dry_run),
        rules_(std::make_shared<const AllowRules>(std::move(rules))),
        rules_before_(rules_) {}

  bool dry_run() const { return dry_run_; }

  // From any thread.
  std::shared_ptr<const AllowRules> rules() const {
    const absl::MutexLock lock(&mutex_);
    return rules_;
  }
  // Those before them; the same if there were none.
  std::shared_ptr<const AllowRules> rules_before() const {
    const absl::MutexLock lock(&mutex_);
    return rules_before_;
  }
  // Calls that begin from now on are judged by `rules`; those that go on are left alone.
  void Replace(AllowRules rules) {
    auto replacement = std::make_shared<const AllowRules>(std::move(rules));
    const absl::MutexLock lock(&mutex_);
    rules_before_ = std::exchange(rules_, std::move(replacement));
  }

 private:
  const bool dry_run_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const AllowRules> rules_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const AllowRules> rules_before_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tls

#endif  // SERVICES_TLS_ALLOW_LIST_H_
