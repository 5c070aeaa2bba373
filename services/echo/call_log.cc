#include "services/echo/call_log.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "certgen/json_document.h"
#include "services/echo/log.h"
#include "services/echo/status_name.h"

namespace echo {
namespace {

constexpr double kAtOnce = 1000;
constexpr double kPerSecond = 100;
constexpr size_t kLongestMethod = 200;

certgen::Json Fields(const CallRecord& call) {
  certgen::Json fields = {
      {"method", call.method.substr(0, kLongestMethod)},
      {"status", StatusName(call.status)},
      // To the microsecond.
      {"duration_ms", std::round(absl::ToDoubleMicroseconds(call.duration)) / 1000},
      {"request_messages", call.request_messages},
      {"request_bytes", call.request_bytes},
      {"response_messages", call.response_messages},
      {"response_bytes", call.response_bytes},
      {"peer_address", call.peer_address},
      {"peer_verified", call.peer_verified}};
  if (!call.peer_identity.empty()) fields["peer_identity"] = call.peer_identity;
  if (!call.rule.empty()) fields["rule"] = call.rule;
  if (!call.trace_id.empty()) fields["trace_id"] = call.trace_id;
  return fields;
}

}  // namespace

std::optional<std::uint64_t> CallLog::AddUnverified(absl::Time now) {
  const absl::MutexLock lock(&mutex_);
  const double since = absl::ToDoubleSeconds(std::max(now - last_, absl::ZeroDuration()));
  allowance_ = std::min(kAtOnce, allowance_ + since * kPerSecond);
  last_ = now;
  if (allowance_ < 1) {
    ++suppressed_;
    return std::nullopt;
  }
  allowance_ -= 1;
  return std::exchange(suppressed_, 0);
}

void CallLog::OnEnd(const CallRecord& call) {
  if (!IsLogged(LogLevel::kInfo)) return;
  std::optional<std::uint64_t> suppressed = 0;
  if (!call.peer_verified) suppressed = AddUnverified(absl::Now());
  if (!suppressed) return;
  certgen::Json fields = Fields(call);
  if (*suppressed > 0) fields["suppressed"] = *suppressed;
  Log(LogLevel::kInfo, "call", fields);
}

}  // namespace echo
