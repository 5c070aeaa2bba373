#include "certgen/proof.h"

#include <algorithm>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "certgen/chain.h"
#include "certgen/credential_check.h"
#include "certgen/credential_files.h"
#include "certgen/openssl_error.h"
#include "certgen/pki.h"
#include "certgen/private_key_check.h"
#include "certgen/roots_check.h"

namespace certgen {
namespace {

absl::Status Disproved(const std::string& why) {
  return absl::InternalError(
      absl::StrCat("nothing was published: what was about to be does not hold: ", why));
}

absl::Status ProveChain(const Certificate& leaf, const std::vector<Certificate>& intermediates,
                        const std::vector<Certificate>& roots, Purpose purpose, absl::Time now) {
  ChainPolicy policy;
  policy.time = now;
  policy.purpose = purpose;
  policy.strict = true;
  const auto errors = VerifyChain(leaf, intermediates, roots, policy);
  if (!errors.ok()) return errors.status();
  if (!errors->empty()) return Disproved(errors->front().reason);
  return absl::OkStatus();
}

// Warnings are of what was asked for: a short validity, a key type, no host name.
absl::Status RefuseFatal(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    if (finding.severity == Severity::kFatal) return Disproved(ToString(finding));
  }
  return absl::OkStatus();
}

// OpenSSL's own matching, as a judge of ours.
bool OpenSslMatches(X509* leaf, const SubjectAltName& name) {
  switch (name.kind) {
    case SubjectAltName::Kind::kDns: {
      const std::string host =
          absl::StartsWith(name.value, "*.") ? "a" + name.value.substr(1) : name.value;
      return X509_check_host(leaf, host.data(), host.size(), 0, nullptr) == 1;
    }
    case SubjectAltName::Kind::kIp:
      return X509_check_ip_asc(leaf, name.value.c_str(), 0) == 1;
    default:
      return true;
  }
}

}  // namespace

absl::Status ProveRoot(const std::filesystem::path& staged, absl::Time now) {
  CredentialFile certificate_file;
  CredentialFile key_file;
  ReadDirectory(staged.string(), {{kRootsFile, &certificate_file}, {kCaKeyFile, &key_file}});
  std::vector<Finding> findings;
  const std::vector<Certificate> roots = CheckRoots(certificate_file, now, &findings);
  const std::optional<PrivateKey> key = CheckPrivateKey(key_file, {}, &findings);
  if (absl::Status s = RefuseFatal(findings); !s.ok()) return s;
  if (!key->Matches(*roots.front().get())) return Disproved("key and certificate do not match");
  return ProveChain(roots.front(), {}, roots, Purpose::kAny, now);
}

absl::Status ProveLeaf(const std::filesystem::path& staged,
                       const std::vector<SubjectAltName>& names, Usage usage, absl::Time now) {
  CredentialPaths paths;
  paths.tls_dir = staged.string();
  const CredentialFiles files = ReadCredentialFiles(paths);
  CheckRequest request;
  request.now = now;
  if (usage == Usage::kServer) request.role = Role::kServer;
  if (usage == Usage::kClient) request.role = Role::kClient;
  const CheckedCredentials checked = CheckCredentials(files, request);
  if (absl::Status s = RefuseFatal(checked.findings); !s.ok()) return s;
  const Certificate& leaf = checked.chain.front();
  if (leaf.names() != names) return Disproved("the names are not those asked for");
  for (const SubjectAltName& name : names) {
    const bool matches = OpenSslMatches(leaf.get(), name);
    ClearOpenSslErrors();
    if (!matches) return Disproved(absl::StrCat("nobody would match ", ToString(name)));
  }
  std::vector<Finding> findings;
  const std::vector<Certificate> roots = CheckRoots(files.ca, now, &findings);
  const std::vector<Certificate> rest(checked.chain.begin() + 1, checked.chain.end());
  absl::Status status;
  if (usage != Usage::kClient) status = ProveChain(leaf, rest, roots, Purpose::kTlsServer, now);
  if (status.ok() && usage != Usage::kServer) {
    status = ProveChain(leaf, rest, roots, Purpose::kTlsClient, now);
  }
  return status;
}

}  // namespace certgen
