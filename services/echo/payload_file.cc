#include "services/echo/payload_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "certgen/one_line.h"
#include "certgen/unique_fd.h"

namespace echo {
namespace {

absl::Status FileError(const std::string& name, int error) {
  return absl::ErrnoToStatus(error, absl::StrCat("--file ", name, " cannot be read"));
}

}  // namespace

absl::StatusOr<std::string> ReadPayload(const std::string& path, size_t most) {
  const bool is_stdin = path == "-";
  const std::string name = is_stdin ? "- (standard input)" : certgen::OneLine(path);
  const certgen::UniqueFd opened(is_stdin ? -1 : open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!is_stdin && !opened.ok()) return FileError(name, errno);
  const int fd = is_stdin ? STDIN_FILENO : opened.get();
  std::string bytes;
  std::array<char, 65536> piece;
  while (true) {
    const ssize_t count = read(fd, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FileError(name, errno);
    if (count == 0) return bytes;
    bytes.append(piece.data(), static_cast<size_t>(count));
    if (bytes.size() > most) {
      return absl::OutOfRangeError(
          absl::StrCat("--file ", name, " has more than ", most,
                       " bytes, and servers of gRPC take no larger request; give a smaller one"));
    }
  }
}

}  // namespace echo
