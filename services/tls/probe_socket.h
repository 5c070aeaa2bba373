// A connection for looking at a server: it never waits longer than it is told to.
#ifndef SERVICES_TLS_PROBE_SOCKET_H_
#define SERVICES_TLS_PROBE_SOCKET_H_

#include <sys/socket.h>

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "certgen/unique_fd.h"
#include "services/tls/patience.h"

namespace tls {

struct SocketAddress {
  sockaddr_storage storage = {};
  socklen_t size = 0;
  // "127.0.0.1:50051", "[::1]:50051", or "unix:PATH".
  std::string text;
};

// Of a path, or with a NUL in front, of an abstract name. kInvalidArgument if it is too long.
absl::StatusOr<SocketAddress> UnixAddress(const std::string& path);

class ProbeSocket {
 public:
  // kUnavailable: the address refuses. kAborted: it takes the connection and
  // resets it at once. kDeadlineExceeded: nothing comes back. kNotFound: there is
  // no way to it, or no such socket. The message has errno's words.
  static absl::StatusOr<ProbeSocket> Connect(const SocketAddress& address,
                                             const Patience& patience);

  // kUnavailable: the peer is gone. kDeadlineExceeded: it does not read.
  absl::Status Send(const std::string& bytes, const Patience& patience);
  // At least one byte; "" if the peer has closed. kUnavailable: it was reset.
  // kDeadlineExceeded: nothing came.
  absl::StatusOr<std::string> Receive(const Patience& patience);
  // The next Receive gives these.
  void PutBack(std::string bytes) { put_back_ = std::move(bytes); }

 private:
  explicit ProbeSocket(certgen::UniqueFd fd) : fd_(std::move(fd)) {}

  certgen::UniqueFd fd_;
  std::string put_back_;
};

}  // namespace tls

#endif  // SERVICES_TLS_PROBE_SOCKET_H_
