#include "services/tls/allow_rules.h"

#include <algorithm>

namespace tls {

const AllowRule* AllowRules::Find(const CallerNames& names, const std::string& method) const {
  const auto found = std::find_if(rules_.begin(), rules_.end(), [&](const AllowRule& rule) {
    return rule.Matches(names, method);
  });
  return found == rules_.end() ? nullptr : &*found;
}

}  // namespace tls
