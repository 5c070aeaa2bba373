#include "certgen/credential_check.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "certgen/ascent.h"
#include "certgen/chain_check.h"
#include "certgen/cure.h"
#include "certgen/date_check.h"
#include "certgen/extension_check.h"
#include "certgen/file_check.h"
#include "certgen/key_pair_check.h"
#include "certgen/kinship.h"
#include "certgen/name_check.h"
#include "certgen/portability_check.h"
#include "certgen/revocation_check.h"
#include "certgen/roots_check.h"
#include "certgen/scope_check.h"

namespace certgen {
namespace {

bool Has(const std::vector<Finding>& findings, FindingCode code) {
  return std::any_of(findings.begin(), findings.end(),
                     [code](const Finding& f) { return f.code == code; });
}

std::string ToPem(const std::vector<Certificate>& certificates) {
  std::string pem;
  for (const Certificate& certificate : certificates) pem += certificate.ToPem();
  return pem;
}

// When the last certificate of the CA at the top ends: one that was renewed under the same key has
// several.
absl::Time RootsEnd(const Ascent& ascent, const std::vector<Certificate>& roots) {
  if (ascent.root == nullptr) return absl::InfiniteFuture();
  absl::Time end = ascent.root->not_after();
  if (ascent.passes(*ascent.root)) return end;
  for (const Certificate& root : roots) {
    // A signature costs: what was climbed to is kin.
    if (root.not_after() <= end) continue;
    if (KinshipOf(root, ascent.top()) == Kinship::kIssued) end = root.not_after();
  }
  return end;
}

// Whatever a root issues when it is about to end, ends with it.
void RenewWithRoot(const ChainFiles& files, const Certificate& root,
                   std::vector<Finding>* findings) {
  const Certificate& leaf = files.chain.front();
  for (Finding& finding : *findings) {
    const bool ends = finding.code == FindingCode::kCertificateExpired ||
                      finding.code == FindingCode::kCertificateExpiresSoon ||
                      finding.code == FindingCode::kRootExpired;
    if (!ends || (finding.certificate != leaf && finding.certificate != root)) continue;
    finding.cure = RenewRoot("renew the root, which ends, and then issue the leaf again",
                             files.file, root, IsShort(leaf) ? "--days 90" : "");
  }
}

// The certificates themselves and with each other.
void CheckChain(const ChainFiles& files, const Ascent& ascent, const CheckRequest& request,
                std::vector<Finding>* findings) {
  if (files.chain.empty()) return;
  const Certificate& leaf = files.chain.front();
  CheckDates(ascent.path, files.file, request.now, findings);
  if (ascent.root != nullptr && files.file.member &&
      RootsEnd(ascent, files.roots) - request.now < kSoon) {
    RenewWithRoot(files, *ascent.root, findings);
  }
  CheckClock(ascent.path, files.roots, files.file, request.now, findings);
  CheckStrength(files.chain, files.file, findings);
  CheckPortability(files, ascent, findings);
  // Names that do not decode look as if there were none.
  if (!WhyUnusable(leaf)) {
    CheckNamesWellFormed(leaf, files.file, findings);
    if (request.role != Role::kClient) {
      CheckServerNames(leaf, files.file, request.host, findings);
    }
  }
  if (!Has(*findings, FindingCode::kChainOrder))
    CheckArrangement(files.chain, files.file, findings);
  if (!CheckExtensions(files, ascent, findings)) return;
  CheckPurpose(leaf, files.file, request.role, findings);
  CheckIsLeaf(files, findings);
  CheckLeadsTo(files, ascent, request.role, request.now, findings);
  CheckBeyond(files, ascent, request.now, findings);
}

Finding AboutDirectory(const CredentialFile& directory) {
  if (directory.reason == std::strerror(ENOTDIR)) {
    const std::string folder = std::filesystem::path(directory.path).parent_path();
    return Fatal(FindingCode::kFileMissing, directory, "is a file, not a directory of credentials",
                 absl::StrCat("give the directory that tls.crt, tls.key and ca.crt are in",
                              folder.empty() ? "" : absl::StrCat(", such as ", folder),
                              ", or the files one by one: --cert, --key and --ca"));
  }
  return Fatal(*directory.fault, directory,
               absl::StrCat("cannot be opened as a directory of credentials: ", directory.reason),
               "check the path, or make one: certgen init");
}

bool NeedsRoots(const CheckRequest& request) {
  return request.role != Role::kServer || VerifiesClients(request.client_certificate_mode);
}

// The roots that lie beside a server's certificate, where it does not need any: they tell
// what clients may know.
std::vector<Certificate> RootsBeside(const CredentialFile& file) {
  std::vector<Finding> ignored;
  return file.asked_for() && !file.from_system ? ParseChain(file, &ignored)
                                               : std::vector<Certificate>();
}

// Where certgen keeps the roots, it can also write them again.
std::string WithRestored(const std::string& cure, const CredentialFile& roots_file) {
  return roots_file.member ? RestoreRoots(cure, roots_file) : cure;
}

absl::Time ValidUntil(const Ascent& ascent, const std::vector<Certificate>& roots) {
  absl::Time until = RootsEnd(ascent, roots);
  for (const Certificate& certificate : ascent.path) {
    until = std::min(until, certificate.not_after());
  }
  return until;
}

// Which roots a peer's certificate must lead to, if this side checks peers.
std::vector<Certificate> CheckPeers(const CredentialFiles& files, const CheckRequest& request,
                                    std::vector<Finding>* findings) {
  const bool server_only = request.role == Role::kServer;
  const bool needed = NeedsRoots(request);
  if (!needed && !files.ca.explicitly_named) return {};
  if (files.ca.asked_for() && !(needed && files.ca.missing() && !files.ca.explicitly_named)) {
    std::vector<Finding> about_roots;
    std::vector<Certificate> roots = CheckRoots(files.ca, request.now, &about_roots);
    for (Finding& finding : about_roots) {
      // Old roots are no news in a system's bundle.
      if (files.ca.from_system && finding.severity == Severity::kWarning) continue;
      findings->push_back(std::move(finding));
    }
    return roots;
  }
  if (server_only) {
    findings->push_back(
        Fatal(FindingCode::kClientRootsMissing, files.ca,
              absl::StrCat("there are no roots to check clients by, which --client-cert ",
                           ClientCertificateModeName(request.client_certificate_mode), " needs"),
              WithRestored("give them with --ca FILE, or ask for no certificates with "
                           "--client-cert none",
                           files.ca)));
  } else {
    findings->push_back(
        Fatal(FindingCode::kRootsMissing, files.ca,
              "there are no roots to check the server by; none means trusting nobody",
              WithRestored("give the CA's certificate with --ca FILE, or the system's roots with "
                           "--ca system",
                           files.ca)));
  }
  return {};
}

}  // namespace

CheckedCredentials CheckCredentials(const CredentialFiles& files, const CheckRequest& request) {
  CheckedCredentials checked;
  std::vector<Finding>* findings = &checked.findings;
  if (files.directory.fault == FindingCode::kFilesChanging) {
    findings->push_back(Fatal(FindingCode::kFilesChanging, files.directory,
                              "its files kept changing while they were read",
                              "write them elsewhere and rename, as certgen and Kubernetes do"));
    return checked;
  }
  if (files.directory.fault) {
    findings->push_back(AboutDirectory(files.directory));
    return checked;
  }
  if (request.role != Role::kClient && !files.cert.asked_for() && !files.key.asked_for()) {
    findings->push_back(Fatal(FindingCode::kCertificateMissing, files.cert,
                              "a server needs a certificate and its private key",
                              "give a directory of them, or --cert FILE and --key FILE"));
  }
  checked.chain = CheckKeyPair(files, findings, &checked.key_pem);
  const std::vector<Certificate> roots = CheckPeers(files, request, findings);
  const bool checks_peers = NeedsRoots(request);
  // The system's roots are other people's: our chain need not lead to one.
  const std::vector<Certificate> none;
  const ChainFiles with_roots = {checked.chain, files.cert, files.ca.from_system ? none : roots,
                                 files.ca};
  const std::vector<Certificate> beside =
      roots.empty() && !checks_peers ? RootsBeside(files.ca) : none;
  const ChainFiles with_any_roots = {checked.chain, files.cert, beside.empty() ? roots : beside,
                                     files.ca};
  const Ascent ascent = Climb(checked.chain, files.ca.from_system ? none : with_any_roots.roots);
  CheckChain(with_roots, ascent, request, findings);
  CheckCompletion(with_any_roots, ascent, findings);
  std::vector<RevocationList> lists =
      CheckRevocationLists(files.crl, with_any_roots, checks_peers, request.now, findings);
  if (checks_peers) {
    checked.crls = std::move(lists);
    checked.crls_required = files.crl.explicitly_named;
  }
  CheckScopes(request.scopes, with_any_roots, request.role, request.host, request.now, findings);
  std::stable_sort(findings->begin(), findings->end(), [](const Finding& a, const Finding& b) {
    return a.severity == Severity::kFatal && b.severity != Severity::kFatal;
  });
  checked.valid_until = ValidUntil(ascent, with_any_roots.roots);
  checked.cert_pem = ToPem(checked.chain);
  checked.roots_pem = ToPem(roots);
  checked.roots = roots;
  return checked;
}

void PresentAnyway(std::vector<Finding>* findings) {
  for (Finding& finding : *findings) {
    if (KindOf(finding.code).can_be_presented) finding.severity = Severity::kWarning;
  }
}

}  // namespace certgen
