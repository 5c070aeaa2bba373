#include "certgen/name_constraints.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "certgen/certificate_extension.h"
#include "certgen/mailbox.h"

namespace certgen {
namespace {

using Kind = SubjectAltName::Kind;

NameConstraint FromGeneralName(const GENERAL_NAME* base, bool excluded) {
  int type = 0;
  const void* value = GENERAL_NAME_get0_value(base, &type);
  NameConstraint constraint = {excluded, Kind::kOther, ""};
  if (type == GEN_DNS) constraint.kind = Kind::kDns;
  if (type == GEN_EMAIL) constraint.kind = Kind::kEmail;
  if (type == GEN_URI) constraint.kind = Kind::kUri;
  if (type == GEN_IPADD) constraint.kind = Kind::kIp;
  if (constraint.kind != Kind::kOther) {
    const auto* string = static_cast<const ASN1_STRING*>(value);
    constraint.value = std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
                                   static_cast<size_t>(ASN1_STRING_length(string)));
  }
  return constraint;
}

// RFC 4632: ones, then zeros.
bool IsMask(const std::string& octets) {
  bool zeros = false;
  for (const char octet : octets) {
    for (int bit = 7; bit >= 0; --bit) {
      const bool one = (static_cast<unsigned char>(octet) >> bit & 1) != 0;
      if (one && zeros) return false;
      zeros = !one;
    }
  }
  return true;
}

std::string WhyNoHost(const std::string& text) {
  // One label is enough here, and so is "com".
  const absl::StatusOr<SubjectAltName> host = DnsName(text);
  if (text.find('*') != std::string::npos) return absl::StrCat("'", text, "' has a wildcard");
  return host.ok() ? "" : std::string(host.status().message());
}

// Of a host, or with a leading dot of all below it.
std::string WhyNoDomain(const std::string& text) {
  return WhyNoHost(absl::StartsWith(text, ".") ? text.substr(1) : text);
}

}  // namespace

std::vector<NameConstraint> NameConstraintsOf(const Certificate& certificate) {
  const auto decoded = DecodeExtension<NameConstraintsPtr>(certificate, NID_name_constraints);
  std::vector<NameConstraint> constraints;
  if (decoded == nullptr) return constraints;
  for (const bool excluded : {false, true}) {
    const STACK_OF(GENERAL_SUBTREE)
    *subtrees = excluded ? decoded->excludedSubtrees : decoded->permittedSubtrees;
    for (int i = 0; i < sk_GENERAL_SUBTREE_num(subtrees); ++i) {
      constraints.push_back(FromGeneralName(sk_GENERAL_SUBTREE_value(subtrees, i)->base, excluded));
    }
  }
  return constraints;
}

std::string WhyMalformed(const NameConstraint& constraint) {
  const std::string& value = constraint.value;
  switch (constraint.kind) {
    case Kind::kDns:
      if (absl::StartsWith(value, ".")) return absl::StrCat("'", value, "' starts with a dot");
      return value.empty() ? "" : WhyNoHost(value);
    case Kind::kIp:
      if (value.size() != 8 && value.size() != 32) {
        return absl::StrCat("an IP range of ", value.size(), " octets, not 8 or 32");
      }
      return IsMask(value.substr(value.size() / 2)) ? "" : "an IP range whose mask has holes";
    case Kind::kEmail: {
      const size_t at = value.rfind('@');
      if (at == std::string::npos) return value.empty() ? "" : WhyNoDomain(value);
      return WhyNoMailbox(value);
    }
    case Kind::kUri:
      return value.empty() ? "" : WhyNoDomain(value);
    case Kind::kOther:
      return "";
  }
  return "";
}

bool WildcardReaches(const std::string& wildcard, const NameConstraint& constraint) {
  if (constraint.kind != Kind::kDns || !absl::StartsWith(wildcard, "*.")) return false;
  const size_t dot = constraint.value.find('.');
  return dot != std::string::npos && dot > 0 &&
         absl::EqualsIgnoreCase(constraint.value.substr(dot), wildcard.substr(1));
}

}  // namespace certgen
