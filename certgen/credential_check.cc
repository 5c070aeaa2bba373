#include "certgen/credential_check.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "certgen/file_check.h"
#include "certgen/private_key_check.h"
#include "certgen/roots_check.h"

namespace certgen {
namespace {

bool Has(const std::vector<Finding>& findings, FindingCode code) {
  return std::any_of(findings.begin(), findings.end(),
                     [code](const Finding& f) { return f.code == code; });
}

void CheckPair(const CredentialFiles& files, const PrivateKey& key,
               const std::vector<Certificate>& chain, std::vector<Finding>* findings) {
  if (chain.empty() || key.Matches(*chain.front().get())) return;
  for (size_t i = 1; i < chain.size(); ++i) {
    if (!key.Matches(*chain[i].get())) continue;
    findings->push_back(Fatal(FindingCode::kChainOrder, files.cert,
                              absl::StrCat("the certificates are in the wrong order: the one that "
                                           "the private key belongs to is number ",
                                           i + 1),
                              "put the leaf first, then the CA that issued it, and so on"));
    return;
  }
  const std::string type = chain.front().key_description();
  Finding finding = Fatal(
      FindingCode::kPrivateKeyMismatch, files.key,
      key.description() == type
          ? absl::StrCat("is not the key of the certificate in ", files.cert.path)
          : absl::StrCat("is not the key of the certificate in ", files.cert.path, ": it is ",
                         key.description(), ", the certificate's is ", type),
      "give the two files that were made together, or issue both again: certgen leaf NAME --force");
  finding.certificate = chain.front();
  findings->push_back(std::move(finding));
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

std::vector<Certificate> CheckOwn(const CredentialFiles& files, const CheckRequest& request,
                                  std::vector<Finding>* findings, std::string* key_pem) {
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
                         "swap them")};
  }
  findings->insert(findings->end(), about_files.begin(), about_files.end());
  if (key) {
    CheckPair(files, *key, chain, findings);
    *key_pem = key->ToPem().value_or("");
  }
  CheckChain(chain, files.cert, request.role, request.now, findings);
  return chain;
}

// Which roots a peer's certificate must lead to, if this side checks peers.
std::vector<Certificate> CheckPeers(const CredentialFiles& files, const CheckRequest& request,
                                    std::vector<Finding>* findings) {
  const bool server_only = request.role == Role::kServer;
  const bool needed = !server_only || VerifiesClients(request.client_certificate_mode);
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
        Fatal(FindingCode::kRootsMissing, files.ca,
              absl::StrCat("there are no roots to check clients by, which --client-cert ",
                           ClientCertificateModeName(request.client_certificate_mode), " needs"),
              "give them with --ca FILE, or ask for no certificates with --client-cert none"));
  } else {
    findings->push_back(
        Fatal(FindingCode::kRootsMissing, files.ca,
              "there are no roots to check the server by; none means trusting nobody",
              "give the CA's certificate with --ca FILE, or the system's roots with --ca system"));
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
  checked.chain = CheckOwn(files, request, findings, &checked.key_pem);
  const std::vector<Certificate> roots = CheckPeers(files, request, findings);
  if (!files.ca.from_system) {
    CheckLeadsTo(roots, checked.chain, files.cert, request.now, findings);
  }
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
