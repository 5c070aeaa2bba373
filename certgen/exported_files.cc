#include "certgen/exported_files.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "certgen/certificate_check.h"
#include "certgen/credential_check.h"
#include "certgen/credential_files.h"
#include "certgen/cure.h"
#include "certgen/listing.h"
#include "certgen/pem.h"
#include "certgen/roots_check.h"

namespace certgen {
namespace {

std::string DirectoryFlag(const Pki& pki) {
  const std::string directory = pki.directory().string();
  return directory == "pki" ? "" : absl::StrCat(" --dir ", ShellWord(directory));
}

absl::Status CheckName(const std::string& name) {
  if (name == kRootName) return absl::OkStatus();
  absl::Status status = CheckMemberName(name);
  if (status.ok() || !absl::StrContains(name, "/")) return status;
  return absl::InvalidArgumentError(
      absl::StrCat("the name '", name,
                   "' is a path; name a directory in DIR, which --dir gives: certgen export leaf "
                   "--dir pki"));
}

absl::Status NotThere(const Pki& pki, const std::string& name, absl::Time now) {
  constexpr size_t kShown = 10;
  const absl::StatusOr<std::vector<ListedCredential>> listed = List(pki, now);
  if (!listed.ok()) return listed.status();
  std::string names;
  for (size_t i = 0; i < std::min(listed->size(), kShown); ++i) {
    absl::StrAppend(&names, i == 0 ? "" : ", ", (*listed)[i].name);
  }
  return absl::NotFoundError(absl::StrCat(
      "there is no ", pki.member(name).string(),
      names.empty() ? "" : absl::StrCat(" (there are: ", names),
      listed->size() > kShown ? ", ..." : "", names.empty() ? "" : ")", "; make it first: certgen ",
      name == kRootName ? "root" : absl::StrCat("leaf ", name), DirectoryFlag(pki)));
}

size_t CountKeys(const CredentialFile& file) {
  const std::vector<PemBlock> blocks = SplitPem(file.contents);
  return static_cast<size_t>(std::count_if(blocks.begin(), blocks.end(), [](const PemBlock& block) {
    return IsPrivateKeyLabel(block.label);
  }));
}

// A pod needs one key. Another may be the CA's.
absl::Status CheckNoOtherKey(const CredentialFiles& files) {
  for (const CredentialFile* file : {&files.ca, &files.cert, &files.key}) {
    const size_t its_own = file == &files.key ? 1 : 0;
    if (CountKeys(*file) <= its_own) continue;
    return absl::FailedPreconditionError(absl::StrCat(
        file->path,
        its_own == 0 ? " holds a private key, which" : " holds other private keys, which",
        " would go into the cluster with the leaf's; take out every key but that of the leaf in ",
        kPrivateKeyFile, ", or ", Reissue(*file)));
  }
  return absl::OkStatus();
}

absl::Status CheckSize(const std::map<std::string, std::string>& contents, const Pki& pki,
                       const std::string& name) {
  size_t size = 0;
  for (const auto& [file, text] : contents) size += text.size();
  if (size <= kMaxExportedBytes) return absl::OkStatus();
  const auto largest = std::max_element(
      contents.begin(), contents.end(),
      [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
  return absl::FailedPreconditionError(absl::StrCat(
      pki.member(name).string(), " has ", size, " bytes to export, and Kubernetes takes no more ",
      "than ", kMaxExportedBytes, " (1 MiB) in one object; leave in ", largest->first, " (",
      largest->second.size(), " bytes) only what is needed there"));
}

absl::StatusOr<ExportedFiles> OfCa(const Pki& pki, const std::string& name,
                                   const CredentialFile& file, ExportKind kind, absl::Time now) {
  const std::string as_config_map =
      absl::StrCat("certgen export ", name, " --format k8s-configmap", DirectoryFlag(pki));
  if (kind == ExportKind::kSecret) {
    return absl::FailedPreconditionError(absl::StrCat(
        pki.member(name).string(),
        " is a CA, and who has its key can issue certificates for any name, so it never goes into "
        "a cluster; export a leaf, or the CA's certificate alone: ",
        as_config_map));
  }
  ExportedFiles exported;
  const std::vector<Certificate> roots = CheckRoots(file, now, &exported.findings);
  if (HasFatal(exported.findings)) return exported;
  std::string* pem = &exported.contents[kRootsFile];
  for (const Certificate& root : roots) absl::StrAppend(pem, root.ToPem());
  if (std::none_of(roots.begin(), roots.end(),
                   [](const Certificate& root) { return root.is_self_issued(); })) {
    exported.notes.push_back(
        absl::StrCat("note: ", file.path,
                     " holds no root, and many clients (Node, the openssl program) "
                     "trust nothing by an intermediate alone; the root is in certgen export ",
                     kRootName, " --format k8s-configmap", DirectoryFlag(pki)));
  }
  return exported;
}

// As `openssl req -x509` makes them: one certificate that is leaf and root at once.
absl::Status IsACasKey(const CredentialFiles& files) {
  return absl::FailedPreconditionError(absl::StrCat(
      files.cert.path,
      " is a CA's certificate (CA:TRUE), and who has its key can issue certificates for any name, "
      "so it never goes into a cluster; have a leaf issued, by a root that stays here: certgen "
      "init"));
}

absl::StatusOr<ExportedFiles> OfLeaf(const CredentialFiles& files, ExportKind kind,
                                     absl::Time now) {
  CheckRequest request;
  request.now = now;
  std::vector<Finding> ignored;
  const std::vector<Certificate> chain = ParseChain(files.cert, &ignored);
  if (!chain.empty()) request.role = RoleOf(chain.front());
  CheckedCredentials checked = CheckCredentials(files, request);
  ExportedFiles exported;
  exported.findings = std::move(checked.findings);
  if (HasFatal(exported.findings)) return exported;
  if (kind == ExportKind::kConfigMap) {
    exported.contents = {{kRootsFile, checked.roots_pem}};
  } else {
    if (absl::Status s = CheckNoOtherKey(files); !s.ok()) return s;
    if (chain.front().is_ca()) return IsACasKey(files);
    exported.contents = {{kRootsFile, checked.roots_pem},
                         {kCertificateFile, checked.cert_pem},
                         {kPrivateKeyFile, checked.key_pem.text()}};
  }
  return exported;
}

}  // namespace

absl::StatusOr<ExportedFiles> ReadExportedFiles(const Pki& pki, const std::string& name,
                                                ExportKind kind, absl::Time now) {
  if (absl::Status s = CheckName(name); !s.ok()) return s;
  if (!pki.Has(name)) return NotThere(pki, name, now);
  CredentialPaths paths;
  paths.tls_dir = pki.member(name).string();
  const CredentialFiles files = ReadCredentialFiles(paths);
  // Its key may be kept elsewhere.
  const bool is_ca = name == kRootName || pki.IsCa(name) ||
                     (files.cert.missing() && files.key.missing() && !files.ca.missing());
  absl::StatusOr<ExportedFiles> exported = is_ca && !files.directory.fault
                                               ? OfCa(pki, name, files.ca, kind, now)
                                               : OfLeaf(files, kind, now);
  if (!exported.ok()) return exported;
  if (absl::Status s = CheckSize(exported->contents, pki, name); !s.ok()) return s;
  return exported;
}

}  // namespace certgen
