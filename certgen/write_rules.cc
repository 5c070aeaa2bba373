#include "certgen/write_rules.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"

namespace certgen {
namespace {

absl::Status CheckOne(const std::filesystem::path& path) {
  struct stat status = {};
  if (lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return absl::OkStatus();
    return absl::PermissionDeniedError(
        absl::StrCat(path.string(), " cannot be looked at: ", std::strerror(errno)));
  }
  if (status.st_uid != 0 && status.st_uid != geteuid()) {
    return absl::FailedPreconditionError(
        absl::StrCat(path.string(), " belongs to user ", status.st_uid,
                     ", who could replace what is written there; write as that user, or choose "
                     "another directory"));
  }
  if (S_ISLNK(status.st_mode)) return absl::OkStatus();
  if (!S_ISDIR(status.st_mode)) {
    return absl::FailedPreconditionError(absl::StrCat(
        path.string(), " is in the way: it is not a directory; choose another directory"));
  }
  if ((status.st_mode & S_IWOTH) != 0 && (status.st_mode & S_ISVTX) == 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(path.string(),
                     " is writable by everybody, who could replace what is written there; chmod "
                     "o-w it, or choose another directory"));
  }
  return absl::OkStatus();
}

// As many as Linux follows (path_resolution(7)).
constexpr int kMaxLinks = 40;

// Each directory and link on the way from / to `path`, links followed as the
// kernel does: whoever can replace any of them decides where things are written.
absl::Status CheckEach(const std::filesystem::path& path, int links_left) {
  if (links_left < 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(path.string(), " leads through too many symbolic links"));
  }
  std::filesystem::path prefix;
  for (auto part = path.begin(); part != path.end(); ++part) {
    if (part->empty()) continue;
    prefix /= *part;
    if (absl::Status s = CheckOne(prefix); !s.ok()) return s;
    std::error_code error;
    const std::filesystem::path target = std::filesystem::read_symlink(prefix, error);
    if (error) continue;  // not a link
    std::filesystem::path where = prefix.parent_path() / target;
    while (++part != path.end()) where /= *part;
    return CheckEach(where, links_left - 1);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckSafeToWrite(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::path written = std::filesystem::absolute(path, error);
  if (error) return absl::InternalError("cannot tell the current directory");
  return CheckEach(written, kMaxLinks);
}

}  // namespace certgen
