#include "certgen/publish.h"

#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "certgen/openssl_error.h"
#include "certgen/unique_fd.h"

namespace certgen {
namespace {

namespace fs = std::filesystem;

constexpr char kCurrent[] = "..data";
constexpr char kNextLink[] = "..data.";
constexpr char kStagingPrefix[] = ".certgen-staging-";
constexpr char kSuffixAlphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
constexpr size_t kSuffixLength = 6;

absl::Status Failed(const std::string& step, const fs::path& path, int error) {
  const std::string message =
      absl::StrCat("cannot ", step, " ", path.string(), ": ", std::strerror(error));
  switch (error) {
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::PermissionDeniedError(message);
    case EEXIST:
    case ENOTEMPTY:
      return absl::AlreadyExistsError(message);
    case ENOENT:
      return absl::NotFoundError(message);
    default:
      return absl::UnavailableError(message);
  }
}

absl::StatusOr<std::string> RandomSuffix() {
  unsigned char bytes[kSuffixLength];
  if (RAND_bytes(bytes, sizeof(bytes)) != 1) return OpenSslError("make a random name");
  std::string suffix;
  for (const unsigned char byte : bytes) suffix += kSuffixAlphabet[byte % 32];
  return suffix;
}

// Removes what it names unless it was kept: nothing half-made stays behind.
class Staging {
 public:
  explicit Staging(fs::path path) : path_(std::move(path)) {}
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;
  ~Staging() {
    std::error_code ignored;
    if (!kept_) fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }
  void Keep() { kept_ = true; }

 private:
  fs::path path_;
  bool kept_ = false;
};

absl::Status Sync(const fs::path& path) {
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.ok() || fsync(fd.get()) != 0) return Failed("sync", path, errno);
  return absl::OkStatus();
}

absl::Status WriteAll(int fd, const std::string& contents, const fs::path& path) {
  size_t written = 0;
  while (written < contents.size()) {
    const ssize_t count = write(fd, contents.data() + written, contents.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Failed("write", path, errno);
    written += static_cast<size_t>(count);
  }
  return absl::OkStatus();
}

absl::Status WriteFile(const fs::path& path, const PublishedFile& file,
                       const SecretAccess& access) {
  const UniqueFd fd(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd.ok()) return Failed("create", path, errno);
  if (absl::Status s = WriteAll(fd.get(), file.contents, path); !s.ok()) return s;
  if (file.secret && access.group && fchown(fd.get(), static_cast<uid_t>(-1), *access.group) != 0) {
    return Failed("change the group of", path, errno);
  }
  // After the group, or the old group could read for an instant.
  if (fchmod(fd.get(), file.secret ? access.mode : 0644) != 0) {
    return Failed("set the mode of", path, errno);
  }
  if (fsync(fd.get()) != 0) return Failed("sync", path, errno);
  return absl::OkStatus();
}

absl::Status MakeDirectory(const fs::path& path) {
  if (mkdir(path.c_str(), 0700) != 0) return Failed("create", path, errno);
  // Open to readers whatever the umask is: the keys inside are not.
  if (chmod(path.c_str(), 0755) != 0) return Failed("set the mode of", path, errno);
  return absl::OkStatus();
}

absl::Status WriteGeneration(const fs::path& generation, const Publication& publication) {
  if (absl::Status s = MakeDirectory(generation); !s.ok()) return s;
  for (const PublishedFile& file : publication.files) {
    if (absl::Status s = WriteFile(generation / file.name, file, publication.access); !s.ok()) {
      return s;
    }
  }
  return Sync(generation);
}

absl::Status Link(const fs::path& target, const fs::path& link) {
  if (symlink(target.c_str(), link.c_str()) != 0) return Failed("link", link, errno);
  return absl::OkStatus();
}

absl::StatusOr<std::string> GenerationName(absl::Time now) {
  absl::StatusOr<std::string> suffix = RandomSuffix();
  if (!suffix.ok()) return suffix;
  return absl::StrCat("..", absl::FormatTime("%Y-%m-%d", now, absl::UTCTimeZone()), ".", *suffix);
}

// What follows `prefix` is what RandomSuffix makes; other people's files may begin
// alike.
bool EndsInSuffixOnly(const std::string& name, const std::string& prefix) {
  return absl::StartsWith(name, prefix) && name.size() == prefix.size() + kSuffixLength &&
         name.find_first_not_of(kSuffixAlphabet, prefix.size()) == std::string::npos;
}

// "..2026-11-23.x7k2ab", and the link to it before it is renamed.
bool IsGeneration(const std::string& name) {
  constexpr size_t kDateLength = 10;
  const size_t dots = absl::StartsWith(name, kNextLink) ? std::strlen(kNextLink) : 2;
  if (!absl::StartsWith(name, "..") || name.size() < dots + kDateLength) return false;
  const std::string date = name.substr(dots, kDateLength);
  return date.find_first_not_of("0123456789-") == std::string::npos &&
         EndsInSuffixOnly(name, name.substr(0, dots + kDateLength) + ".");
}

// Best effort: what stays is removed by the next publish.
void RemoveAllBut(const fs::path& directory, const std::vector<std::string>& keep) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(directory, ignored)) {
    const std::string name = entry.path().filename();
    if (!IsGeneration(name) || std::find(keep.begin(), keep.end(), name) != keep.end()) continue;
    fs::remove_all(entry.path(), ignored);
  }
}

// Left by a process that was killed: the lock says that no other is at work.
void RemoveStaleStaging(const fs::path& parent) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(parent, ignored)) {
    if (EndsInSuffixOnly(entry.path().filename().string(), kStagingPrefix)) {
      fs::remove_all(entry.path(), ignored);
    }
  }
}

absl::Status PublishFirst(const Publication& publication, const std::string& generation) {
  const fs::path parent = publication.directory.parent_path();
  RemoveStaleStaging(parent);
  const absl::StatusOr<std::string> suffix = RandomSuffix();
  if (!suffix.ok()) return suffix.status();
  Staging staging(parent / absl::StrCat(kStagingPrefix, *suffix));
  if (absl::Status s = MakeDirectory(staging.path()); !s.ok()) return s;
  if (absl::Status s = WriteGeneration(staging.path() / generation, publication); !s.ok()) return s;
  if (absl::Status s = Link(generation, staging.path() / kCurrent); !s.ok()) return s;
  for (const PublishedFile& file : publication.files) {
    if (absl::Status s = Link(fs::path(kCurrent) / file.name, staging.path() / file.name);
        !s.ok()) {
      return s;
    }
  }
  if (absl::Status s = Sync(staging.path()); !s.ok()) return s;
  if (absl::Status s = publication.prove(staging.path()); !s.ok()) return s;
  if (renameat2(AT_FDCWD, staging.path().c_str(), AT_FDCWD, publication.directory.c_str(),
                RENAME_NOREPLACE) != 0) {
    return Failed("create", publication.directory, errno);
  }
  staging.Keep();
  return Sync(parent);
}

// Somebody may have put something else where our link was: programs that open paths one by
// one would then read a pair that does not match. It is kept under another name.
absl::Status MoveAside(const fs::path& link, std::vector<std::string>* notes) {
  const absl::StatusOr<std::string> suffix = RandomSuffix();
  if (!suffix.ok()) return suffix.status();
  for (const std::string& ending : {std::string(".old"), ".old-" + *suffix}) {
    const fs::path aside = link.string() + ending;
    if (renameat2(AT_FDCWD, link.c_str(), AT_FDCWD, aside.c_str(), RENAME_NOREPLACE) == 0) {
      if (notes != nullptr) {
        notes->push_back(absl::StrCat("note: ", link.string(),
                                      " was not the link that certgen made there; it is ",
                                      aside.string(), " now"));
      }
      return absl::OkStatus();
    }
    if (errno != EEXIST) return Failed("rename", link, errno);
  }
  return Failed("rename", link, EEXIST);
}

absl::Status RestoreLinks(const Publication& publication, std::vector<std::string>* notes) {
  for (const PublishedFile& file : publication.files) {
    const fs::path link = publication.directory / file.name;
    const fs::path target = fs::path(kCurrent) / file.name;
    std::error_code error;
    const bool there = fs::symlink_status(link, error).type() != fs::file_type::not_found;
    if (there && fs::read_symlink(link, error) == target) continue;
    if (there) {
      if (absl::Status s = MoveAside(link, notes); !s.ok()) return s;
    }
    if (absl::Status s = Link(target, link); !s.ok()) return s;
  }
  return absl::OkStatus();
}

// What somebody put into the generation itself goes with it at the publish after this one.
void NoteStrangers(const fs::path& previous, const fs::path& now, std::vector<std::string>* notes) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(previous, ignored)) {
    const fs::path name = entry.path().filename();
    if (notes == nullptr || fs::exists(now / name, ignored)) continue;
    notes->push_back(absl::StrCat("note: ", entry.path().string(),
                                  " is not in the new generation; keep it beside that: mv ",
                                  entry.path().string(), " ", now.parent_path().string()));
  }
}

absl::Status PublishNext(const Publication& publication, const std::string& generation,
                         std::vector<std::string>* notes) {
  const fs::path& directory = publication.directory;
  std::error_code error;
  const std::string previous = fs::read_symlink(directory / kCurrent, error).filename();
  if (error) return Failed("read", directory / kCurrent, error.value());
  Staging staging(directory / generation);
  if (absl::Status s = WriteGeneration(staging.path(), publication); !s.ok()) return s;
  if (absl::Status s = publication.prove(staging.path()); !s.ok()) return s;
  if (absl::Status s = RestoreLinks(publication, notes); !s.ok()) return s;
  Staging next(directory / absl::StrCat(kNextLink, generation.substr(2)));
  if (absl::Status s = Link(generation, next.path()); !s.ok()) return s;
  if (rename(next.path().c_str(), (directory / kCurrent).c_str()) != 0) {
    return Failed("replace", directory / kCurrent, errno);
  }
  next.Keep();
  staging.Keep();
  if (absl::Status s = Sync(directory); !s.ok()) return s;
  NoteStrangers(directory / previous, directory / generation, notes);
  RemoveAllBut(directory, {generation, previous});
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckPublishable(const fs::path& directory) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(directory, error);
  if (status.type() == fs::file_type::not_found) return absl::OkStatus();
  const std::string moved =
      absl::StrCat("mv ", directory.string(), " ", directory.string(), ".old, then run this again");
  if (status.type() != fs::file_type::directory) {
    return absl::FailedPreconditionError(
        absl::StrCat(directory.string(), " is not a directory; move it away: ", moved));
  }
  const fs::file_status current = fs::symlink_status(directory / kCurrent, error);
  if (current.type() == fs::file_type::symlink) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      directory.string(),
      current.type() == fs::file_type::directory
          ? " is a copy whose ..data is a directory, not a link (cp -rL makes such copies)"
          : " is a plain directory, which cannot be replaced as a whole",
      "; to have certgen publish there: ", moved));
}

absl::Status Publish(const Publication& publication, std::vector<std::string>* notes) {
  if (absl::Status s = CheckPublishable(publication.directory); !s.ok()) return s;
  const absl::StatusOr<std::string> generation = GenerationName(publication.now);
  if (!generation.ok()) return generation.status();
  std::error_code error;
  const bool first =
      fs::symlink_status(publication.directory, error).type() == fs::file_type::not_found;
  return first ? PublishFirst(publication, *generation)
               : PublishNext(publication, *generation, notes);
}

}  // namespace certgen
