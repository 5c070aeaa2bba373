#include "certgen/lint_rule.h"

#include <algorithm>
#include <span>

#include "absl/strings/str_cat.h"
#include "certgen/lint_rules.h"

namespace certgen {
namespace {

const char* PlaceName(LintPlace place) {
  switch (place) {
    case LintPlace::kEvery:
      return "every certificate";
    case LintPlace::kLeaf:
      return "the leaf";
    case LintPlace::kIssuers:
      return "every CA";
    case LintPlace::kBelowTrustAnchor:
      return "every certificate but the root";
    case LintPlace::kTrustAnchor:
      return "the root";
  }
  return "";
}

}  // namespace

const std::vector<const LintRule*>& AllLintRules() {
  static const auto* const rules = [] {
    auto* all = new std::vector<const LintRule*>;
    for (const std::span<const LintRule> table :
         {Rfc5280Rules(), Rfc5280ExtensionRules(), Rfc5280NameRules(), GrpcRules(), SpiffeRules(),
          WebpkiRules(), WebpkiNameRules()}) {
      for (const LintRule& rule : table) all->push_back(&rule);
    }
    return all;
  }();
  return *rules;
}

const LintRule* FindLintRule(const std::string& id) {
  const auto& rules = AllLintRules();
  const auto found = std::find_if(rules.begin(), rules.end(),
                                  [&id](const LintRule* rule) { return rule->id == id; });
  return found == rules.end() ? nullptr : *found;
}

std::string Explain(const LintRule& rule) {
  std::string text = absl::StrCat(
      rule.id, "\n  scope     ", LintScopeName(rule.scope), "\n  section   ", rule.section,
      "\n  severity  ", rule.severity == Severity::kFatal ? "fatal" : "warning", "\n  looks at  ",
      PlaceName(rule.place), "\n  meaning   ", rule.meaning, "\n  remedy    ", rule.remedy, "\n");
  if (rule.waived_by) {
    absl::StrAppend(&text, "  waived    where ", LintScopeName(*rule.waived_by),
                    " is asked for too: it permits this\n");
  }
  return text;
}

bool AppliesTo(const LintRule& rule, const LintSubject& subject) {
  // A chain of one is a leaf, be it trusted or not.
  const bool trust_anchor = subject.depth > 0 && subject.depth + 1 == subject.chain.size();
  switch (rule.place) {
    case LintPlace::kEvery:
      return true;
    case LintPlace::kLeaf:
      return subject.depth == 0;
    case LintPlace::kIssuers:
      return subject.depth > 0;
    case LintPlace::kBelowTrustAnchor:
      return !trust_anchor;
    case LintPlace::kTrustAnchor:
      return trust_anchor;
  }
  return false;
}

}  // namespace certgen
