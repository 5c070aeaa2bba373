// One address of a server, looked at from TCP to HTTP/2, by two connections at most.
#ifndef SERVICES_TLS_ADDRESS_PROBE_H_
#define SERVICES_TLS_ADDRESS_PROBE_H_

#include <optional>
#include <string>
#include <vector>

#include "certgen/credential_check.h"
#include "services/tls/http_proxy.h"
#include "services/tls/patience.h"
#include "services/tls/probe_socket.h"
#include "services/tls/probed_connection.h"
#include "services/tls/stage.h"
#include "services/tls/verdict.h"

namespace tls {

struct ProbeRequest {
  // "HOST:PORT", for a proxy to connect to.
  std::string target;
  // The name that the server must have; empty: any.
  std::string server_name;
  // What we present and trust; its findings are those of the check as a client.
  certgen::CheckedCredentials own;
  absl::Time now;
  std::optional<HttpProxy> proxy = std::nullopt;
};

struct AddressReport {
  // "127.0.0.1:50051".
  std::string address;
  std::vector<Stage> stages;
  // Absent if nothing of TLS was tried.
  std::optional<HandshakeSight> sight;
  // Up to HTTP/2; gRPC's own call comes after.
  Verdict verdict;
  // How far it came: of several addresses that fail, the one that came farthest tells most.
  int reached = 0;
  int connections = 0;
};

// Ends within `patience`. A check is never weakened to get further: after a failed verification
// nothing is sent but the alert. The second connection is made only where the first came to
// no TLS or no agreement: it offers everything, up to the server's certificate, or speaks
// HTTP/2 in the clear.
AddressReport ProbeAddress(const SocketAddress& address, const ProbeRequest& request,
                           const Patience& patience);

}  // namespace tls

#endif  // SERVICES_TLS_ADDRESS_PROBE_H_
