// What a client is asked to call: gRPC's target string, and the parts of it
// that matter to TLS.
#ifndef SERVICES_ECHO_TARGET_H_
#define SERVICES_ECHO_TARGET_H_

#include <string>

#include "absl/status/statusor.h"

namespace echo {

struct Target {
  // As gRPC takes it.
  std::string uri;
  // The name that the server's certificate must have, without brackets; empty
  // for unix sockets.
  std::string host;
  // 0 for unix sockets.
  int port = 0;
  // Of unix sockets; an abstract name has a NUL in front.
  std::string socket_path = "";
  // This machine: localhost, 127.0.0.0/8, ::1 or a unix socket. Proxies have no
  // business there, though gRPC would use one.
  bool loopback = false;
  // Written with dns:, it stands for all addresses of the name, and calls are spread
  // over them. HOST:PORT stays with the first that answers.
  bool balanced = false;
};

// "HOST:PORT", or a gRPC name URI such as dns:///HOST:PORT or
// ipv4:127.0.0.1:50051. kInvalidArgument says what is wrong.
absl::StatusOr<Target> ParseTarget(const std::string& text);

}  // namespace echo

#endif  // SERVICES_ECHO_TARGET_H_
