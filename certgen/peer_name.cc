#include "certgen/peer_name.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace certgen {
namespace {

using Kind = SubjectAltName::Kind;

Finding Fault(FindingCode code, const Certificate& leaf, std::string cause, std::string cure) {
  return {code, Severity::kFatal, "", leaf, std::move(cause), std::move(cure)};
}

}  // namespace

bool HasName(const Certificate& leaf, const std::string& host) {
  const std::vector<SubjectAltName> names = leaf.names();
  // It compares addresses as text, and with names of either kind.
  const bool is_address = IpName(host).ok();
  const auto matches = [&](const SubjectAltName& name) {
    if (name.kind != Kind::kDns && name.kind != Kind::kIp) return false;
    if (is_address) return absl::EqualsIgnoreCase(name.value, host);
    const std::string without_root(absl::StripSuffix(name.value, "."));
    return MatchesHost({name.kind, without_root}, std::string(absl::StripSuffix(host, ".")));
  };
  if (std::any_of(names.begin(), names.end(), matches)) return true;
  const bool nameless = std::all_of(names.begin(), names.end(), [](const SubjectAltName& name) {
    return name.kind == Kind::kOther;
  });
  return nameless && !is_address && MatchesHost({Kind::kDns, leaf.common_name()}, host);
}

bool HasMalformedAddress(const Certificate& leaf) {
  const std::vector<SubjectAltName> names = leaf.names();
  return std::any_of(names.begin(), names.end(), [](const SubjectAltName& name) {
    return name.kind == Kind::kIp && name.value == SubjectAltName::kMalformed;
  });
}

Finding AboutMalformedAddress(const Certificate& leaf) {
  return Fault(FindingCode::kCertificateNameMalformed, leaf,
               absl::StrCat("an IP address among the names of ", Called(leaf),
                            " has neither 4 nor 16 octets, which ends gRPC 1.51"),
               "issue it again with whole addresses: certgen leaf NAME --force --ip ADDRESS");
}

Finding AboutPeerName(const Certificate& leaf, const std::string& host) {
  const std::vector<SubjectAltName> names = leaf.names();
  const auto address = IpName(host);
  const std::string called = absl::StrCat("the server's certificate ", Called(leaf));
  const std::string again = absl::StrCat("issue it with that name: certgen leaf NAME --force --",
                                         address.ok() ? "ip " : "dns ", host);
  const bool has_common_name = names.empty() && !leaf.common_name().empty();
  if (has_common_name && address.ok()) {
    return Fault(FindingCode::kCertificateCommonNameOnly, leaf,
                 absl::StrCat(called, " has no name but its common name '", leaf.common_name(),
                              "', which nobody takes for an address"),
                 again);
  }
  const std::string there =
      has_common_name ? absl::StrCat("none but the common name '", leaf.common_name(), "'")
      : names.empty() ? "none"
                      : FirstNames(names);
  return Fault(
      FindingCode::kCertificateHostnameMismatch, leaf,
      absl::StrCat(called, " is not for ", host, ": its names are ", there),
      absl::StrCat(names.empty() ? "" : "call it by one of its names (--server-name), or ", again));
}

}  // namespace certgen
