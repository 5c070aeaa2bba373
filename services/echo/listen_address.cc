#include "services/echo/listen_address.h"

#include <netdb.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "certgen/unique_fd.h"

namespace echo {
namespace {

// 0 or an errno.
int TryBind(const addrinfo& address) {
  const certgen::UniqueFd fd(socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.ok()) return errno;
  // As gRPC does: a port in TIME_WAIT is free, one with a listener is not.
  const int on = 1;
  setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (address.ai_family == AF_INET6) {
    // So that [::] is not refused for what 0.0.0.0 of the same name binds.
    setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
  }
  if (bind(fd.get(), address.ai_addr, address.ai_addrlen) != 0) return errno;
  return listen(fd.get(), 1) == 0 ? 0 : errno;
}

std::string Unbracketed(const std::string& host) {
  return absl::StartsWith(host, "[") ? host.substr(1, host.size() - 2) : host;
}

}  // namespace

absl::StatusOr<ListenAddress> ParseListenAddress(const std::string& text) {
  const auto refuse = [&text](const char* why) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--listen '", text, "' ", why, "; give HOST:PORT, such as 127.0.0.1:50051 or [::]:50051"));
  };
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos) return refuse("has no port");
  ListenAddress address;
  address.host = text.substr(0, colon);
  const std::string port = text.substr(colon + 1);
  if (port.empty() || port.find_first_not_of("0123456789") != std::string::npos ||
      !absl::SimpleAtoi(port, &address.port) || address.port > 65535) {
    return refuse("has no port between 0 and 65535");
  }
  if (address.host.empty()) return refuse("has no host (0.0.0.0 stands for all of IPv4)");
  const bool bracketed = absl::StartsWith(address.host, "[") && absl::EndsWith(address.host, "]");
  if (absl::StrContains(address.host, ":") && !bracketed) {
    return refuse("has an IPv6 address without brackets");
  }
  if (absl::StrContains(address.host, "/")) return refuse("is not a host and a port");
  return address;
}

std::string ToString(const ListenAddress& address) {
  return absl::StrCat(address.host, ":", address.port);
}

absl::Status CheckFree(const ListenAddress& address) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(Unbracketed(address.host).c_str(),
                                absl::StrCat(address.port).c_str(), &hints, &found);
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
