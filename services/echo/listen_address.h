// Where a server listens, and whether it can.
#ifndef SERVICES_ECHO_LISTEN_ADDRESS_H_
#define SERVICES_ECHO_LISTEN_ADDRESS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace echo {

struct ListenAddress {
  // As in HostPort; port 0: any free one.
  std::string host;
  int port = 0;
  // "unix:PATH" or "unix-abstract:NAME", in place of the above.
  std::string socket = "";
};

// As it was written, but with the port that it has by now.
std::string ToString(const ListenAddress& address);

// "HOST:PORT" or a unix socket (unix_socket.h), the value of `flag`. kInvalidArgument says what is
// wrong.
absl::StatusOr<ListenAddress> ParseListenAddress(const std::string& flag, const std::string& text);

// For a socket, see CheckFreeUnixSocket. Else binds each address that the host stands for, and lets
// go again. gRPC would only say "no port"; and of a name with two addresses it would be content
// with the one that is free. kUnavailable: the host has no address, or another program listens
// there, or this one may not.
absl::Status CheckFree(const ListenAddress& address);

}  // namespace echo

#endif  // SERVICES_ECHO_LISTEN_ADDRESS_H_
