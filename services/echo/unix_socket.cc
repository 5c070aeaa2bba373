#include "services/echo/unix_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "certgen/unique_fd.h"

namespace echo {
namespace {

constexpr char kFile[] = "unix:";
constexpr char kAbstract[] = "unix-abstract:";
// The kernel's, less the NUL in front of an abstract name or at the end of a path.
constexpr size_t kLongestName = sizeof(sockaddr_un::sun_path) - 1;

bool IsAbstract(const std::string& text) { return absl::StartsWith(text, kAbstract); }

std::string NameOf(const std::string& text) {
  return text.substr((IsAbstract(text) ? sizeof(kAbstract) : sizeof(kFile)) - 1);
}

absl::Status Unavailable(const std::string& text, const absl::string_view why) {
  return absl::UnavailableError(absl::StrCat("cannot listen on ", text, ": ", why));
}

// 0 if a program listens there, else an errno.
int TryConnect(const std::string& text) {
  const certgen::UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.ok()) return errno;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = NameOf(text);
  char* const begin = address.sun_path + (IsAbstract(text) ? 1 : 0);
  std::copy(name.begin(), name.end(), begin);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size() + 1);
  if (connect(fd.get(), reinterpret_cast<sockaddr*>(&address), size) == 0) return 0;
  // Its queue of those that wait is full.
  return errno == EAGAIN ? 0 : errno;
}

absl::Status CheckFile(const std::string& text, const std::string& path) {
  struct stat found {};
  if (lstat(path.c_str(), &found) == 0) {
    if (!S_ISSOCK(found.st_mode)) {
      return Unavailable(text, "there is a file that is no socket; choose another path");
    }
    return absl::OkStatus();
  }
  if (errno != ENOENT) return Unavailable(text, std::strerror(errno));
  const size_t slash = path.rfind('/');
  const std::string directory =
      slash == std::string::npos ? "." : path.substr(0, std::max<size_t>(slash, 1));
  if (access(directory.c_str(), W_OK | X_OK) == 0) return absl::OkStatus();
  return Unavailable(text, absl::StrCat("directory ", directory, ": ", std::strerror(errno)));
}

}  // namespace

bool IsUnixSocket(const std::string& text) {
  return absl::StartsWith(text, kFile) || IsAbstract(text);
}

absl::Status CheckUnixSocketName(const std::string& text) {
  const std::string name = NameOf(text);
  if (name.empty()) return absl::InvalidArgumentError("names no socket");
  if (name.size() > kLongestName) {
    return absl::InvalidArgumentError(absl::StrCat(
        "has a name of ", name.size(), " bytes; the limit of sockets is ", kLongestName));
  }
  // gRPC's URIs have a meaning for these.
  if (name.find_first_of("%?#") != std::string::npos || absl::StartsWith(name, "//")) {
    return absl::InvalidArgumentError("has one of % ? # in its name, or begins with //");
  }
  return absl::OkStatus();
}

absl::Status CheckFreeUnixSocket(const std::string& text) {
  if (!IsAbstract(text)) {
    if (absl::Status s = CheckFile(text, NameOf(text)); !s.ok()) return s;
  }
  if (TryConnect(text) != 0) return absl::OkStatus();
  return Unavailable(text, "another program listens there; stop it, or choose another");
}

}  // namespace echo
