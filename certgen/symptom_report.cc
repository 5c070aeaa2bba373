#include "certgen/symptom_report.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "certgen/json_document.h"
#include "certgen/symptom.h"
#include "certgen/troubleshooting_page.h"

namespace certgen {
namespace {

// Each once, in their order.
std::vector<FindingCode> CodesOf(const std::vector<const Symptom*>& symptoms) {
  std::vector<FindingCode> all;
  for (const Symptom* symptom : symptoms) {
    for (const FindingCode code : symptom->codes) {
      if (std::find(all.begin(), all.end(), code) == all.end()) all.push_back(code);
    }
  }
  return all;
}

std::string ToText(const std::vector<const Symptom*>& symptoms) {
  std::string text;
  for (const Symptom* symptom : symptoms) {
    absl::StrAppend(&text, KindOf(symptom->stack).name, " (", SpeakerName(symptom->speaker),
                    "): ", symptom->words, "\n");
    if (*symptom->remark != '\0') absl::StrAppend(&text, "  ", symptom->remark, "\n");
  }
  for (const FindingCode code : CodesOf(symptoms)) {
    const FindingKind& kind = KindOf(code);
    absl::StrAppend(&text, "\n", kind.name, "\n  cause  ", kind.meaning, "\n  cure   ", kind.cure,
                    "\n");
  }
  return text;
}

Json ToJson(const std::vector<const Symptom*>& symptoms) {
  Json document = JsonDocument(std::nullopt, {});
  document["symptoms"] = Json::array();
  for (const Symptom* symptom : symptoms) {
    document["symptoms"].push_back({{"stack", KindOf(symptom->stack).name},
                                    {"printed_by", SpeakerName(symptom->speaker)},
                                    {"words", symptom->words},
                                    {"remark", symptom->remark}});
  }
  document["causes"] = Json::array();
  for (const FindingCode code : CodesOf(symptoms)) {
    const FindingKind& kind = KindOf(code);
    document["causes"].push_back(
        {{"code", kind.name}, {"cause", kind.meaning}, {"cure", kind.cure}});
  }
  return document;
}

}  // namespace

std::optional<CommandResult> ExplainWords(const std::string& text, bool json) {
  const std::vector<const Symptom*> symptoms = FindSymptoms(text);
  if (symptoms.empty()) return std::nullopt;
  CommandResult explained;
  explained.out = json ? ToLine(ToJson(symptoms)) : ToText(symptoms);
  return explained;
}

CommandResult ExplainAll(bool json) {
  CommandResult explained;
  explained.out = TroubleshootingPage();
  if (json) {
    Json document = JsonDocument(std::nullopt, {});
    document["page"] = explained.out;
    explained.out = ToLine(document);
  }
  return explained;
}

}  // namespace certgen
