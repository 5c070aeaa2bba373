#include "certgen/finding_code.h"

#include <algorithm>

#include "certgen/finding_kinds.h"

namespace certgen {
namespace {

std::vector<FindingKind> AllKinds() {
  std::vector<FindingKind> kinds = FileFindingKinds();
  for (const FindingKind& kind : CertificateFindingKinds()) kinds.push_back(kind);
  for (const FindingKind& kind : RevocationFindingKinds()) kinds.push_back(kind);
  for (const FindingKind& kind : WireFindingKinds()) kinds.push_back(kind);
  return kinds;
}

}  // namespace

const std::vector<FindingKind>& FindingKinds() {
  static const auto& kinds = *new std::vector<FindingKind>(AllKinds());
  return kinds;
}

const FindingKind& KindOf(FindingCode code) { return FindingKinds()[static_cast<size_t>(code)]; }

bool IsOfTheWire(FindingCode code) { return code >= FindingCode::kNameNotResolved; }

bool IsBehindTls(FindingCode code) { return code >= FindingCode::kSessionWithoutVerdict; }

const FindingKind* FindFindingKind(const std::string& name) {
  const auto found = std::find_if(FindingKinds().begin(), FindingKinds().end(),
                                  [&](const FindingKind& kind) { return kind.name == name; });
  return found == FindingKinds().end() ? nullptr : &*found;
}

std::string FindingCodeName(FindingCode code) { return KindOf(code).name; }

}  // namespace certgen
