// All rules of a server: the first that fits lets a call in, and without one it is refused.
#ifndef SERVICES_TLS_ALLOW_RULES_H_
#define SERVICES_TLS_ALLOW_RULES_H_

#include <string>
#include <utility>
#include <vector>

#include "services/tls/allow_rule.h"
#include "services/tls/caller_names.h"

namespace tls {

// Unchanged once made.
class AllowRules {
 public:
  explicit AllowRules(std::vector<AllowRule> rules) : rules_(std::move(rules)) {}

  // The first rule by which a caller of `names`, which TLS has verified, may call `method`, such as
  // "/echo.v1.EchoService/Echo"; nullptr: it may not.
  const AllowRule* Find(const CallerNames& names, const std::string& method) const;

  const std::vector<AllowRule>& rules() const { return rules_; }

 private:
  const std::vector<AllowRule> rules_;
};

}  // namespace tls

#endif  // SERVICES_TLS_ALLOW_RULES_H_
