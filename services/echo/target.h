// What a client is asked to call: gRPC's target string, and the parts of it
// that matter to TLS.
#ifndef SERVICES_ECHO_TARGET_H_
#define SERVICES_ECHO_TARGET_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/echo/host_port.h"

namespace echo {

struct Target {
  // As gRPC takes it.
  std::string uri;
  // The name that the server's certificate must have, without brackets; empty
  // for unix sockets. Of a list, the first of its addresses.
  std::string host;
  // 0 for unix sockets.
  int port = 0;
  // Of unix sockets; an abstract name has a NUL in front.
  std::string socket_path = "";
  // This machine: localhost, 127.0.0.0/8, ::1 or a unix socket. Proxies have no
  // business there, though gRPC would use one.
  bool loopback = false;
  // Written with dns:, or as a list, it stands for all addresses, and calls are spread
  // over them. HOST:PORT stays with the first that answers.
  bool balanced = false;
  // Of an ipv4: or ipv6: URI with more than one; else empty.
  std::vector<HostPort> list = {};

  // There is one name for all certificates, and these addresses have none in common.
  bool has_several_hosts() const;
};

// "HOST:PORT", or a gRPC name URI such as dns:///HOST:PORT, ipv4:127.0.0.1:50051 or
// ipv4:127.0.0.1:5001,127.0.0.1:5002. kInvalidArgument says what is wrong.
absl::StatusOr<Target> ParseTarget(const std::string& text);

}  // namespace echo

#endif  // SERVICES_ECHO_TARGET_H_
