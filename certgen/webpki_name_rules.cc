#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "certgen/certificate_extension.h"
#include "certgen/ip_address.h"
#include "certgen/lint_rules.h"

namespace certgen {
namespace {

using Kind = SubjectAltName::Kind;

constexpr LintScope kScope = LintScope::kWebpki;
constexpr char kOtherNames[] =
    "issue it again with other names: certgen leaf NAME --force --dns HOST";

// Character for character; addresses as RFC 3986 and RFC 5952 write them, which
// is how `names` come.
LintResult CommonNameElsewhere(const LintSubject& subject) {
  const std::string common_name = subject.certificate().common_name();
  const std::vector<SubjectAltName> names = subject.certificate().names();
  if (common_name.empty() ||
      std::any_of(names.begin(), names.end(), [&common_name](const SubjectAltName& name) {
        return name.value == common_name;
      })) {
    return std::nullopt;
  }
  return absl::StrCat("its common name '", common_name, "' is none of its alternative names");
}

LintResult OtherKindOfName(const LintSubject& subject) {
  for (const SubjectAltName& name : subject.certificate().names()) {
    if (name.kind != Kind::kDns && name.kind != Kind::kIp) {
      return absl::StrCat("it has the name ", ToString(name));
    }
  }
  return std::nullopt;
}

LintResult OddWildcard(const LintSubject& subject) {
  for (const SubjectAltName& name : subject.certificate().names()) {
    if (name.kind != Kind::kDns || !absl::StrContains(name.value, "*")) continue;
    const absl::StatusOr<SubjectAltName> checked = DnsName(name.value);
    if (!checked.ok()) return std::string(checked.status().message());
  }
  return std::nullopt;
}

// Of those that no registry will ever give away; RFC 1918, RFC 6761 and others.
bool IsInternal(const SubjectAltName& name) {
  if (name.kind == Kind::kDns) {
    const std::string host = absl::AsciiStrToLower(name.value);
    if (!absl::StrContains(host, ".")) return true;
    for (const char* suffix : {".localhost", ".local", ".internal", ".test", ".invalid", ".example",
                               ".home.arpa", ".lan", ".corp", ".home"}) {
      if (absl::EndsWith(host, suffix)) return true;
    }
    return false;
  }
  if (name.kind != Kind::kIp) return false;
  const std::string octets = IpOctets(name.value).value_or("");
  const auto at = [&octets](size_t i) { return static_cast<unsigned char>(octets[i]); };
  if (octets.size() == 4) {
    return at(0) == 10 || at(0) == 127 || at(0) == 0 || (at(0) == 172 && at(1) / 16 == 1) ||
           (at(0) == 192 && at(1) == 168) || (at(0) == 169 && at(1) == 254) ||
           (at(0) == 100 && at(1) / 64 == 1);
  }
  // All that is not global unicast, 2000::/3.
  return octets.size() == 16 && at(0) / 32 != 1;
}

LintResult InternalName(const LintSubject& subject) {
  for (const SubjectAltName& name : subject.certificate().names()) {
    if (IsInternal(name)) return absl::StrCat("its name ", ToString(name), " is an internal one");
  }
  return std::nullopt;
}

constexpr LintRule kRules[] = {
    {.id = "WEBPKI_SAN_MISSING",
     .scope = kScope,
     .section = "Baseline Requirements §7.1.2.7.6",
     .place = LintPlace::kLeaf,
     .meaning = "a server's certificate has subjectAltName; no browser looks at the common name",
     .remedy = "issue it again with its names: certgen leaf NAME --force --dns HOST",
     .check =
         [](const LintSubject& subject) {
           return BrokenIf(!HasExtension(subject.certificate(), NID_subject_alt_name),
                           "it has no subjectAltName");
         }},
    {.id = "WEBPKI_SAN_CRITICAL",
     .scope = kScope,
     .section = "Baseline Requirements §7.1.2.7.12",
     .place = LintPlace::kLeaf,
     .meaning = "subjectAltName is critical only where the subject is empty",
     .remedy = kReissue,
     .check =
         [](const LintSubject& subject) {
           const Certificate& leaf = subject.certificate();
           return BrokenIf(IsCritical(leaf, NID_subject_alt_name) && !leaf.subject().empty(),
                           "its subjectAltName is critical beside a subject");
         }},
    {.id = "WEBPKI_SAN_KIND",
     .scope = kScope,
     .section = "Baseline Requirements §7.1.2.7.12",
     .place = LintPlace::kLeaf,
     .meaning = "an alternative name is a host name or an IP address",
     .remedy = kOtherNames,
     .check = OtherKindOfName},
    {.id = "WEBPKI_WILDCARD",
     .scope = kScope,
     .section = "Baseline Requirements §3.2.2.6",
     .place = LintPlace::kLeaf,
     .meaning = "a wildcard is '*.' before a domain that is not a top-level one",
     .remedy = kOtherNames,
     .check = OddWildcard},
    // No verifier looks: they cannot know whose resolver is asked.
    {.id = "WEBPKI_INTERNAL_NAME",
     .scope = kScope,
     .section = "Baseline Requirements §7.1.2.7.12",
     .severity = Severity::kWarning,
     .place = LintPlace::kLeaf,
     .meaning = "no alternative name is an internal name or a reserved IP address",
     .remedy = kOtherNames,
     .check = InternalName},
    {.id = "WEBPKI_COMMON_NAME_NOT_IN_SAN",
     .scope = kScope,
     .section = "Baseline Requirements §7.1.4.3",
     .place = LintPlace::kLeaf,
     .meaning = "a common name is one of the alternative names, character for character",
     .remedy = kReissue,
     .check = CommonNameElsewhere},
};

}  // namespace

std::span<const LintRule> WebpkiNameRules() { return kRules; }

}  // namespace certgen
