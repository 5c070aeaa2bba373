#include "certgen/symptom.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "certgen/symptom_tables.h"

namespace certgen {
namespace {

// Shorter ones are in the words of too many.
constexpr size_t kShortestPart = 8;

std::vector<Symptom> AllSymptoms() {
  std::vector<Symptom> all;
  for (auto* table : {GrpcCppSymptoms, GoSymptoms, GrpcurlSymptoms, PythonSymptoms, NodeSymptoms,
                      JavaSymptoms, OpenSslSymptoms}) {
    for (Symptom& symptom : table()) all.push_back(std::move(symptom));
  }
  return all;
}

bool SaysNothing(const Symptom& symptom) { return symptom.codes.empty(); }

bool IsPartOf(const Symptom& symptom, const Symptom& longer) {
  return symptom.stack == longer.stack && std::string_view(symptom.words) != longer.words &&
         absl::StrContains(longer.words, symptom.words);
}

}  // namespace

std::string SpeakerName(Speaker speaker) {
  switch (speaker) {
    case Speaker::kLoader:
      return "client or server, loading its files";
    case Speaker::kLoadingClient:
      return "client, loading its files";
    case Speaker::kLoadingServer:
      return "server, loading its files";
    case Speaker::kClient:
      return "client, calling a server";
    case Speaker::kServer:
      return "server, of a client";
  }
  return "";
}

const std::vector<Symptom>& Symptoms() {
  static const auto& symptoms = *new std::vector<Symptom>(AllSymptoms());
  return symptoms;
}

const std::vector<FindingCode>& UnspokenCodes() {
  using Code = FindingCode;
  static const auto& codes = *new std::vector<FindingCode>{
      // Of certgen's own reading; gRPC gets no such file.
      Code::kFileTooLarge, Code::kFilesChanging, Code::kObjectMalformed, Code::kObjectUnknown,
      Code::kPassphraseMissing, Code::kPassphraseWrong, Code::kEncryptionUnsupported,
      Code::kRevocationListMalformed,
      // They work, until somebody comes along whom they do not suit.
      Code::kPrivateKeyExposed, Code::kPassphraseExposed, Code::kPassphraseUnneeded,
      Code::kCertificateExpiresSoon, Code::kCertificateIsCa, Code::kChainHasUnrelatedCertificate,
      // Of our programs alone.
      Code::kSessionWithoutVerdict, Code::kCallerNotAllowed, Code::kCallFailed,
      // Whatever the words are.
      Code::kSelfHandshakeFailed, Code::kRuleViolated, Code::kHandshakeFailed};
  return codes;
}

std::vector<const Symptom*> FindSymptoms(const std::string& text) {
  const std::string wanted = absl::AsciiStrToLower(absl::StripAsciiWhitespace(text));
  std::vector<const Symptom*> found;
  for (const Symptom& symptom : Symptoms()) {
    const std::string words = absl::AsciiStrToLower(symptom.words);
    const bool is_part = wanted.size() >= kShortestPart && absl::StrContains(words, wanted);
    if (is_part || absl::StrContains(wanted, words)) found.push_back(&symptom);
  }
  std::stable_sort(found.begin(), found.end(), [](const Symptom* a, const Symptom* b) {
    if (SaysNothing(*a) != SaysNothing(*b)) return SaysNothing(*b);
    return std::string_view(a->words).size() > std::string_view(b->words).size();
  });
  std::vector<const Symptom*> best;
  for (const Symptom* symptom : found) {
    const bool is_said = std::any_of(best.begin(), best.end(), [&](const Symptom* longer) {
      return IsPartOf(*symptom, *longer) &&
             absl::StrContains(wanted, absl::AsciiStrToLower(longer->words));
    });
    if (!is_said) best.push_back(symptom);
  }
  return best;
}

}  // namespace certgen
