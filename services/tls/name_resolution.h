// From a host's name to all its addresses.
#ifndef SERVICES_TLS_NAME_RESOLUTION_H_
#define SERVICES_TLS_NAME_RESOLUTION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/tls/patience.h"
#include "services/tls/probe_socket.h"

namespace tls {

// IPv6 and IPv4, in the order in which the system would try them, each once; `host` may be an
// address itself. By the system's resolver, in a thread that is left behind if it takes too long.
// kNotFound: there is no such name, or it has no address. kDeadlineExceeded: no answer in time.
absl::StatusOr<std::vector<SocketAddress>> ResolveName(const std::string& host, int port,
                                                       const Patience& patience);

}  // namespace tls

#endif  // SERVICES_TLS_NAME_RESOLUTION_H_
