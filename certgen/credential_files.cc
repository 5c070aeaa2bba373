#include "certgen/credential_files.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/x509.h>
#include <poll.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <vector>

#include "absl/strings/str_cat.h"
#include "certgen/unique_fd.h"

namespace certgen {
namespace {

// More than any bundle of roots needs, and an end to reading /dev/zero.
constexpr size_t kMaxFileSize = size_t{8} << 20;
// Other lines may follow the passphrase.
constexpr size_t kMaxPassphraseFileSize = size_t{64} << 10;
// OpenSSL's buffer for one (PEM_BUFSIZE).
constexpr size_t kMaxPassphraseSize = 1024;
// How long a pipe may stay silent: long enough for a command that fetches a key.
constexpr int kPipePatienceMs = 5000;
// How often a directory may change under our eyes before we say so.
constexpr int kAttempts = 10;

void SetFault(int error, CredentialFile* file) {
  file->contents.clear();
  file->reason = std::strerror(error);
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      file->fault = FindingCode::kFileMissing;
      break;
    case EISDIR:
      file->fault = FindingCode::kFileIsDirectory;
      break;
    default:
      file->fault = FindingCode::kFileUnreadable;
  }
}

// The kubelet mounts volumes as directories that everybody may write to, sticky, with
// files behind a link `..data`.
bool IsMountedVolume(int directory) {
  struct stat folder = {};
  struct stat link = {};
  return fstat(directory, &folder) == 0 &&
         (folder.st_mode & (S_ISVTX | S_IWOTH)) == (S_ISVTX | S_IWOTH) &&
         fstatat(directory, "..data", &link, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(link.st_mode);
}

bool IsReadableByAll(const UniqueFd& file) {
  struct stat status = {};
  return fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == geteuid() &&
         (status.st_mode & (S_IROTH | S_IWOTH)) != 0;
}

using Buffer = std::array<char, 16384>;

void ReadThrough(Buffer* buffer, int fd, int patience_ms, size_t max_size, CredentialFile* file) {
  ssize_t count = 0;
  for (;;) {
    pollfd ready = {fd, POLLIN, 0};
    if (poll(&ready, 1, patience_ms) == 0) return SetFault(ETIMEDOUT, file);
    count = read(fd, buffer->data(), buffer->size());
    if (count == 0) return;
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) return SetFault(errno, file);
    file->contents.append(buffer->data(), static_cast<size_t>(count));
    if (file->contents.size() > max_size) {
      file->contents.clear();
      file->fault = FindingCode::kFileTooLarge;
      return;
    }
  }
}

// To its end, unless nothing comes for `patience_ms` (-1: without an end).
void ReadFrom(int fd, int patience_ms, CredentialFile* file, size_t max_size = kMaxFileSize) {
  Buffer buffer;
  ReadThrough(&buffer, fd, patience_ms, max_size, file);
  // It may have been a key.
  OPENSSL_cleanse(buffer.data(), buffer.size());
}

// The directory above holds a root's key: then `path` is pki/NAME/FILE.
std::optional<PkiMember> MemberOf(const std::string& path) {
  std::error_code ignored;
  const std::filesystem::path folder =
      std::filesystem::absolute(path, ignored).lexically_normal().parent_path();
  if (access((folder.parent_path() / "root" / "ca.key").c_str(), F_OK) != 0) return std::nullopt;
  const std::filesystem::path as_named = std::filesystem::path(path).parent_path().parent_path();
  const bool short_name = !as_named.empty() && as_named.filename() != "..";
  return PkiMember{short_name ? as_named.string() : folder.parent_path().string(),
                   folder.filename()};
}

void ReadAt(int directory, const char* name, CredentialFile* file, size_t max_size = kMaxFileSize) {
  file->contents.clear();
  file->fault.reset();
  file->readable_by_all = false;
  // Without O_NONBLOCK a pipe that nobody writes to would hold us for ever.
  const UniqueFd fd(openat(directory, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd.ok()) return SetFault(errno, file);
  file->readable_by_all = IsReadableByAll(fd);
  ReadFrom(fd.get(), kPipePatienceMs, file, max_size);
}

bool IsInMountedVolume(const std::string& path) {
  std::filesystem::path folder = std::filesystem::path(path).parent_path();
  // The volume is above a generation of it.
  if (folder.filename().string().starts_with("..") && folder.filename() != "..") {
    folder = folder.parent_path();
  }
  const UniqueFd directory(
      open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return directory.ok() && IsMountedVolume(directory.get());
}

void ReadNamed(const std::string& path, CredentialFile* file, size_t max_size = kMaxFileSize) {
  ReadAt(AT_FDCWD, path.c_str(), file, max_size);
  file->readable_by_all = file->readable_by_all && !IsInMountedVolume(path);
}

bool SameReading(const CredentialFile& a, const CredentialFile& b) {
  return a.contents == b.contents && a.fault == b.fault;
}

bool IsStill(int directory, const struct stat& generation) {
  struct stat now = {};
  return fstatat(directory, "..data", &now, 0) == 0 && now.st_ino == generation.st_ino &&
         now.st_dev == generation.st_dev;
}

// What `name` stands for in `..data`, if it is a link through that; empty: it is something else,
// such as a file that somebody put in the link's place, and that is what others read.
std::string TargetInData(int directory, const char* name) {
  std::array<char, 4096> target;
  const ssize_t length = readlinkat(directory, name, target.data(), target.size());
  const std::string text(target.data(), length < 0 ? 0 : static_cast<size_t>(length));
  constexpr char kThrough[] = "..data/";
  return text.starts_with(kThrough) ? text.substr(sizeof(kThrough) - 1) : "";
}

// True once everything in `wanted` is from one moment.
bool ReadOnce(int directory, const std::vector<WantedFile>& wanted) {
  // Only a link can be replaced as a whole; a copy by cp -rL has a directory there,
  // and is as plain as the files beside it.
  struct stat link = {};
  const bool linked =
      fstatat(directory, "..data", &link, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(link.st_mode);
  const UniqueFd generation(linked ? openat(directory, "..data", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
                                   : -1);
  if (generation.ok()) {
    struct stat taken = {};
    if (fstat(generation.get(), &taken) != 0) return false;
    bool complete = true;
    for (const WantedFile& w : wanted) {
      const std::string target = TargetInData(directory, w.name);
      if (!target.empty()) ReadAt(generation.get(), target.c_str(), w.file);
      if (!target.empty() && !w.file->missing()) continue;
      // It may stand beside `..data`.
      ReadAt(directory, w.name, w.file);
      // What is linked only in the next generation has no link yet.
      const bool no_trace = target.empty() && w.file->missing();
      complete = complete && w.optional && no_trace;
    }
    // Old generations are deleted after a switch: a file that is not there may
    // only mean that we hold a deleted one, and what was found beside `..data`
    // may be a link into the next.
    return complete || IsStill(directory, taken);
  }
  for (const WantedFile& w : wanted) ReadAt(directory, w.name, w.file);
  for (const WantedFile& w : wanted) {
    CredentialFile again;
    ReadAt(directory, w.name, &again);
    if (!SameReading(*w.file, again)) return false;
  }
  return true;
}

// Not even a link that leads nowhere.
bool IsNowhere(const CredentialFile& file) {
  std::error_code ignored;
  return file.missing() && std::filesystem::symlink_status(file.path, ignored).type() ==
                               std::filesystem::file_type::not_found;
}

// Where the system's roots are: OpenSSL's own answer, then the usual places.
std::string SystemRootsPath() {
  if (const char* set = std::getenv(X509_get_default_cert_file_env()); set != nullptr && *set) {
    return set;
  }
  for (const char* path : {X509_get_default_cert_file(), "/etc/ssl/certs/ca-certificates.crt",
                           "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"}) {
    if (access(path, R_OK) == 0) return path;
  }
  return "/etc/ssl/certs/ca-certificates.crt";
}

}  // namespace

CredentialFile ReadDirectory(const std::string& path, const std::vector<WantedFile>& wanted) {
  CredentialFile outcome;
  outcome.path = path;
  for (const WantedFile& w : wanted) {
    w.file->path = absl::StrCat(path, path.ends_with('/') ? "" : "/", w.name);
    w.file->member = MemberOf(w.file->path);
  }
  const UniqueFd directory(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.ok()) {
    SetFault(errno, &outcome);
    return outcome;
  }
  for (int i = 0; i < kAttempts; ++i) {
    if (!ReadOnce(directory.get(), wanted)) continue;
    for (const WantedFile& w : wanted) {
      w.file->readable_by_all = w.file->readable_by_all && !IsMountedVolume(directory.get());
    }
    return outcome;
  }
  outcome.fault = FindingCode::kFilesChanging;
  return outcome;
}

CredentialFile ReadFile(const std::string& path) {
  CredentialFile file;
  file.path = path;
  ReadNamed(path, &file);
  return file;
}

CredentialFile ReadStandardInput() {
  CredentialFile file;
  file.path = "-";
  ReadFrom(STDIN_FILENO, -1, &file);
  return file;
}

PassphraseFile ReadPassphraseFile(const std::string& path) {
  PassphraseFile read;
  CredentialFile& file = read.file;
  file.path = path;
  file.explicitly_named = true;
  // So that it never grows and leaves a copy behind.
  file.contents.reserve(kMaxPassphraseFileSize + sizeof(Buffer));
  if (path == "-") {
    ReadFrom(STDIN_FILENO, -1, &file, kMaxPassphraseFileSize);
  } else {
    ReadNamed(path, &file, kMaxPassphraseFileSize);
  }
  size_t size = std::min(file.contents.find('\n'), file.contents.size());
  if (size < file.contents.size() && size > 0 && file.contents[size - 1] == '\r') --size;
  if (size <= kMaxPassphraseSize) {
    read.passphrase = file.contents.substr(0, size);
  } else {
    file.fault = FindingCode::kFileTooLarge;
  }
  Wipe(&file.contents);
  return read;
}

CredentialFiles ReadCredentialFiles(const CredentialPaths& paths) {
  CredentialFiles files;
  std::vector<WantedFile> from_directory;
  const auto assign = [&](const std::string& flag, const char* name, CredentialFile* file) {
    if (!flag.empty()) {
      file->path = flag;
      file->explicitly_named = true;
      file->member = MemberOf(flag);
      ReadNamed(flag, file);
    } else if (!paths.tls_dir.empty()) {
      from_directory.push_back({name, file});
    }
  };
  assign(paths.cert, kCertificateFile, &files.cert);
  assign(paths.key, kPrivateKeyFile, &files.key);
  files.ca.from_system = paths.ca == "system";
  assign(files.ca.from_system ? SystemRootsPath() : paths.ca, kRootsFile, &files.ca);
  const std::string& passphrase = paths.key_passphrase;
  if (!passphrase.empty()) files.key_passphrase = ReadPassphraseFile(passphrase);
  const bool directory_needed = !from_directory.empty();
  assign(paths.crl, kRevocationListFile, &files.crl);
  if (from_directory.empty()) return files;
  from_directory.back().optional = paths.crl.empty();
  const CredentialFile directory = ReadDirectory(paths.tls_dir, from_directory);
  if (directory_needed) files.directory = directory;
  if (!files.crl.explicitly_named && (directory.fault || IsNowhere(files.crl))) files.crl = {};
  return files;
}

}  // namespace certgen
