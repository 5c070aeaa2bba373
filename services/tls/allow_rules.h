// All rules of a server: the first that fits lets a call in, and without one it is refused.
#ifndef SERVICES_TLS_ALLOW_RULES_H_
#define SERVICES_TLS_ALLOW_RULES_H_

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "services/tls/allow_rule.h"
#include "services/tls/caller_names.h"

namespace tls {

// Unchanged once made.
class AllowRules {
 public:
  explicit AllowRules(std::vector<AllowRule> rules);

  // The first rule by which a caller of `names`, which TLS has verified, may call `method`, such as
  // "/echo.v1.EchoService/Echo"; nullptr: it may not. Rules without a `*` for the caller are looked
  // up, and may be many; each of the others is tried.
  const AllowRule* Find(const CallerNames& names, const std::string& method) const;

  const std::vector<AllowRule>& rules() const { return rules_; }

 private:
  std::vector<AllowRule> rules_;
  // The rules for one name each, by it, as positions in rules_, from the first on.
  std::unordered_map<std::string, std::vector<size_t>> exact_;
  std::vector<size_t> others_;
};

}  // namespace tls

#endif  // SERVICES_TLS_ALLOW_RULES_H_
