// One rule of authorization: who may call what.
#ifndef SERVICES_TLS_ALLOW_RULE_H_
#define SERVICES_TLS_ALLOW_RULE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/tls/caller_names.h"
#include "services/tls/caller_pattern.h"
#include "services/tls/method_pattern.h"

namespace tls {

struct AllowRule {
  // nullopt: anyone, callers without a certificate too.
  std::optional<CallerPattern> caller;
  // Any of them; empty: every method.
  std::vector<MethodPattern> methods;
  // Where it stands, such as "allow:1" or "allow-file:7": its name in logs, metrics and replies. It
  // tells nothing of callers.
  std::string place;

  bool Matches(const CallerNames& names, const std::string& method) const;
  // Some caller may call it.
  bool IsFor(const std::string& method) const;
};

// "PATTERN [METHOD…]" or "anyone METHOD…", with blanks in between: see CallerPattern and
// MethodPattern. "anyone" exempts methods, and needs them named. kInvalidArgument quotes the word
// that is wrong and says what is nearest to it and right.
absl::StatusOr<AllowRule> ParseAllowRule(const std::string& text, const std::string& place);

}  // namespace tls

#endif  // SERVICES_TLS_ALLOW_RULE_H_
