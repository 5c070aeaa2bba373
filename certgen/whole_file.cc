#include "certgen/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "certgen/cure.h"
#include "certgen/staging.h"
#include "certgen/unique_fd.h"
#include "certgen/write_rules.h"

namespace certgen {
namespace {

namespace fs = std::filesystem;

absl::Status Failed(const char* step, const fs::path& path) {
  return absl::ErrnoToStatus(errno, absl::StrCat("cannot ", step, " ", path.string()));
}

absl::Status CheckDirectory(const fs::path& directory) {
  std::error_code error;
  if (fs::status(directory, error).type() == fs::file_type::not_found) {
    return absl::NotFoundError(absl::StrCat("there is no directory ", directory.string(),
                                            "; make it first: mkdir -p ",
                                            ShellWord(directory.string())));
  }
  return CheckSafeToWrite(directory);
}

absl::Status CheckTarget(const fs::path& path) {
  std::error_code error;
  switch (fs::symlink_status(path, error).type()) {
    case fs::file_type::not_found:
    case fs::file_type::regular:
      return absl::OkStatus();
    case fs::file_type::directory:
      return absl::FailedPreconditionError(
          absl::StrCat(path.string(), " is a directory; name a file in it"));
    case fs::file_type::symlink:
      return absl::FailedPreconditionError(
          absl::StrCat(path.string(),
                       " is a symbolic link, which would be replaced by a file; name the file "
                       "that it leads to, or another"));
    case fs::file_type::none:
      return absl::ErrnoToStatus(error.value(), absl::StrCat("cannot look at ", path.string()));
    default:
      return absl::FailedPreconditionError(absl::StrCat(
          path.string(), " is not a regular file and would be replaced by one; name another"));
  }
}

absl::Status Write(int fd, const std::string& contents, mode_t mode, const fs::path& path) {
  size_t written = 0;
  while (written < contents.size()) {
    const ssize_t count = write(fd, contents.data() + written, contents.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Failed("write", path);
    written += static_cast<size_t>(count);
  }
  if (fchmod(fd, mode) != 0) return Failed("set the mode of", path);
  if (fsync(fd) != 0) return Failed("sync", path);
  return absl::OkStatus();
}

}  // namespace

absl::Status WriteWholeFile(const fs::path& path, const std::string& contents, mode_t mode) {
  const fs::path directory = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (absl::Status s = CheckDirectory(directory); !s.ok()) return s;
  if (absl::Status s = CheckTarget(path); !s.ok()) return s;
  std::string name = (directory / ".certgen-XXXXXX").string();
  const UniqueFd fd(mkostemp(name.data(), O_CLOEXEC));
  if (!fd.ok()) return Failed("create a file in", directory);
  Staging staging(name);
  if (absl::Status s = Write(fd.get(), contents, mode, path); !s.ok()) return s;
  if (rename(staging.path().c_str(), path.c_str()) != 0) return Failed("replace", path);
  staging.Keep();
  const UniqueFd folder(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.ok() || fsync(folder.get()) != 0) return Failed("sync", directory);
  return absl::OkStatus();
}

}  // namespace certgen
