#include "certgen/explanation_report.h"

#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "certgen/finding_code.h"
#include "certgen/json_document.h"
#include "certgen/lint_rule.h"
#include "certgen/one_line.h"
#include "certgen/symptom_report.h"

namespace certgen {
namespace {

std::string WhatPeersSee(const FindingKind& kind) {
  const std::string result = HandshakeResultName(kind.result);
  if (!result.empty()) {
    return absl::StrCat("see a handshake that ends with ", result, " (gRFC A118)");
  }
  if (IsBehindTls(kind.code)) return "see a good handshake: the fault is behind it";
  return IsOfTheWire(kind.code) ? "see no handshake: TLS is not even begun"
                                : "see nothing of it: TLS is not even set up";
}

std::string Text(const FindingKind& kind) {
  return absl::StrCat(kind.name, "\n  cause  ", kind.meaning, "\n  cure   ", kind.cure,
                      "\n  peers  ", WhatPeersSee(kind), "\n");
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

// Codes and rules that have `name` in them.
std::vector<std::string> NamesLike(const std::string& name) {
  std::vector<std::string> names;
  // Less is in too many.
  if (name.size() < 3) return names;
  for (const FindingKind& kind : FindingKinds()) {
    if (absl::StrContains(kind.name, name)) names.emplace_back(kind.name);
  }
  for (const LintRule* rule : AllLintRules()) {
    if (absl::StrContains(rule->id, name)) names.emplace_back(rule->id);
  }
  return names;
}

CommandResult Unknown(const std::string& text, const std::string& name, bool json) {
  const std::vector<std::string> like = NamesLike(name);
  return Failure(absl::InvalidArgumentError(absl::StrCat(
                     "--explain '", OneLine(text), "' is neither a code nor words that are known; ",
                     like.empty() ? "TROUBLESHOOTING.md has all"
                                  : absl::StrCat("codes like it: ", absl::StrJoin(like, ", ")))),
                 json);
}

}  // namespace

CommandResult Explain(const std::string& text, bool json) {
  if (text == "all") return ExplainAll(json);
  const std::string name =
      absl::StrReplaceAll(absl::AsciiStrToUpper(text), {{" ", "_"}, {"-", "_"}});
  const FindingKind* kind = FindFindingKind(name);
  // Programs say "Deadline Exceeded" and "Connection refused" of more than the codes stand for.
  if (kind != nullptr && IsOfTheWire(kind->code) && absl::StrContains(text, " ")) {
    if (std::optional<CommandResult> of_words = ExplainWords(text, json)) {
      return *std::move(of_words);
    }
  }
  CommandResult explained;
  if (kind != nullptr) {
    explained.out = json ? ToLine(Document(*kind)) : Text(*kind);
  } else if (const LintRule* rule = FindLintRule(name)) {
    explained.out = json ? ToLine(Document(*rule)) : Explain(*rule);
  } else {
    return ExplainWords(text, json).value_or(Unknown(text, name, json));
  }
  return explained;
}

}  // namespace certgen
