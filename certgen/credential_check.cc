#include "certgen/credential_check.h"

#include <algorithm>
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
#include "certgen/name_check.h"
#include "certgen/portability_check.h"
#include "certgen/private_key_check.h"
#include "certgen/roots_check.h"
#include "certgen/scope_check.h"

namespace certgen {
namespace {

bool Has(const std::vector<Finding>& findings, FindingCode code) {
  return std::any_of(findings.begin(), findings.end(),
                     [code](const Finding& f) { return f.code == code; });
}

Finding Mismatch(const CredentialFiles& files, const PrivateKey& key, const Certificate& leaf) {
  const std::string type = leaf.key_description();
  const bool same_type = key.description() == type;
  const bool of_two =
      files.cert.member && files.key.member && files.cert.member->name != files.key.member->name;
  const std::string beside =
      (std::filesystem::path(files.cert.path).parent_path() / kPrivateKeyFile).string();
  const std::string together =
      of_two ? absl::StrCat("such as --key ", ShellWord(beside))
             : absl::StrCat("or issue both again: ", ReissueCommand(files.cert));
  return Fatal(same_type ? FindingCode::kPrivateKeyMismatch : FindingCode::kPrivateKeyTypeMismatch,
               files.key, leaf,
               same_type
                   ? absl::StrCat("is not the key of the certificate in ", files.cert.path)
                   : absl::StrCat("is not the key of the certificate in ", files.cert.path,
                                  ": it is ", key.description(), ", the certificate's is ", type),
               absl::StrCat("give the two files that were made together, ", together));
}

// If the key is that of a later certificate, puts this one first, so that the rest of the
// check looks at the leaf.
void CheckPair(const CredentialFiles& files, const PrivateKey& key, std::vector<Certificate>* chain,
               std::vector<Finding>* findings) {
  if (chain->empty() || key.Matches(*chain->front().get())) return;
  const auto leaf = std::find_if(chain->begin(), chain->end(),
                                 [&](const Certificate& c) { return key.Matches(*c.get()); });
  if (leaf == chain->end()) {
    findings->push_back(Mismatch(files, key, chain->front()));
    return;
  }
  findings->push_back(
      Fatal(FindingCode::kChainOrder, files.cert, *leaf,
            absl::StrCat("the certificates are in the wrong order: the one that the private key "
                         "belongs to is number ",
                         leaf - chain->begin() + 1),
            absl::StrCat("put the leaf first, then the CA that issued it, and so on; or ",
                         Reissue(files.cert))));
  std::rotate(chain->begin(), leaf, leaf + 1);
}

std::string ToPem(const std::vector<Certificate>& certificates) {
  std::string pem;
  for (const Certificate& certificate : certificates) pem += certificate.ToPem();
  return pem;
}

// One of the two without the other: gRPC would drop it silently.
void CheckBothGiven(const CredentialFiles& files, std::vector<Finding>* findings) {
  if (files.cert.asked_for() && !files.key.asked_for()) {
    findings->push_back(Fatal(FindingCode::kPrivateKeyMissing, files.cert,
                              "the certificate was given without its private key",
                              "give the key too: --key FILE"));
  } else if (files.key.asked_for() && !files.cert.asked_for()) {
    findings->push_back(Fatal(FindingCode::kCertificateMissing, files.key,
                              "the private key was given without its certificate",
                              "give the certificate too: --cert FILE"));
  }
}

std::vector<Certificate> CheckOwn(const CredentialFiles& files, std::vector<Finding>* findings,
                                  std::string* key_pem) {
  std::vector<Finding> about_files;
  std::vector<Certificate> chain =
      files.cert.asked_for() ? ParseChain(files.cert, &about_files) : std::vector<Certificate>();
  std::optional<PrivateKey> key;
  if (files.key.asked_for()) key = CheckPrivateKey(files.key, &about_files);
  if (Has(about_files, FindingCode::kCertificateIsKey) &&
      Has(about_files, FindingCode::kPrivateKeyIsCertificate)) {
    about_files = {Fatal(FindingCode::kFilesSwapped, files.key,
                         absl::StrCat("holds the certificate, and ", files.cert.path,
                                      " holds the private key: the two are swapped"),
                         "swap them: --cert takes the certificate, --key the private key")};
  }
  findings->insert(findings->end(), about_files.begin(), about_files.end());
  if (key) {
    CheckPair(files, *key, &chain, findings);
    *key_pem = key->ToPem().value_or("");
  }
  return chain;
}

// The certificates themselves and with each other.
void CheckChain(const ChainFiles& files, const Ascent& ascent, const CheckRequest& request,
                std::vector<Finding>* findings) {
  if (files.chain.empty()) return;
  const Certificate& leaf = files.chain.front();
  CheckDates(ascent.path, files.file, request.now, findings);
  CheckClock(ascent.path, files.roots, files.file, request.now, findings);
  CheckStrength(files.chain, files.file, findings);
  CheckPortability(files, ascent, findings);
  CheckNamesWellFormed(leaf, files.file, findings);
  if (request.role != Role::kClient) {
    CheckServerNames(leaf, files.file, request.host, findings);
  }
  if (!Has(*findings, FindingCode::kChainOrder))
    CheckArrangement(files.chain, files.file, findings);
  if (!CheckExtensions(files, ascent, findings)) return;
  CheckPurpose(leaf, files.file, request.role, findings);
  CheckIsLeaf(files, findings);
  CheckLeadsTo(files, ascent, request.role, request.now, findings);
  CheckBeyond(files, ascent, request.now, findings);
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
    findings->push_back(Fatal(
        *files.directory.fault, files.directory,
        absl::StrCat("cannot be opened as a directory of credentials: ", files.directory.reason),
        "check --tls-dir, or make one: certgen init"));
    return checked;
  }
  if (request.role != Role::kClient && !files.cert.asked_for() && !files.key.asked_for()) {
    findings->push_back(Fatal(FindingCode::kCertificateMissing, files.cert,
                              "a server needs a certificate and its private key",
                              "give a directory with --tls-dir, or --cert FILE and --key FILE"));
  }
  CheckBothGiven(files, findings);
  checked.chain = CheckOwn(files, findings, &checked.key_pem);
  const std::vector<Certificate> roots = CheckPeers(files, request, findings);
  // The system's roots are other people's: our chain need not lead to one.
  const std::vector<Certificate> none;
  const ChainFiles with_roots = {checked.chain, files.cert, files.ca.from_system ? none : roots,
                                 files.ca};
  const std::vector<Certificate> beside =
      roots.empty() && !NeedsRoots(request) ? RootsBeside(files.ca) : none;
  const ChainFiles with_any_roots = {checked.chain, files.cert, beside.empty() ? roots : beside,
                                     files.ca};
  const Ascent ascent = Climb(checked.chain, files.ca.from_system ? none : with_any_roots.roots);
  CheckChain(with_roots, ascent, request, findings);
  CheckCompletion(with_any_roots, ascent, findings);
  CheckScopes(request.scopes, with_any_roots, request.role, request.host, request.now, findings);
  std::stable_sort(findings->begin(), findings->end(), [](const Finding& a, const Finding& b) {
    return a.severity == Severity::kFatal && b.severity != Severity::kFatal;
  });
  checked.cert_pem = ToPem(checked.chain);
  checked.roots_pem = ToPem(roots);
  return checked;
}

void PresentAnyway(std::vector<Finding>* findings) {
  for (Finding& finding : *findings) {
    if (KindOf(finding.code).can_be_presented) finding.severity = Severity::kWarning;
  }
}

}  // namespace certgen
