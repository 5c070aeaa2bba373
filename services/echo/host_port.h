// "HOST:PORT", as people write addresses to listen on and to call.
#ifndef SERVICES_ECHO_HOST_PORT_H_
#define SERVICES_ECHO_HOST_PORT_H_

#include <string>

#include "absl/status/statusor.h"

namespace echo {

struct HostPort {
  // A name or an IP address; IPv6 without the brackets that it is written in,
  // and perhaps with a zone.
  std::string host;
  int port = 0;
};

// kInvalidArgument says what is wrong, as the end of a sentence: "has no port".
// Nothing but names and addresses passes: gRPC would read URIs into the rest.
absl::StatusOr<HostPort> ParseHostPort(const std::string& text, int lowest_port);

// With the brackets.
std::string ToString(const HostPort& address);

}  // namespace echo

#endif  // SERVICES_ECHO_HOST_PORT_H_
