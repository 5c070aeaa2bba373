#include "certgen/issuance_report.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "certgen/one_line.h"

namespace certgen {

std::string Describe(const Issuance& issuance) {
  std::string text;
  const bool nothing = std::none_of(issuance.issued.begin(), issuance.issued.end(),
                                    [](const Issued& issued) { return issued.written; });
  if (nothing) text = "nothing to do; as asked for, there are already:\n";
  for (const Issued& issued : issuance.issued) {
    const std::vector<SubjectAltName> names = issued.certificate.names();
    absl::StrAppend(
        &text, issued.written ? "wrote " : "found ",
        OneLine(absl::StrCat(issued.directory.string(), "  ",
                             names.empty() ? issued.certificate.subject() : ToString(names))),
        "  until ", Rfc3339(issued.certificate.not_after()), "\n");
  }
  return text;
}

Json ToJson(const Issuance& issuance) {
  Json document = JsonDocument(std::nullopt, {});
  document["issued"] = Json::array();
  for (const Issued& issued : issuance.issued) {
    Json entry;
    entry["name"] = issued.name;
    entry["directory"] = issued.directory.string();
    entry["written"] = issued.written;
    entry["certificate"] = ToJson(issued.certificate);
    entry["names"] = Json::array();
    for (const SubjectAltName& name : issued.certificate.names()) {
      entry["names"].push_back(ToString(name));
    }
    entry["sha256_fingerprint"] = issued.certificate.sha256_fingerprint();
    document["issued"].push_back(std::move(entry));
  }
  document["notes"] = issuance.notes;
  return document;
}

}  // namespace certgen
