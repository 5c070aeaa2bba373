#include "services/tls/caller_pattern.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "certgen/ip_address.h"
#include "certgen/subject_alt_name.h"

namespace tls {
namespace {

constexpr char kAny[] = "*";

std::vector<std::string> Split(const std::string& text, char separator) {
  return absl::StrSplit(text, separator);
}

absl::Status Wrong(const std::string& what) { return absl::InvalidArgumentError(what); }

// A URI without its path, and the path's segments.
struct UriParts {
  std::string start;
  std::vector<std::string> segments;
};

// Without an authority ("urn:…") there is no path that `*` could stand in.
UriParts PartsOf(const std::string& uri) {
  const size_t authority = uri.find("://");
  if (authority == std::string::npos) return {uri, {}};
  const size_t slash = uri.find('/', authority + 3);
  if (slash == std::string::npos) return {uri, {}};
  return {uri.substr(0, slash), Split(uri.substr(slash + 1), '/')};
}

bool IsAlphanumeric(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); }

// What `*` may stand for in a DNS name: no `*` of the certificate's own, which are many hosts.
bool IsLabel(const std::string& label) {
  return !label.empty() && std::all_of(label.begin(), label.end(), [](char c) {
    return IsAlphanumeric(c) || c == '-' || c == '_';
  });
}

// And in a path. Where a query or a fragment begins it is over, dots are steps on it, and what is
// percent-encoded can be any of these.
bool IsSegment(const std::string& segment) {
  return !segment.empty() && segment != "." && segment != ".." &&
         std::all_of(segment.begin(), segment.end(), [](char c) {
           return IsAlphanumeric(c) || absl::StrContains("-._~!$&'()+,;=:@", std::string(1, c));
         });
}

// The whole part that a `*` in it was perhaps meant as.
std::string WithWholeParts(const std::vector<std::string>& parts, const char* separator) {
  std::vector<std::string> whole = parts;
  for (std::string& part : whole) {
    if (absl::StrContains(part, kAny)) part = kAny;
  }
  return absl::StrJoin(whole, separator);
}

bool HasPartOfOne(const std::vector<std::string>& parts) {
  return std::any_of(parts.begin(), parts.end(), [](const std::string& part) {
    return absl::StrContains(part, kAny) && part != kAny;
  });
}

// With x in place of each `*`, so that what checks names can check patterns.
std::string Filled(std::vector<std::string> parts, const char* separator) {
  for (std::string& part : parts) {
    if (part == kAny) part = "x";
  }
  return absl::StrJoin(parts, separator);
}

// For text without a right prefix: what it was perhaps meant as.
std::string NearestOf(const std::string& text) {
  const std::string lower = absl::AsciiStrToLower(text);
  for (const char* prefix : {"dns:", "uri:", "ip:"}) {
    if (absl::StartsWith(lower, prefix)) {
      return absl::StrCat(prefix, text.substr(std::string(prefix).size()));
    }
  }
  if (certgen::IpOctets(text)) return absl::StrCat("ip:", text);
  if (absl::StrContains(text, "://")) return absl::StrCat("uri:", text);
  if (absl::StartsWith(lower, "spiffe:") || absl::StartsWith(lower, "urn:")) {
    return absl::StrCat("uri:", text);
  }
  if (!absl::StrContains(text, ":") && !absl::StrContains(text, "/") &&
      !absl::StrContains(text, "=") && !absl::StrContains(text, "@")) {
    return absl::StrCat("dns:", lower);
  }
  return "";
}

absl::Status WithoutPrefix(const std::string& text) {
  const std::string lower = absl::AsciiStrToLower(text);
  if (absl::StartsWith(lower, "cn=") || absl::StartsWith(lower, "cn:")) {
    return Wrong(
        absl::StrCat("is a common name, which no rule goes by, for anybody can have any; "
                     "give the name that the certificate has as a SAN: dns:",
                     absl::AsciiStrToLower(text.substr(3))));
  }
  const std::string nearest = NearestOf(text);
  if (!nearest.empty() && CallerPattern::Parse(nearest).ok()) {
    return Wrong(absl::StrCat("does not begin with dns:, uri: or ip:; write ", nearest));
  }
  return Wrong(
      "does not begin with dns:, uri: or ip:, such as dns:client.example.com, "
      "uri:spiffe://example.com/ns/default/sa/client, ip:192.0.2.1");
}

}  // namespace

absl::StatusOr<CallerPattern> CallerPattern::Parse(const std::string& text) {
  const auto rest = [&](const char* prefix) { return text.substr(std::string(prefix).size()); };
  if (absl::StartsWith(text, "dns:")) return ParseDns(rest("dns:"));
  if (absl::StartsWith(text, "uri:")) return ParseUri(rest("uri:"));
  if (absl::StartsWith(text, "ip:")) return ParseIp(rest("ip:"));
  return WithoutPrefix(text);
}

absl::StatusOr<CallerPattern> CallerPattern::ParseDns(const std::string& name) {
  const std::string lower = absl::AsciiStrToLower(name);
  CallerPattern pattern(Kind::kDns, absl::StrCat("dns:", lower));
  pattern.parts_ = Split(lower, '.');
  if (absl::StrContains(lower, "://") && ParseUri(name).ok()) {
    return Wrong(absl::StrCat("is a URI and no DNS name; write uri:", name));
  }
  if (certgen::IpOctets(name)) {
    return Wrong(absl::StrCat("is an IP address and no DNS name; write ip:", name));
  }
  if (HasPartOfOne(pattern.parts_)) {
    const std::string nearest = absl::StrCat("dns:", WithWholeParts(pattern.parts_, "."));
    return Wrong(absl::StrCat("has * in place of a part of a label; it stands for a whole one: ",
                              Parse(nearest).ok() ? nearest : "dns:*.example.com"));
  }
  if (std::all_of(pattern.parts_.begin(), pattern.parts_.end(),
                  [](const std::string& part) { return part == kAny; })) {
    return Wrong(
        "has nothing but *, and would let in whoever has a name; give one label at least: "
        "dns:*.example.com");
  }
  // Container networks have names with '_', which hosts have not.
  const absl::StatusOr<certgen::SubjectAltName> filled =
      certgen::DnsName(absl::StrReplaceAll(Filled(pattern.parts_, "."), {{"_", "x"}}));
  if (filled.ok()) return pattern;
  std::string cure;
  if (absl::EndsWith(lower, ".") && lower.size() > 1) {
    cure = absl::StrCat("; write dns:", lower.substr(0, lower.size() - 1));
  } else if (const size_t colon = lower.find(':'); colon != std::string::npos && colon > 0) {
    cure = absl::StrCat("; certificates name no ports: dns:", lower.substr(0, colon));
  }
  return Wrong(absl::StrCat("is no DNS name", cure, cure.empty() ? ": " : " (",
                            std::string(filled.status().message()), cure.empty() ? "" : ")"));
}

absl::StatusOr<CallerPattern> CallerPattern::ParseUri(const std::string& uri) {
  CallerPattern pattern(Kind::kUri, absl::StrCat("uri:", uri));
  UriParts parts = PartsOf(uri);
  if (absl::StrContains(parts.start, kAny)) {
    return Wrong(
        "has * outside the path of the URI; it stands for a whole segment of the path: "
        "uri:spiffe://example.com/ns/*/sa/client");
  }
  if (HasPartOfOne(parts.segments)) {
    return Wrong(absl::StrCat(
        "has * in place of a part of a segment; it stands for a whole one: uri:", parts.start, "/",
        WithWholeParts(parts.segments, "/")));
  }
  const std::string filled = parts.segments.empty()
                                 ? parts.start
                                 : absl::StrCat(parts.start, "/", Filled(parts.segments, "/"));
  const absl::StatusOr<certgen::SubjectAltName> name = certgen::UriName(filled);
  if (!name.ok()) {
    return Wrong(
        absl::StrCat("is no URI that a certificate has: ", std::string(name.status().message())));
  }
  pattern.start_ = std::move(parts.start);
  pattern.parts_ = std::move(parts.segments);
  return pattern;
}

absl::StatusOr<CallerPattern> CallerPattern::ParseIp(const std::string& address) {
  std::string bare = address;
  if (absl::StartsWith(bare, "[") && absl::EndsWith(bare, "]")) {
    bare = bare.substr(1, bare.size() - 2);
  }
  const size_t slash = bare.find('/');
  if (slash != std::string::npos) bare.resize(slash);
  const std::optional<std::string> octets = certgen::IpOctets(bare);
  if (octets && bare != address) {
    return Wrong(absl::StrCat(slash != std::string::npos
                                  ? "is a network, and a rule is for one address: ip:"
                                  : "has brackets, which belong to a port: ip:",
                              bare));
  }
  if (!octets) {
    return Wrong(absl::StrContains(address, kAny)
                     ? "has *, and addresses have no parts that it could stand for: give each "
                       "address a rule of its own"
                     : "is no IP address, such as ip:192.0.2.1 or ip:2001:db8::1");
  }
  CallerPattern pattern(Kind::kIp, absl::StrCat("ip:", *certgen::IpText(*octets)));
  pattern.parts_ = {*octets};
  return pattern;
}

bool CallerPattern::is_exact() const {
  return std::find(parts_.begin(), parts_.end(), kAny) == parts_.end();
}

std::string CallerPattern::Matched(const CallerNames& names) const {
  const std::vector<std::string>& own = kind_ == Kind::kDns   ? names.dns
                                        : kind_ == Kind::kUri ? names.uri
                                                              : names.ip;
  const auto found =
      std::find_if(own.begin(), own.end(), [&](const std::string& name) { return Fits(name); });
  if (found == own.end()) return "";
  CallerNames matched;
  (kind_ == Kind::kDns ? matched.dns : kind_ == Kind::kUri ? matched.uri : matched.ip) = {*found};
  return RuleForms(matched).front();
}

bool CallerPattern::Fits(const std::string& name) const {
  switch (kind_) {
    case Kind::kDns:
      return FitsDns(name);
    case Kind::kUri:
      return FitsUri(name);
    case Kind::kIp:
      break;
  }
  return FitsIp(name);
}

bool CallerPattern::FitsDns(const std::string& name) const {
  const std::vector<std::string> labels = Split(absl::AsciiStrToLower(name), '.');
  return std::equal(parts_.begin(), parts_.end(), labels.begin(), labels.end(),
                    [](const std::string& part, const std::string& label) {
                      return part == kAny ? IsLabel(label) : part == label;
                    });
}

bool CallerPattern::FitsUri(const std::string& uri) const {
  const UriParts parts = PartsOf(uri);
  return start_ == parts.start &&
         std::equal(parts_.begin(), parts_.end(), parts.segments.begin(), parts.segments.end(),
                    [](const std::string& part, const std::string& segment) {
                      return part == kAny ? IsSegment(segment) : part == segment;
                    });
}

bool CallerPattern::FitsIp(const std::string& address) const {
  return certgen::IpOctets(address) == parts_.front();
}

}  // namespace tls
