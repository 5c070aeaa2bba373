#include "certgen/name_check.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "certgen/cure.h"
#include "certgen/file_check.h"
#include "certgen/subject_alt_name.h"

namespace certgen {
namespace {

using Kind = SubjectAltName::Kind;

// The flag of certgen that writes `name`.
std::string Flag(const SubjectAltName& name) {
  const char* const flag = name.kind == Kind::kDns  ? "--dns "
                           : name.kind == Kind::kIp ? "--ip "
                                                    : "--uri ";
  return absl::StrCat(flag, ShellWord(name.value));
}

// The leaf's own names that are good, and `more`, as flags: any of them replaces all.
std::string Flags(const Certificate& leaf, const CredentialFile& file,
                  const std::string& more = "") {
  std::vector<SubjectAltName> names = leaf.names();
  if (!more.empty()) names.push_back({Kind::kDns, more});
  std::vector<std::string> flags;
  for (const SubjectAltName& name : Issuable(names)) flags.push_back(Flag(name));
  // certgen knows names for its own.
  if (flags.empty() && !file.member) return "--dns HOST";
  return absl::StrJoin(flags, " ");
}

// The same with some host among them, be it one to fill in.
std::string FlagsWithHost(const Certificate& leaf, const CredentialFile& file,
                          const std::string& host) {
  std::string flags = Flags(leaf, file, host);
  if (host.empty() && !absl::EndsWith(flags, "--dns HOST")) {
    absl::StrAppend(&flags, flags.empty() ? "" : " ", "--dns HOST");
  }
  return flags;
}

// A DNS name that is none has a finding of its own.
bool NoneIsForHosts(const std::vector<SubjectAltName>& names) {
  return std::none_of(names.begin(), names.end(), [](const SubjectAltName& name) {
    return name.kind == Kind::kDns || name.kind == Kind::kIp;
  });
}

const SubjectAltName* IpAmongDns(const std::vector<SubjectAltName>& names) {
  const auto found = std::find_if(names.begin(), names.end(), [](const SubjectAltName& name) {
    return name.kind == Kind::kDns && IpName(name.value).ok();
  });
  return found == names.end() ? nullptr : &*found;
}

void CheckHost(const Certificate& leaf, const CredentialFile& file, const std::string& host,
               std::vector<Finding>* findings) {
  const std::vector<SubjectAltName> names = leaf.names();
  const auto found = std::find_if(names.begin(), names.end(), [&](const SubjectAltName& name) {
    return MatchesHost(name, host);
  });
  if (found != names.end()) {
    if (found->kind == Kind::kIp && !absl::EqualsIgnoreCase(found->value, host)) {
      findings->push_back(
          Warning(FindingCode::kCertificateHostnameMismatch, file, leaf,
                  absl::StrCat("is for ", host, ", but gRPC C++ compares addresses as text, and ",
                               "this one is written ", found->value),
                  absl::StrCat("call it by that (--server-name ", found->value, ")")));
    }
    return;
  }
  // What gRPC falls back to for want of any name; OpenSSL does it beside a URI, too.
  const bool nameless = std::all_of(names.begin(), names.end(), [](const SubjectAltName& name) {
    return name.kind == Kind::kOther;
  });
  if (nameless && MatchesHost({Kind::kDns, leaf.common_name()}, host) && !IpName(host).ok()) return;
  const SubjectAltName* ip = IpAmongDns(names);
  if (ip != nullptr && IpName(host).ok() && *IpName(ip->value) == *IpName(host)) return;
  findings->push_back(NotForHost(leaf, file, host));
}

}  // namespace

Finding NotForHost(const Certificate& leaf, const CredentialFile& file, const std::string& host) {
  const std::vector<SubjectAltName> names = leaf.names();
  const bool issuable = !Issuable({{Kind::kDns, host}}).empty();
  const std::string remedy = issuable ? Reissue(file, Flags(leaf, file, host))
                                      : "give the host a name of letters, digits and '-' alone";
  return Fatal(FindingCode::kCertificateHostnameMismatch, file, leaf,
               absl::StrCat("is not for ", host, ": its names are ",
                            names.empty() ? "none" : ToString(names)),
               NoneIsForHosts(names)
                   ? remedy
                   : absl::StrCat("call it by one of its names (--server-name), or ", remedy));
}

void CheckNamesWellFormed(const Certificate& leaf, const CredentialFile& file,
                          std::vector<Finding>* findings) {
  for (const SubjectAltName& name : leaf.names()) {
    if (name.kind == Kind::kIp && name.value == SubjectAltName::kMalformed) {
      findings->push_back(Fatal(FindingCode::kCertificateNameMalformed, file, leaf,
                                absl::StrCat("an IP address among the names of ", Called(leaf),
                                             " has neither 4 nor 16 octets"),
                                absl::StrCat("issue it again with whole addresses: ",
                                             ReissueCommand(file, Flags(leaf, file)))));
      return;
    }
    if (name.kind == Kind::kDns && !IsHostName(name) && !IpName(name.value).ok()) {
      findings->push_back(Warning(
          FindingCode::kCertificateNameMalformed, file, leaf,
          absl::StrCat("the DNS name '", name.value,
                       "' is none that every client matches: letters, digits and '-' in labels "
                       "between single dots, and * only as the first label before two others"),
          absl::StrCat("issue it again with host names alone: ",
                       ReissueCommand(file, NoneIsForHosts(Issuable(leaf.names()))
                                                ? FlagsWithHost(leaf, file, "")
                                                : Flags(leaf, file)))));
      return;
    }
  }
}

void CheckServerNames(const Certificate& leaf, const CredentialFile& file, const std::string& host,
                      std::vector<Finding>* findings) {
  const std::vector<SubjectAltName> names = leaf.names();
  const std::string common_name = leaf.common_name();
  if (const SubjectAltName* ip = IpAmongDns(names)) {
    Finding finding =
        Warning(FindingCode::kCertificateIpAsDnsName, file, leaf,
                absl::StrCat("the address ", ip->value,
                             " is written as a DNS name; clients that call it look for an IP name"),
                Reissue(file, Flags(leaf, file)));
    const bool wanted = IpName(host).ok() && *IpName(host) == *IpName(ip->value);
    const bool also_as_ip = std::any_of(names.begin(), names.end(), [&](const SubjectAltName& n) {
      return n.kind == Kind::kIp && n.value == IpName(ip->value)->value;
    });
    if (wanted && !also_as_ip) finding.severity = Severity::kFatal;
    findings->push_back(std::move(finding));
  }
  if (NoneIsForHosts(names)) {
    if (names.empty() && !common_name.empty()) {
      findings->push_back(
          Warning(FindingCode::kCertificateCommonNameOnly, file, leaf,
                  absl::StrCat("its only name is the common name '", common_name,
                               "', which Go and grpcurl do not look at, and nobody for an address"),
                  Reissue(file, Flags(leaf, file, common_name))));
    } else {
      findings->push_back(Warning(FindingCode::kCertificateHasNoHostName, file, leaf,
                                  "has no DNS name or IP address that a client could match",
                                  Reissue(file, FlagsWithHost(leaf, file, host))));
    }
  }
  if (!host.empty()) CheckHost(leaf, file, host, findings);
}

}  // namespace certgen
