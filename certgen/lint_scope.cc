#include "certgen/lint_scope.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace certgen {

const std::vector<std::string>& LintScopeNames() {
  static const auto* const names =
      new std::vector<std::string>{"rfc5280", "grpc", "spiffe", "webpki"};
  return *names;
}

std::string LintScopeName(LintScope scope) { return LintScopeNames()[static_cast<size_t>(scope)]; }

absl::StatusOr<LintScope> ParseLintScope(const std::string& name) {
  const auto& names = LintScopeNames();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", name, "' is no scope; choose one of ", absl::StrJoin(names, ", ")));
  }
  return static_cast<LintScope>(found - names.begin());
}

}  // namespace certgen
