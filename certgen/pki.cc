#include "certgen/pki.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "certgen/certificate_check.h"
#include "certgen/credential_files.h"
#include "certgen/finding.h"
#include "certgen/private_key_check.h"
#include "certgen/write_rules.h"

namespace certgen {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxMemberName = 100;

absl::Status WriteGitignore(const fs::path& directory) {
  const fs::path path = directory / ".gitignore";
  const UniqueFd fd(open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644));
  struct stat status = {};
  if (!fd.ok() || fstat(fd.get(), &status) != 0) {
    return absl::PermissionDeniedError(
        absl::StrCat("cannot create ", path.string(), ": ", std::strerror(errno)));
  }
  // An empty one is left by a full disk, and ignores nothing.
  if (status.st_size > 0) return absl::OkStatus();
  if (write(fd.get(), "*\n", 2) != 2) {
    return absl::UnavailableError(
        absl::StrCat("cannot write ", path.string(), ": ", std::strerror(errno)));
  }
  return absl::OkStatus();
}

absl::Status MakeDirectories(const fs::path& directory) {
  fs::path prefix;
  for (const fs::path& part : directory) {
    prefix /= part;
    struct stat status = {};
    if (mkdir(prefix.c_str(), 0755) == 0) {
      // Whatever the umask, its owner must be able to use it.
      if (stat(prefix.c_str(), &status) == 0 && (status.st_mode & S_IRWXU) != S_IRWXU) {
        chmod(prefix.c_str(), (status.st_mode & 0777) | S_IRWXU);
      }
      continue;
    }
    const int error = errno;
    if (error == EEXIST || stat(prefix.c_str(), &status) == 0)
      continue;  // EROFS or EACCES on one that exists
    return absl::PermissionDeniedError(
        absl::StrCat("cannot create ", prefix.string(), ": ", std::strerror(error)));
  }
  return absl::OkStatus();
}

absl::Status FirstOf(const std::vector<Finding>& findings) {
  const Finding& finding = findings.front();
  const std::string message = ToString(finding);
  if (finding.code == FindingCode::kFileMissing) return absl::NotFoundError(message);
  if (finding.code == FindingCode::kFileUnreadable) return absl::PermissionDeniedError(message);
  return absl::FailedPreconditionError(message);
}

}  // namespace

absl::Status CheckMemberName(const std::string& name) {
  const auto refuse = [&name](const char* why) {
    return absl::InvalidArgumentError(absl::StrCat("the name '", name, "' ", why));
  };
  if (name.empty()) return refuse("is empty");
  if (name == kRootName) return refuse("belongs to the root; choose another");
  if (name.size() > kMaxMemberName) return refuse("has more than 100 characters");
  const auto allowed = [](unsigned char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '.' || c == '_' || c == '-';
  };
  if (!std::all_of(name.begin(), name.end(), allowed) ||
      !(absl::ascii_islower(static_cast<unsigned char>(name.front())) ||
        absl::ascii_isdigit(static_cast<unsigned char>(name.front())))) {
    return refuse("may have only a-z 0-9 . _ - and must start with a letter or digit");
  }
  return absl::OkStatus();
}

Pki::Pki(fs::path directory) : directory_(std::move(directory)) {
  // "pki/" and "pki" are the same place; the parent of "pki/" would be "pki".
  if (!directory_.has_filename() && directory_.has_relative_path()) {
    directory_ = directory_.parent_path();
  }
}

absl::StatusOr<PkiLock> Pki::Lock() const {
  if (directory_.empty()) {
    return absl::InvalidArgumentError("the name of the directory of all credentials is empty");
  }
  if (absl::Status s = CheckSafeToWrite(directory_); !s.ok()) return s;
  if (absl::Status s = MakeDirectories(directory_); !s.ok()) return s;
  UniqueFd fd(open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  while (fd.ok() && flock(fd.get(), LOCK_EX) != 0) {
    if (errno == EINTR) continue;
    return absl::UnavailableError(
        absl::StrCat("cannot lock ", directory_.string(), ": ", std::strerror(errno)));
  }
  if (!fd.ok()) {
    return absl::PermissionDeniedError(
        absl::StrCat("cannot open ", directory_.string(), ": ", std::strerror(errno)));
  }
  if (absl::Status s = WriteGitignore(directory_); !s.ok()) return s;
  return fd;
}

bool Pki::Has(const std::string& name) const {
  std::error_code ignored;
  return fs::symlink_status(member(name), ignored).type() != fs::file_type::not_found;
}

bool Pki::IsCa(const std::string& name) const {
  std::error_code ignored;
  return fs::exists(member(name) / kCaKeyFile, ignored);
}

std::optional<std::string> Pki::IssuerOf(const Certificate& leaf) const {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(directory_, ignored)) {
    const std::string name = entry.path().filename();
    if (!IsCa(name)) continue;
    CredentialFile file;
    ReadDirectory(entry.path().string(), {{kRootsFile, &file}});
    const absl::StatusOr<Certificate> ca = Certificate::FromPem(file.contents);
    if (ca.ok() && X509_check_issued(ca->get(), leaf.get()) == X509_V_OK) return name;
  }
  return std::nullopt;
}

absl::StatusOr<Issuer> Pki::LoadIssuer(const std::string& name, absl::Time now) const {
  CredentialFile certificate_file;
  CredentialFile key_file;
  CredentialFile chain_file;
  const CredentialFile directory = ReadDirectory(
      member(name).string(),
      {{kRootsFile, &certificate_file}, {kCaKeyFile, &key_file}, {kCaChainFile, &chain_file}});
  if (directory.fault == FindingCode::kFileMissing) {
    return absl::NotFoundError(absl::StrCat(
        "there is no ", directory.path, " to issue with; make a root first: certgen root --dir ",
        directory_.string()));
  }
  if (directory.fault) {
    return absl::PermissionDeniedError(
        absl::StrCat(directory.path, " cannot be read: ", directory.reason));
  }
  if (key_file.missing() && !certificate_file.missing()) {
    return absl::FailedPreconditionError(
        absl::StrCat(directory.path, " is not a CA: it holds no ", kCaKeyFile));
  }
  std::vector<Finding> findings;
  std::vector<Certificate> certificates = ParseChain(certificate_file, &findings);
  std::optional<PrivateKey> key = CheckPrivateKey(key_file, {}, &findings);
  if (!findings.empty()) return FirstOf(findings);
  const Certificate certificate = certificates.front();
  std::vector<Certificate> parents;
  if (!certificate.is_self_issued()) {
    // What leads from the intermediate to its root; both may be in either file.
    if (!chain_file.missing()) {
      for (Certificate& more : ParseChain(chain_file, &findings)) {
        certificates.push_back(std::move(more));
      }
      if (!findings.empty()) return FirstOf(findings);
    }
    for (const Certificate& candidate : certificates) {
      if (!(candidate == certificate) && !candidate.is_self_issued()) parents.push_back(candidate);
    }
    const auto root = std::find_if(certificates.begin(), certificates.end(),
                                   [](const Certificate& c) { return c.is_self_issued(); });
    if (root != certificates.end()) {
      parents.push_back(*root);
    } else {
      CredentialFile root_file;
      ReadDirectory(member(kRootName).string(), {{kRootsFile, &root_file}});
      const std::vector<Certificate> roots = ParseChain(root_file, &findings);
      if (!findings.empty()) return FirstOf(findings);
      parents.push_back(roots.front());
    }
  }
  absl::StatusOr<Issuer> issuer =
      Issuer::Create(certificate, *std::move(key), std::move(parents), now);
  if (!issuer.ok()) {
    return absl::Status(issuer.status().code(),
                        absl::StrCat(certificate_file.path, ": ", issuer.status().message()));
  }
  return issuer;
}

std::vector<std::string> Pki::Below(const Certificate& root) const {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(directory_, ignored)) {
    const std::string name = entry.path().filename();
    if (!CheckMemberName(name).ok()) continue;
    CredentialFile roots_file;
    CredentialFile chain_file;
    ReadDirectory(entry.path().string(), {{kRootsFile, &roots_file}, {kCaChainFile, &chain_file}});
    std::vector<Finding> findings;
    std::vector<Certificate> known = ParseChain(roots_file, &findings);
    for (Certificate& more : ParseChain(chain_file, &findings)) known.push_back(std::move(more));
    const bool below = std::any_of(known.begin(), known.end(), [&root](const Certificate& c) {
      return c == root || X509_check_issued(root.get(), c.get()) == X509_V_OK;
    });
    if (below) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace certgen
