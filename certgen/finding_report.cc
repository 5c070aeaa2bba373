#include "certgen/finding_report.h"

#include "absl/strings/str_cat.h"

namespace certgen {

std::string Describe(const std::string& program, const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    absl::StrAppend(&text, program, ": ", finding.severity == Severity::kWarning ? "warning: " : "",
                    ToString(finding), "\n");
  }
  return text;
}

std::optional<JsonError> FirstFatal(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    if (finding.severity != Severity::kFatal) continue;
    return JsonError{CodeOf(finding), finding.cause, finding.cure};
  }
  return std::nullopt;
}

}  // namespace certgen
