#include "certgen/troubleshooting_page.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "certgen/finding_code.h"
#include "certgen/handshake_result.h"
#include "certgen/lint_rule.h"
#include "certgen/lint_scope.h"
#include "certgen/markdown.h"
#include "certgen/stack.h"
#include "certgen/symptom.h"
#include "certgen/tolerance.h"

namespace certgen {
namespace {

// More would hide the likely ones; the sections of the codes have them all.
constexpr size_t kMostCodesInACell = 8;

constexpr char kFilesHeading[] = "By the code";
constexpr char kNoFilesHeading[] = "Failures that are no fault of files";
constexpr char kTolerancesHeading[] = "Who takes what others refuse";
constexpr char kRulesHeading[] = "Rules";

constexpr char kIntroduction[] =
    "<!-- Made by certgen from its own tables; do not edit: certgen verify --explain all > "
    "TROUBLESHOOTING.md -->\n\n"
    "# Troubleshooting\n\n"
    "From what a program printed to what is wrong and what to do. With the files at hand, "
    "`certgen verify DIR` says it at once, and exactly.\n"
    "With a log at hand, search this page for a few of its words, or let "
    "`certgen verify --explain 'THE LINE'` look them up.\n\n"
    "The words of each program were printed by it, in the version named, with the fault made on "
    "purpose. Names, addresses and times that vary are left out. A test makes a hundred faults "
    "anew and holds gRPC C++ and grpcurl to this page.\n\n";

std::string CodeLink(FindingCode code) {
  return MarkdownLink(MarkdownCode(FindingCodeName(code)), FindingCodeName(code));
}

std::string Contents() {
  std::vector<std::string> stacks;
  for (const StackKind& stack : StackKinds())
    stacks.push_back(MarkdownLink(stack.name, stack.name));
  std::string text = absl::StrCat("- By the words: ", absl::StrJoin(stacks, " · "), "\n");
  for (const char* heading : {kFilesHeading, kNoFilesHeading, kTolerancesHeading, kRulesHeading}) {
    absl::StrAppend(&text, "- ", MarkdownLink(heading, heading), "\n");
  }
  return text;
}

std::string WhatItStandsFor(const Symptom& symptom) {
  std::vector<std::string> causes;
  for (const FindingCode code : symptom.codes) {
    if (causes.size() == kMostCodesInACell) break;
    causes.push_back(CodeLink(code));
  }
  const size_t all = symptom.codes.size();
  std::string text = absl::StrJoin(causes, ", ");
  if (all > causes.size()) {
    absl::StrAppend(&text, " and ", all - causes.size(), " more: `certgen verify DIR` tells which");
  }
  if (*symptom.remark == '\0') return text;
  return absl::StrCat(MarkdownText(symptom.remark), text.empty() ? "" : " ", text);
}

std::string WordsOf(const StackKind& stack) {
  std::string text =
      absl::StrCat("### ", stack.name, "\n\nMeasured: ", MarkdownText(stack.versions), ". ",
                   MarkdownText(stack.note), "\n");
  if (*stack.verbose_switch != '\0') {
    absl::StrAppend(&text, "More is printed with ", MarkdownCode(stack.verbose_switch), ".\n");
  }
  absl::StrAppend(&text, "\n", MarkdownHead({"words", "printed by", "what is wrong"}));
  for (const Symptom& symptom : Symptoms()) {
    if (symptom.stack != stack.stack) continue;
    absl::StrAppend(
        &text, MarkdownRow({MarkdownCode(symptom.words),
                            absl::StrCat(SpeakerName(symptom.speaker),
                                         symptom.verbose ? " (only with the switch above)" : ""),
                            WhatItStandsFor(symptom)}));
  }
  return absl::StrCat(text, "\n");
}

// By stack, of the words for which `stands_for` holds; those that stand for
// little else first.
template <typename StandsFor>
std::string Spoken(const StandsFor& stands_for) {
  std::string text;
  for (const StackKind& stack : StackKinds()) {
    std::vector<const Symptom*> spoken;
    for (const Symptom& symptom : Symptoms()) {
      if (symptom.stack == stack.stack && stands_for(symptom)) spoken.push_back(&symptom);
    }
    if (spoken.empty()) continue;
    std::stable_sort(spoken.begin(), spoken.end(), [](const Symptom* a, const Symptom* b) {
      return a->codes.size() < b->codes.size();
    });
    std::vector<std::string> words;
    for (const Symptom* symptom : spoken) {
      const std::string code = MarkdownCode(symptom->words);
      // A client and a server may say the same.
      if (std::find(words.begin(), words.end(), code) == words.end()) words.push_back(code);
    }
    absl::StrAppend(&text, "- ", stack.name, ": ", absl::StrJoin(words, ", "), "\n");
  }
  return text;
}

std::string EndOfHandshake(const FindingKind& kind) {
  const std::string result = HandshakeResultName(kind.result);
  if (!result.empty()) {
    return absl::StrCat("The handshake ends with ", MarkdownCode(result), " (gRFC A118).");
  }
  return absl::StrCat(IsBehindTls(kind.code)   ? "The handshake itself is good"
                      : IsOfTheWire(kind.code) ? "TLS is not even begun"
                                               : "As a rule TLS is not even set up",
                      ": gRFC A118 has no result for it.");
}

std::string SectionOf(const FindingKind& kind) {
  const std::string spoken = Spoken([&](const Symptom& symptom) {
    return std::find(symptom.codes.begin(), symptom.codes.end(), kind.code) != symptom.codes.end();
  });
  return absl::StrCat(
      "### ", kind.name, "\n\n", MarkdownText(kind.meaning), "\n\n**Cure:** ",
      MarkdownText(kind.cure), "\n\n", EndOfHandshake(kind),
      kind.can_be_presented ? " gRPC takes such files: it is the peer that refuses." : "", "\n\n",
      spoken.empty() ? "No program says a word of it.\n" : spoken, "\n");
}

std::string SectionsOf(bool of_the_wire) {
  std::string text;
  for (const FindingKind& kind : FindingKinds()) {
    if (IsOfTheWire(kind.code) == of_the_wire) text += SectionOf(kind);
  }
  return text;
}

std::string TolerancesTable(const char* what, const std::vector<Tolerance>& rows) {
  std::vector<std::string> head = {what};
  for (const char* column : ToleranceColumns()) head.emplace_back(column);
  std::string text = MarkdownHead(head);
  for (const Tolerance& row : rows) {
    std::vector<std::string> cells = {
        absl::StrCat(MarkdownText(row.fault), row.code ? ", " + CodeLink(*row.code) : "")};
    for (const Verdict verdict : row.verdicts) cells.emplace_back(VerdictName(verdict));
    absl::StrAppend(&text, MarkdownRow(cells));
  }
  return absl::StrCat(text, "\n");
}

std::string RulesTable() {
  std::string text = MarkdownHead({"rule", "scope", "section", "meaning"});
  for (const LintRule* rule : AllLintRules()) {
    absl::StrAppend(&text, MarkdownRow({MarkdownCode(rule->id), LintScopeName(rule->scope),
                                        MarkdownText(rule->section), MarkdownText(rule->meaning)}));
  }
  return text;
}

}  // namespace

std::string TroubleshootingPage() {
  std::string page = absl::StrCat(kIntroduction, Contents(), "\n## By the words\n\n");
  for (const StackKind& stack : StackKinds()) page += WordsOf(stack);
  absl::StrAppend(&page, "## ", kFilesHeading,
                  "\n\nWhat certgen and the programs name when they find it; under each, the words "
                  "that can stand for it, those that stand for little else first.\n\n");
  page += SectionsOf(/*of_the_wire=*/false);
  absl::StrAppend(&page, "## ", kNoFilesHeading,
                  "\n\nWhat shows on the wire alone, to either side.\n\n");
  page += SectionsOf(/*of_the_wire=*/true);
  absl::StrAppend(
      &page, "## ", kTolerancesHeading,
      "\n\nWhat works with one client may fail with the next. A client that looks at a server's "
      "certificate:\n\n",
      TolerancesTable("the server's certificate", ToleranceOfServers()),
      "A client or server that loads its own files; \"later\" is when a peer sees them:\n\n",
      TolerancesTable("its own files", ToleranceOfOwnFiles()));
  absl::StrAppend(&page, "## ", kRulesHeading,
                  "\n\nRules beyond what TLS checks, by scope; a rule's own id takes the place of ",
                  CodeLink(FindingCode::kRuleViolated), ".\n\n", RulesTable());
  return page;
}

}  // namespace certgen
