// Where a server listens, and whether it can.
#ifndef SERVICES_ECHO_LISTEN_ADDRESS_H_
#define SERVICES_ECHO_LISTEN_ADDRESS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace echo {

struct ListenAddress {
  // A name, an IPv4 address, or an IPv6 address in brackets.
  std::string host;
  // 0: any free port.
  int port = 0;
};

// "HOST:PORT". kInvalidArgument says what is wrong.
absl::StatusOr<ListenAddress> ParseListenAddress(const std::string& text);

std::string ToString(const ListenAddress& address);

// Binds each address that the host stands for, and lets go again. gRPC would
// only say "no port"; and of a name with two addresses it would be content with
// the one that is free. kUnavailable: the host has no address, or another
// program listens there, or this one may not.
absl::Status CheckFree(const ListenAddress& address);

}  // namespace echo

#endif  // SERVICES_ECHO_LISTEN_ADDRESS_H_
