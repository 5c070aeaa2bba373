#include "certgen/symptom_report.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "certgen/json_document.h"
#include "certgen/symptom.h"
#include "certgen/troubleshooting_page.h"

namespace certgen {
namespace {

// Each value of the vectors that `of` gives, once, in their order.
template <typename T>
std::vector<T> Each(const std::vector<const Symptom*>& symptoms, std::vector<T> Symptom::*of) {
  std::vector<T> all;
  for (const Symptom* symptom : symptoms) {
    for (const T value : symptom->*of) {
      if (std::find(all.begin(), all.end(), value) == all.end()) all.push_back(value);
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
  const auto append = [&text](const char* name, const char* cause, const char* cure) {
    absl::StrAppend(&text, "\n", name, "\n  cause  ", cause, "\n  cure   ", cure, "\n");
  };
  for (const Circumstance circumstance : Each(symptoms, &Symptom::circumstances)) {
    const CircumstanceKind& kind = KindOf(circumstance);
    append(kind.title, kind.cause, kind.cure);
  }
  for (const FindingCode code : Each(symptoms, &Symptom::codes)) {
    const FindingKind& kind = KindOf(code);
    append(kind.name, kind.meaning, kind.cure);
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
  for (const Circumstance circumstance : Each(symptoms, &Symptom::circumstances)) {
    const CircumstanceKind& kind = KindOf(circumstance);
    document["causes"].push_back(
        {{"code", nullptr}, {"title", kind.title}, {"cause", kind.cause}, {"cure", kind.cure}});
  }
  for (const FindingCode code : Each(symptoms, &Symptom::codes)) {
    const FindingKind& kind = KindOf(code);
    document["causes"].push_back(
        {{"code", kind.name}, {"title", nullptr}, {"cause", kind.meaning}, {"cure", kind.cure}});
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
