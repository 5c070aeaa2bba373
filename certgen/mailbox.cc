#include "certgen/mailbox.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "certgen/subject_alt_name.h"

namespace certgen {
namespace {

// RFC 5322 §3.2.3.
bool IsAtom(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) ||
           (c != 0 &&
            absl::StrContains("!#$%&'*+-/=?^_`{|}~", std::string(1, static_cast<char>(c))));
  });
}

bool IsDotString(const std::string& text) {
  const std::vector<std::string> atoms = absl::StrSplit(text, '.');
  return std::all_of(atoms.begin(), atoms.end(), IsAtom);
}

bool IsQuotedString(const std::string& text) {
  return text.size() >= 2 && text.front() == '"' && text.back() == '"' &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= 32 && c < 127; });
}

}  // namespace

std::string WhyNoMailbox(const std::string& text) {
  const size_t at = text.rfind('@');
  if (at == std::string::npos) return absl::StrCat("'", text, "' has no '@'");
  const std::string local = text.substr(0, at);
  const std::string domain = text.substr(at + 1);
  if (!IsQuotedString(local) && !IsDotString(local)) {
    return absl::StrContains(local, "@")
               ? absl::StrCat("'", text, "' has more than one '@'")
               : absl::StrCat("'", local, "' cannot stand before the '@'");
  }
  if (absl::StartsWith(domain, "[") && absl::EndsWith(domain, "]")) return "";
  // A wildcard is a name to DnsName, but not to RFC 5321.
  if (absl::StrContains(domain, "*")) return absl::StrCat("'", domain, "' has a wildcard");
  const absl::StatusOr<SubjectAltName> host = DnsName(domain);
  return host.ok() ? "" : std::string(host.status().message());
}

}  // namespace certgen
