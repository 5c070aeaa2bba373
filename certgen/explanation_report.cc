#include "certgen/explanation_report.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "certgen/finding_code.h"
#include "certgen/json_document.h"
#include "certgen/lint_rule.h"
#include "certgen/symptom_report.h"

namespace certgen {
namespace {

std::string Text(const FindingKind& kind) {
  const std::string result = HandshakeResultName(kind.result);
  return absl::StrCat(
      kind.name, "\n  cause  ", kind.meaning, "\n  cure   ", kind.cure, "\n  peers  ",
      result.empty() ? "see nothing of it: TLS is not even set up"
                     : absl::StrCat("see a handshake that ends with ", result, " (gRFC A118)"),
      "\n");
}

Json Document(const FindingKind& kind) {
  const std::string result = HandshakeResultName(kind.result);
  Json document = JsonDocument(std::nullopt, {});
  document["code"] = kind.name;
  document["meaning"] = kind.meaning;
  document["cure"] = kind.cure;
  document["handshake_result"] = result.empty() ? Json(nullptr) : Json(result);
  return document;
}

Json Document(const LintRule& rule) {
  Json document = JsonDocument(std::nullopt, {});
  document["code"] = rule.id;
  document["scope"] = LintScopeName(rule.scope);
  document["section"] = rule.section;
  document["severity"] = rule.severity == Severity::kFatal ? "fatal" : "warning";
  document["meaning"] = rule.meaning;
  document["cure"] = rule.remedy;
  return document;
}

}  // namespace

CommandResult Explain(const std::string& name, bool json) {
  const std::string upper = absl::AsciiStrToUpper(name);
  CommandResult explained;
  if (const FindingKind* kind = FindFindingKind(upper)) {
    explained.out = json ? ToLine(Document(*kind)) : Text(*kind);
  } else if (const LintRule* rule = FindLintRule(upper)) {
    explained.out = json ? ToLine(Document(*rule)) : Explain(*rule);
  } else {
    return name == "all" ? ExplainAll(json) : ExplainWords(name, json);
  }
  return explained;
}

}  // namespace certgen
