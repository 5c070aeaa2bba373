#include "certgen/subject_alt_name.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "certgen/ip_address.h"

namespace certgen {
namespace {

using Kind = SubjectAltName::Kind;

constexpr size_t kMaxDnsName = 253;  // RFC 1035 §3.1, without the root's dot
constexpr size_t kMaxDnsLabel = 63;  // RFC 1035 §3.1
constexpr size_t kMaxUri = 2048;     // SPIFFE-ID §2.3; gRPC refuses longer ones too
constexpr size_t kMaxTrustDomain = 255;

// Names come from command lines: quoted, cut and freed of control characters,
// so that a message stays one line.
std::string Quoted(const std::string& text) {
  std::string shown;
  for (const char c : text.substr(0, 80)) {
    shown += absl::ascii_iscntrl(static_cast<unsigned char>(c)) ? '?' : c;
  }
  return absl::StrCat("'", shown, text.size() > 80 ? "…" : "", "'");
}

absl::Status Refuse(const char* kind, const std::string& text, const std::string& why) {
  return absl::InvalidArgumentError(absl::StrCat(kind, " ", Quoted(text), " ", why));
}

std::string WhyNotALabel(const std::string& label) {
  if (label.empty()) return "has an empty label (two dots in a row, or one at the start)";
  if (label.size() > kMaxDnsLabel) {
    return absl::StrCat("has a label of ", label.size(), " characters; the limit is ",
                        kMaxDnsLabel);
  }
  if (label.front() == '-' || label.back() == '-') {
    return "has a label that starts or ends with '-'";
  }
  for (const char c : label) {
    if (c == '*') return "has a '*' that is not the whole first label";
    if (c == '_') return "has a '_', which host names do not allow";
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '-') {
      return (c & 0x80) != 0 ? "has a character beyond ASCII; write it in its xn-- form"
                             : "has a character that host names do not allow";
    }
  }
  return "";
}

// SPIFFE-ID §2: spiffe://trust-domain/path, nothing else.
std::string WhyNotASpiffeId(const std::string& uri) {
  const std::string rest = uri.substr(std::string("spiffe://").size());
  const size_t slash = rest.find('/');
  const std::string domain = rest.substr(0, slash);
  if (domain.empty()) return "has no trust domain";
  if (domain.size() > kMaxTrustDomain) return "has a trust domain of more than 255 characters";
  for (const char c : domain) {
    if (!absl::ascii_islower(static_cast<unsigned char>(c)) &&
        !absl::ascii_isdigit(static_cast<unsigned char>(c)) && c != '.' && c != '-' && c != '_') {
      return "has a trust domain with other characters than a-z 0-9 . - _";
    }
  }
  if (slash == std::string::npos) return "has no path, which a leaf's SPIFFE ID needs";
  const std::vector<std::string> segments = absl::StrSplit(rest.substr(slash + 1), '/');
  for (const std::string& segment : segments) {
    if (segment.empty()) return "has an empty path segment";
    if (segment == "." || segment == "..") return "has a path segment '.' or '..'";
    for (const char c : segment) {
      if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '-' && c != '_') {
        return "has a path with other characters than letters, digits and . - _";
      }
    }
  }
  return "";
}

}  // namespace

std::string ToString(const SubjectAltName& name) {
  switch (name.kind) {
    case Kind::kDns:
      return absl::StrCat("DNS:", name.value);
    case Kind::kIp:
      return absl::StrCat("IP:", name.value);
    case Kind::kUri:
      return absl::StrCat("URI:", name.value);
    case Kind::kEmail:
      return absl::StrCat("email:", name.value);
    case Kind::kOther:
      break;
  }
  return absl::StrCat("other:", name.value);
}

std::string ToString(const std::vector<SubjectAltName>& names) {
  return absl::StrJoin(names, ", ", [](std::string* out, const SubjectAltName& name) {
    absl::StrAppend(out, ToString(name));
  });
}

std::string FirstNames(const std::vector<SubjectAltName>& names) {
  constexpr size_t kMost = 8;
  if (names.size() <= kMost) return ToString(names);
  return absl::StrCat(ToString(std::vector(names.begin(), names.begin() + kMost)), " and ",
                      names.size() - kMost, " more");
}

absl::StatusOr<SubjectAltName> DnsName(const std::string& text) {
  const char* const kind = "DNS name";
  if (text.empty()) return Refuse(kind, text, "is empty");
  if (IpOctets(text)) {
    return Refuse(kind, text, "is an IP address, which no client matches as a DNS name; use --ip");
  }
  if (text.size() > kMaxDnsName) {
    return Refuse(kind, text,
                  absl::StrCat("has ", text.size(), " characters; the limit is ", kMaxDnsName));
  }
  if (text.back() == '.') return Refuse(kind, text, "ends with a dot; leave it off");
  std::vector<std::string> labels = absl::StrSplit(text, '.');
  if (labels.front() == "*") {
    labels.erase(labels.begin());
    if (labels.size() < 2) {
      return Refuse(kind, text,
                    "is a wildcard that no client matches; at least two labels must "
                    "follow the '*.'");
    }
  }
  for (const std::string& label : labels) {
    if (const std::string why = WhyNotALabel(label); !why.empty()) return Refuse(kind, text, why);
  }
  if (std::all_of(labels.back().begin(), labels.back().end(),
                  [](unsigned char c) { return absl::ascii_isdigit(c); })) {
    return Refuse(kind, text, "ends in a number, so clients read it as an IP address");
  }
  return SubjectAltName{Kind::kDns, absl::AsciiStrToLower(text)};
}

absl::StatusOr<SubjectAltName> IpName(const std::string& text) {
  const char* const kind = "IP address";
  if (text.empty()) return Refuse(kind, text, "is empty");
  const std::optional<std::string> octets = IpOctets(text);
  if (!octets) {
    return Refuse(kind, text,
                  "is not an IPv4 or IPv6 address (no brackets, port, zone or prefix "
                  "length; names go to --dns)");
  }
  return SubjectAltName{Kind::kIp, *IpText(*octets)};
}

absl::StatusOr<SubjectAltName> UriName(const std::string& text) {
  const char* const kind = "URI";
  if (text.empty()) return Refuse(kind, text, "is empty");
  if (text.size() > kMaxUri) {
    return Refuse(kind, text,
                  absl::StrCat("has ", text.size(), " characters; the limit is ", kMaxUri));
  }
  for (const char c : text) {
    if (!absl::ascii_isgraph(static_cast<unsigned char>(c)) ||
        absl::StrContains("\"<>\\^`{|}", absl::string_view(&c, 1))) {
      return Refuse(kind, text, "has a character that URIs do not allow");
    }
  }
  const size_t colon = text.find(':');
  const std::string scheme = text.substr(0, colon);
  const bool scheme_ok = colon != std::string::npos && !scheme.empty() &&
                         absl::ascii_isalpha(static_cast<unsigned char>(scheme.front())) &&
                         std::all_of(scheme.begin(), scheme.end(), [](unsigned char c) {
                           return absl::ascii_isalnum(c) || c == '+' || c == '-' || c == '.';
                         });
  if (!scheme_ok) return Refuse(kind, text, "has no scheme such as spiffe: or https:");
  if (colon + 1 == text.size()) return Refuse(kind, text, "has nothing after its scheme");
  if (absl::EqualsIgnoreCase(scheme, "spiffe")) {
    if (!absl::StartsWith(text, "spiffe://")) {
      return Refuse(kind, text, "is no SPIFFE ID: it does not start with spiffe://");
    }
    if (const std::string why = WhyNotASpiffeId(text); !why.empty()) {
      return Refuse("SPIFFE ID", text, why);
    }
  }
  return SubjectAltName{Kind::kUri, text};
}

absl::Status CheckNames(const std::vector<SubjectAltName>& names) {
  if (names.empty()) {
    return absl::InvalidArgumentError("a leaf needs at least one DNS name, IP address or URI");
  }
  size_t uris = 0;
  bool spiffe = false;
  for (size_t i = 0; i < names.size(); ++i) {
    if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
        names.begin() + static_cast<std::ptrdiff_t>(i)) {
      return absl::InvalidArgumentError(
          absl::StrCat("the name ", ToString(names[i]), " is given twice"));
    }
    if (names[i].kind == Kind::kUri) {
      ++uris;
      spiffe = spiffe || absl::StartsWith(names[i].value, "spiffe://");
    }
  }
  if (spiffe && uris > 1) {
    return absl::InvalidArgumentError(
        "a certificate with a SPIFFE ID may have no second URI (X509-SVID §2)");
  }
  return absl::OkStatus();
}

std::vector<SubjectAltName> Issuable(const std::vector<SubjectAltName>& names) {
  std::vector<SubjectAltName> issuable;
  for (const SubjectAltName& name : names) {
    absl::StatusOr<SubjectAltName> again = absl::InvalidArgumentError("of no kind we issue");
    if (name.kind == Kind::kDns || name.kind == Kind::kIp) again = IpName(name.value);
    if (name.kind == Kind::kDns && !again.ok()) {
      again = DnsName(std::string(absl::StripSuffix(name.value, ".")));
    }
    if (name.kind == Kind::kUri) again = UriName(name.value);
    if (!again.ok() || std::find(issuable.begin(), issuable.end(), *again) != issuable.end()) {
      continue;
    }
    issuable.push_back(*again);
    // A second URI beside a SPIFFE ID, say.
    if (!CheckNames(issuable).ok()) issuable.pop_back();
  }
  return issuable;
}

namespace {

// As OpenSSL and gRPC judge: after `*`, in the first label alone, come two more.
bool MatchesNothing(const std::string& pattern) {
  if (!absl::StrContains(pattern, "*")) return false;
  const size_t first = pattern.find('.');
  const bool later = first != std::string::npos && pattern.find('*', first) != std::string::npos;
  const bool few = first == std::string::npos || pattern.find('.', first + 1) == std::string::npos;
  return later || few;
}

}  // namespace

bool IsHostName(const SubjectAltName& name) {
  if (name.kind == Kind::kIp) return name.value != SubjectAltName::kMalformed;
  if (name.kind != Kind::kDns || IpOctets(name.value) || MatchesNothing(name.value)) return false;
  const auto is_label = [](absl::string_view label) {
    return !label.empty() && std::all_of(label.begin(), label.end(), [](unsigned char c) {
      return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '*';
    });
  };
  const std::vector<absl::string_view> labels = absl::StrSplit(name.value, '.');
  return std::all_of(labels.begin(), labels.end(), is_label);
}

bool MatchesHost(const SubjectAltName& pattern, const std::string& host) {
  const std::optional<std::string> address = IpOctets(host);
  if (address || pattern.kind == Kind::kIp) {
    return address && pattern.kind == Kind::kIp && IpOctets(pattern.value) == address;
  }
  if (pattern.kind != Kind::kDns) return false;
  std::string want = absl::AsciiStrToLower(host);
  if (absl::EndsWith(want, ".")) want.pop_back();
  const std::string have = absl::AsciiStrToLower(pattern.value);
  if (have == want) return true;
  if (!absl::StartsWith(have, "*.")) return false;
  const size_t dot = want.find('.');
  return dot != std::string::npos && dot > 0 && want.substr(dot) == have.substr(1) &&
         have.find('.', 2) != std::string::npos;
}

}  // namespace certgen
