#include "certgen/listing.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "certgen/certificate_check.h"
#include "certgen/credential_check.h"
#include "certgen/credential_files.h"
#include "certgen/file_check.h"
#include "certgen/openssl_error.h"
#include "certgen/private_key_check.h"

namespace certgen {
namespace {

namespace fs = std::filesystem;

// The CA's own two files; a key that this user may not look at is good.
void LookAtCa(const CredentialFile& certificate_file, const CredentialFile& key_file,
              ListedCredential* listed) {
  std::vector<Certificate> chain = ParseChain(certificate_file, &listed->findings);
  if (!chain.empty()) listed->certificate = std::move(chain.front());
  if (key_file.fault == FindingCode::kFileUnreadable) return;
  const std::optional<PrivateKey> key = CheckPrivateKey(key_file, {}, &listed->findings);
  if (!key || !listed->certificate || key->Matches(*listed->certificate->get())) return;
  listed->findings.push_back(
      Fatal(FindingCode::kPrivateKeyMismatch, key_file,
            absl::StrCat("is not the key of the certificate in ", certificate_file.path),
            "restore the two files that were made together"));
}

// What the check finds that TLS could not even load, or that the other columns do not show.
void LookAtLeaf(const CredentialFiles& files, absl::Time now, ListedCredential* listed) {
  CheckRequest request;
  request.role = Role::kServer;
  request.now = now;
  if (files.ca.missing()) request.client_certificate_mode = ClientCertificateMode::kNone;
  CheckedCredentials checked = CheckCredentials(files, request);
  if (!checked.chain.empty()) listed->certificate = checked.chain.front();
  for (Finding& finding : checked.findings) {
    const bool not_ours =
        finding.code == FindingCode::kFileUnreadable && finding.file == files.key.path;
    const bool shown =
        finding.code == FindingCode::kCertificateRevoked || !KindOf(finding.code).can_be_presented;
    if (finding.severity == Severity::kFatal && shown && !not_ours) {
      listed->findings.push_back(std::move(finding));
    }
  }
}

ListedCredential Look(const fs::path& directory, absl::Time now) {
  ListedCredential listed;
  listed.name = directory.filename();
  listed.directory = directory;
  CredentialFile leaf;
  CredentialFile leaf_key;
  CredentialFile ca;
  CredentialFile ca_key;
  const CredentialFile folder = ReadDirectory(directory, {{kCertificateFile, &leaf},
                                                          {kPrivateKeyFile, &leaf_key},
                                                          {kRootsFile, &ca},
                                                          {kCaKeyFile, &ca_key}});
  if (folder.fault) {
    listed.findings.push_back(Fatal(*folder.fault, folder,
                                    absl::StrCat("cannot be read: ", folder.reason),
                                    "let the user who runs this program read it"));
    return listed;
  }
  if (leaf.missing() && leaf_key.missing() && ca.missing() && ca_key.missing()) {
    listed.findings.push_back(Fatal(FindingCode::kFileMissing, folder,
                                    "holds neither a leaf (tls.crt) nor a CA (ca.crt, ca.key)",
                                    "take it away, or issue a leaf of another name"));
    return listed;
  }
  listed.is_ca =
      listed.name == kRootName || !ca_key.missing() || (leaf.missing() && leaf_key.missing());
  if (listed.is_ca) {
    LookAtCa(ca, ca_key, &listed);
  } else {
    CredentialPaths paths;
    paths.tls_dir = directory.string();
    LookAtLeaf(ReadCredentialFiles(paths), now, &listed);
  }
  return listed;
}

bool Issued(const ListedCredential& ca, const Certificate& certificate) {
  if (!ca.is_ca || !ca.certificate) return false;
  EVP_PKEY* key = X509_get0_pubkey(ca.certificate->get());
  const bool issued = X509_check_issued(ca.certificate->get(), certificate.get()) == X509_V_OK &&
                      key != nullptr && X509_verify(certificate.get(), key) == 1;
  ClearOpenSslErrors();
  return issued;
}

auto SortKey(const ListedCredential& listed) {
  return std::make_tuple(listed.name != kRootName, !listed.is_ca, listed.name);
}

}  // namespace

absl::StatusOr<std::vector<ListedCredential>> List(const Pki& pki, absl::Time now) {
  const std::string directory = pki.directory().string();
  std::error_code error;
  fs::directory_iterator entry(pki.directory(), error);
  if (error == std::errc::no_such_file_or_directory) {
    return absl::NotFoundError(absl::StrCat("there is no directory ", directory,
                                            "; make a root and a leaf in it: certgen init --dir ",
                                            directory));
  }
  if (error) {
    return absl::PermissionDeniedError(absl::StrCat(
        "cannot read ", directory, ": ", error.message(), "; name a directory with --dir"));
  }
  std::vector<ListedCredential> listed;
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::error_code ignored;
    const std::string name = entry->path().filename();
    if (name.front() == '.' || !entry->is_directory(ignored)) continue;
    listed.push_back(Look(entry->path(), now));
  }
  if (listed.empty() && (fs::exists(pki.member(kCertificateFile), error) ||
                         fs::exists(pki.member(kRootsFile), error))) {
    return absl::FailedPreconditionError(
        absl::StrCat(directory,
                     " is a single credential, not a directory of them; look at it: "
                     "certgen inspect ",
                     directory));
  }
  std::sort(listed.begin(), listed.end(),
            [](const auto& a, const auto& b) { return SortKey(a) < SortKey(b); });
  for (ListedCredential& one : listed) {
    const auto issuer =
        std::find_if(listed.begin(), listed.end(), [&one](const ListedCredential& ca) {
          return one.certificate && Issued(ca, *one.certificate);
        });
    if (issuer != listed.end()) one.issuer = issuer->name;
  }
  return listed;
}

}  // namespace certgen
