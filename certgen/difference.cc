#include "certgen/difference.h"

#include <sys/stat.h>

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "certgen/credential_check.h"
#include "certgen/credential_files.h"

namespace certgen {
namespace {

std::string Differs(const char* what, const std::string& there, const std::string& asked) {
  if (there == asked) return "";
  return absl::StrCat(what, ": there ", there, ", asked for ", asked);
}

std::string Sorted(std::vector<SubjectAltName> names) {
  std::sort(names.begin(), names.end());
  return ToString(names);
}

// The backdating: a certificate may begin later than asked for, with its issuer.
constexpr absl::Duration kEndTolerance = absl::Minutes(5);

std::string EndDifference(const Certificate& certificate, int days, absl::Time issuer_end) {
  const absl::Time asked =
      std::min(certificate.not_before() + days * absl::Hours(24) - absl::Seconds(1), issuer_end);
  const absl::Time there = certificate.not_after();
  if (there >= asked - kEndTolerance && there <= asked + kEndTolerance) return "";
  return Differs("end of validity", Rfc3339(there), Rfc3339(asked));
}

std::string ModeDifference(const std::string& path, const SecretAccess& access) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0) return "";
  if (access.group && status.st_gid != *access.group) {
    return absl::StrCat("group of the key: there ", status.st_gid, ", asked for ", *access.group);
  }
  const auto octal = [](mode_t mode) {
    return absl::StrCat("0", (mode >> 6) & 7, (mode >> 3) & 7, mode & 7);
  };
  return Differs("mode of the key", octal(status.st_mode), octal(access.mode));
}

}  // namespace

std::string RootDifference(const Certificate& root, const RootOptions& options) {
  for (const std::string& difference :
       {Differs("name", root.common_name(), options.name),
        Differs("key", root.key_description(), KeyTypeName(options.key)),
        Differs("path length", root.path_length() ? absl::StrCat(*root.path_length()) : "unlimited",
                absl::StrCat(options.path_length)),
        EndDifference(root, options.days, absl::InfiniteFuture())}) {
    if (!difference.empty()) return difference;
  }
  return "";
}

std::string LeafDifference(const Pki& pki, const Issuer& issuer, const LeafOptions& options,
                           absl::Time now) {
  CredentialPaths paths;
  paths.tls_dir = pki.member(options.name).string();
  const CredentialFiles files = ReadCredentialFiles(paths);
  CheckRequest request;
  request.now = now;
  if (options.usage == Usage::kServer) request.role = Role::kServer;
  if (options.usage == Usage::kClient) request.role = Role::kClient;
  const CheckedCredentials checked = CheckCredentials(files, request);
  for (const Finding& finding : checked.findings) {
    if (finding.severity == Severity::kFatal && !checked.chain.empty() &&
        finding.code == FindingCode::kCertificateWrongPurpose) {
      continue;  // the usage differs; said below in the words of the request
    }
    // A short validity or a rare key may be what was asked for; roots of another CA are not.
    if (finding.severity == Severity::kWarning &&
        KindOf(finding.code).result != HandshakeResult::kCertificateAuthorityInvalid) {
      continue;
    }
    return ToString(finding);
  }
  const Certificate& leaf = checked.chain.front();
  if (X509_check_issued(issuer.certificate().get(), leaf.get()) != X509_V_OK) {
    const std::string difference = Differs("issuer", leaf.issuer(), issuer.certificate().subject());
    return difference.empty() ? "issuer: there a CA of the same name with another key" : difference;
  }
  for (const std::string& difference :
       {Differs("names", Sorted(leaf.names()), Sorted(options.names)),
        Differs("usage", UsageName(UsageOf(leaf)), UsageName(options.usage)),
        Differs("key", leaf.key_description(), KeyTypeName(options.key)),
        EndDifference(leaf, options.days, issuer.not_after()),
        ModeDifference(files.key.path, options.access)}) {
    if (!difference.empty()) return difference;
  }
  return "";
}

}  // namespace certgen
