#include "services/echo/expiry_watch.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "certgen/certificate.h"
#include "certgen/json_document.h"
#include "services/echo/log.h"

namespace echo {
namespace {

constexpr absl::Duration kLook = absl::Minutes(1);
constexpr absl::Duration kLeast = absl::Milliseconds(10);

}  // namespace

ExpiryWatch::ExpiryWatch(absl::Time not_after, bool is_leaf, absl::Duration warning,
                         HealthService* health)
    : not_after_(not_after), is_leaf_(is_leaf), warning_(warning), health_(health) {
  Tell();
  thread_ = std::thread([this] { Watch(); });
}

ExpiryWatch::~ExpiryWatch() {
  ended_.Notify();
  thread_.join();
}

void ExpiryWatch::Watch() {
  for (;;) {
    const absl::Duration left = not_after_ - warning_ - absl::Now();
    const absl::Duration wait =
        left > absl::ZeroDuration() ? std::min(left + kLeast, kLook) : kLook;
    if (ended_.WaitForNotificationWithTimeout(wait)) return;
    Tell();
  }
}

void ExpiryWatch::Tell() {
  const absl::Duration left = not_after_ - absl::Now();
  const bool serves = left >= warning_;
  if (serves_ == serves) return;
  serves_ = serves;
  health_->SetServing(kService, serves);
  if (serves) return;
  Log(LogLevel::kWarning, "expiry",
      {{"not_after", certgen::Rfc3339(not_after_)},
       {"seconds_left", absl::ToInt64Seconds(left)},
       {"cause", is_leaf_ ? "the server's certificate has less time left than --expiry-warning"
                          : "a CA certificate above the server's has less time left than "
                            "--expiry-warning: all below it end with it"},
       {"cure", is_leaf_
                    ? "issue it again, certgen leaf NAME --force, or look at what should have"
                    : "make or get a new one, and what it issued anew: certgen verify DIR shows "
                      "which one it is"}});
}

}  // namespace echo
