#include "certgen/finding.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "certgen/one_line.h"

namespace certgen {

std::string CodeOf(const Finding& finding) {
  return finding.rule.empty() ? FindingCodeName(finding.code) : finding.rule;
}

bool HasFatal(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& f) { return f.severity == Severity::kFatal; });
}

std::string ToString(const Finding& finding) {
  return OneLine(absl::StrCat(finding.file, finding.file.empty() ? "" : ": ", finding.cause, "; ",
                              finding.cure, " [", CodeOf(finding), "]"));
}

}  // namespace certgen
