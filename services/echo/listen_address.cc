#include "services/echo/listen_address.h"

#include <netdb.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "absl/strings/str_cat.h"
#include "certgen/unique_fd.h"
#include "services/echo/host_port.h"
#include "services/echo/unix_socket.h"

namespace echo {
namespace {

// 0 or an errno.
int TryBind(const addrinfo& address) {
  const certgen::UniqueFd fd(socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.ok()) return errno;
  // As gRPC does: a port in TIME_WAIT is free, one with a listener is not.
  const int on = 1;
  setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (bind(fd.get(), address.ai_addr, address.ai_addrlen) != 0) return errno;
  return listen(fd.get(), 1) == 0 ? 0 : errno;
}

}  // namespace

std::string ToString(const ListenAddress& address) {
  if (!address.socket.empty()) return address.socket;
  return ToString(HostPort{address.host, address.port});
}

absl::StatusOr<ListenAddress> ParseListenAddress(const std::string& flag, const std::string& text) {
  const auto refuse = [&](const absl::Status& status) {
    return absl::InvalidArgumentError(absl::StrCat(
        flag, " '", text, "' ", std::string(status.message()),
        "; give HOST:PORT, such as 127.0.0.1:50051, 0.0.0.0:50051 for all of IPv4, or unix:PATH"));
  };
  if (IsUnixSocket(text)) {
    if (absl::Status s = CheckUnixSocketName(text); !s.ok()) return refuse(s);
    return ListenAddress{.host = "", .port = 0, .socket = text};
  }
  const absl::StatusOr<HostPort> address = ParseHostPort(text, /*lowest_port=*/0);
  if (!address.ok()) return refuse(address.status());
  return ListenAddress{.host = address->host, .port = address->port};
}

absl::Status CheckFree(const ListenAddress& address) {
  if (!address.socket.empty()) return CheckFreeUnixSocket(address.socket);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error =
      getaddrinfo(address.host.c_str(), absl::StrCat(address.port).c_str(), &hints, &found);
  if (error != 0) {
    return absl::UnavailableError(absl::StrCat("cannot listen on ", ToString(address),
                                               ": the host has no address (", gai_strerror(error),
                                               ")"));
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, freeaddrinfo);
  int first_error = 0;
  bool any = false;
  for (const addrinfo* a = found; a != nullptr; a = a->ai_next) {
    const int bound = TryBind(*a);
    // A name may stand for a family that this host does not have.
    const bool absent = bound == EADDRNOTAVAIL || bound == EAFNOSUPPORT;
    any = any || bound == 0;
    if (bound != 0 && (first_error == 0 || !absent)) first_error = bound;
    if (bound != 0 && !absent) any = false;
    if (bound != 0 && !absent) break;
  }
  if (any) return absl::OkStatus();
  const char* cure = "";
  if (first_error == EADDRINUSE) cure = "; stop the program that listens there, or choose another";
  if (first_error == EACCES) cure = "; ports below 1024 need rights, choose a higher one";
  return absl::UnavailableError(
      absl::StrCat("cannot listen on ", ToString(address), ": ", std::strerror(first_error), cure));
}

}  // namespace echo
