#include "certgen/bad_tree.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "certgen/bad_kinds.h"
#include "certgen/staging.h"
#include "certgen/unique_fd.h"
#include "certgen/write_rules.h"

namespace certgen {
namespace {

namespace fs = std::filesystem;

absl::Status Failed(const char* step, const fs::path& path) {
  return absl::ErrnoToStatus(errno, absl::StrCat("cannot ", step, " ", path.string()));
}

// Without a slash at its end, which would make it its own parent.
absl::StatusOr<fs::path> Absolute(const fs::path& directory) {
  std::error_code error;
  const fs::path path = fs::absolute(directory, error).lexically_normal();
  if (error) return absl::InternalError("cannot tell the current directory");
  return path.has_filename() ? path : path.parent_path();
}

absl::Status MakeFolder(const fs::path& path) {
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return Failed("create", path);
  if (chmod(path.c_str(), 0755) != 0) return Failed("set the mode of", path);
  return absl::OkStatus();
}

absl::Status WriteRegular(const BadFile& file, const fs::path& path) {
  // A key is its owner's alone from the first instant.
  const UniqueFd fd(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd.ok()) return Failed("create", path);
  size_t written = 0;
  while (written < file.contents.size()) {
    const ssize_t count =
        write(fd.get(), file.contents.data() + written, file.contents.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Failed("write", path);
    written += static_cast<size_t>(count);
  }
  if (file.size > written && ftruncate(fd.get(), static_cast<off_t>(file.size)) != 0) {
    return Failed("write", path);
  }
  if (fchmod(fd.get(), file.mode) != 0) return Failed("set the mode of", path);
  return absl::OkStatus();
}

absl::Status Write(const BadFile& file, const fs::path& path) {
  switch (file.kind) {
    case BadFile::Kind::kRegular:
      return WriteRegular(file, path);
    case BadFile::Kind::kFolder:
      return MakeFolder(path);
    case BadFile::Kind::kLink:
      return symlink(file.contents.c_str(), path.c_str()) == 0 ? absl::OkStatus()
                                                               : Failed("create", path);
    case BadFile::Kind::kAbsent:
      break;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<BadTree> MakeBadTree(absl::Time now) {
  const absl::StatusOr<BadSource> source = NewBadSource(now);
  if (!source.ok()) return source.status();
  BadTree tree;
  for (const BadKind& kind : BadKinds()) {
    absl::StatusOr<BadFiles> files = kind.make(*source);
    if (!files.ok()) {
      return absl::InternalError(
          absl::StrCat("cannot make the kind ", kind.name, ": ", files.status().message()));
    }
    const std::string folder = absl::StrCat(kind.name, "/");
    tree[folder + kCertificateFile] = std::move(files->cert);
    tree[folder + kPrivateKeyFile] = std::move(files->key);
    tree[folder + kRootsFile] = std::move(files->ca);
  }
  return tree;
}

absl::Status CheckBadTreeTarget(const fs::path& directory) {
  const absl::StatusOr<fs::path> path = Absolute(directory);
  if (!path.ok()) return path.status();
  std::error_code error;
  const fs::file_status parent = fs::status(path->parent_path(), error);
  if (parent.type() == fs::file_type::not_found) {
    return absl::NotFoundError(absl::StrCat(path->parent_path().string(),
                                            " is not there; make it first: mkdir -p ",
                                            path->parent_path().string()));
  }
  const fs::file_status status = fs::symlink_status(*path, error);
  if (status.type() != fs::file_type::not_found) {
    const bool empty = status.type() == fs::file_type::directory && fs::is_empty(*path, error);
    // One that is somebody's current directory would be pulled from under him.
    if (!empty || error || fs::equivalent(*path, fs::current_path(error), error)) {
      return absl::AlreadyExistsError(absl::StrCat(
          directory.string(), empty ? " is the current directory" : " is there and not empty",
          "; choose an empty or new directory"));
    }
  }
  if (access(path->parent_path().c_str(), W_OK | X_OK) != 0) {
    return Failed("write in", path->parent_path());
  }
  return CheckSafeToWrite(*path);
}

absl::Status WriteBadTree(const BadTree& tree, const fs::path& directory) {
  if (absl::Status s = CheckBadTreeTarget(directory); !s.ok()) return s;
  const absl::StatusOr<fs::path> path = Absolute(directory);
  if (!path.ok()) return path.status();
  std::string name = (path->parent_path() / ".certgen-bad-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) return Failed("create a directory in", path->parent_path());
  Staging staging(name);
  if (absl::Status s = MakeFolder(staging.path()); !s.ok()) return s;
  for (const auto& [below, file] : tree) {
    const fs::path target = staging.path() / below;
    if (target.parent_path() != staging.path()) {
      if (absl::Status s = MakeFolder(target.parent_path()); !s.ok()) return s;
    }
    if (absl::Status s = Write(file, target); !s.ok()) return s;
  }
  // Takes the place of an empty directory, and of nothing else.
  if (rename(staging.path().c_str(), path->c_str()) != 0) return Failed("create", *path);
  staging.Keep();
  return absl::OkStatus();
}

}  // namespace certgen
