#include "services/tls/probe_socket.h"

#include <poll.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <utility>

namespace tls {
namespace {

// How soon a wait that nobody wants any more is noticed.
constexpr absl::Duration kSlice = absl::Milliseconds(50);

absl::Status NothingCame() { return absl::DeadlineExceededError("no answer in time"); }

// OK once `fd` is ready for `events`.
absl::Status WaitFor(int fd, short events, const Patience& patience) {
  // At least once: what is ready needs no time.
  do {
    const absl::Duration slice =
        patience.given_up == nullptr ? patience.left() : std::min(patience.left(), kSlice);
    pollfd ready = {fd, events, 0};
    // Rounded up: a wait of 0 ms would spin.
    const int timeout =
        static_cast<int>(std::min<int64_t>(absl::ToInt64Milliseconds(slice) + 1, 3600 * 1000));
    if (poll(&ready, 1, timeout) > 0) return absl::OkStatus();
  } while (!patience.spent());
  return NothingCame();
}

absl::Status FromErrno(int error) {
  switch (error) {
    case ECONNREFUSED:
    case ECONNRESET:
    case EPIPE:
      return absl::UnavailableError(std::strerror(error));
    case ETIMEDOUT:
      return absl::DeadlineExceededError(std::strerror(error));
    default:
      return absl::NotFoundError(std::strerror(error));
  }
}

}  // namespace

absl::StatusOr<SocketAddress> UnixAddress(const std::string& path) {
  SocketAddress address;
  sockaddr_un un = {};
  un.sun_family = AF_UNIX;
  if (path.size() >= sizeof(un.sun_path)) {
    return absl::InvalidArgumentError("a Unix socket's path has at most 107 characters");
  }
  std::memcpy(un.sun_path, path.data(), path.size());
  std::memcpy(&address.storage, &un, sizeof(un));
  const bool abstract = !path.empty() && path.front() == '\0';
  address.size =
      static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + (abstract ? 0 : 1));
  address.text = abstract ? "unix-abstract:" + path.substr(1) : "unix:" + path;
  return address;
}

absl::StatusOr<ProbeSocket> ProbeSocket::Connect(const SocketAddress& address,
                                                 const Patience& patience) {
  certgen::UniqueFd fd(
      socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.ok()) return FromErrno(errno);
  if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&address.storage), address.size) != 0) {
    if (errno != EINPROGRESS && errno != EINTR) return FromErrno(errno);
    if (absl::Status s = WaitFor(fd.get(), POLLOUT, patience); !s.ok()) return s;
    int error = 0;
    socklen_t size = sizeof(error);
    if (getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
    // It stood for a moment.
    if (error == ECONNRESET) return absl::AbortedError(std::strerror(error));
    if (error != 0) return FromErrno(error);
  }
  return ProbeSocket(std::move(fd));
}

absl::Status ProbeSocket::Send(const std::string& bytes, const Patience& patience) {
  size_t sent = 0;
  while (sent < bytes.size()) {
    // A peer that is gone must not end the process by SIGPIPE.
    const ssize_t count =
        send(fd_.get(), bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count > 0) {
      sent += static_cast<size_t>(count);
    } else if (errno == EAGAIN) {
      if (absl::Status s = WaitFor(fd_.get(), POLLOUT, patience); !s.ok()) return s;
    } else if (errno != EINTR) {
      return FromErrno(errno);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ProbeSocket::Receive(const Patience& patience) {
  // Also of a peer that never stops.
  if (patience.spent()) return NothingCame();
  if (!put_back_.empty()) return std::exchange(put_back_, "");
  std::array<char, 16384> buffer;
  for (;;) {
    const ssize_t count = recv(fd_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count >= 0) return std::string(buffer.data(), static_cast<size_t>(count));
    if (errno == EAGAIN) {
      if (absl::Status s = WaitFor(fd_.get(), POLLIN, patience); !s.ok()) return s;
    } else if (errno != EINTR) {
      return FromErrno(errno);
    }
  }
}

}  // namespace tls
