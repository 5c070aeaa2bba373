// The HTTP proxy that gRPC would go through, and the way through it (CONNECT, RFC 9110
// §9.3.6).
#ifndef SERVICES_TLS_HTTP_PROXY_H_
#define SERVICES_TLS_HTTP_PROXY_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "services/tls/patience.h"
#include "services/tls/probe_socket.h"

namespace tls {

struct HttpProxy {
  std::string host;
  int port = 0;
  // "USER:PASSWORD", or empty. Never to be printed.
  std::string credentials;
  // The environment variable that names it.
  std::string variable;
  // What is wrong with the value; gRPC then goes without a proxy. Empty: nothing.
  std::string fault;
};

// By gRPC's rules: the first that is set of grpc_proxy, https_proxy and http_proxy, be it empty
// (then there is none), unless `host` ends with an entry of no_grpc_proxy or, if that is not set,
// no_proxy. `get` reads the
// environment, and may return nullptr. nullopt: no proxy.
std::optional<HttpProxy> ProxyFor(const std::string& host,
                                  const std::function<const char*(const char*)>& get);

// Asks the proxy at the other end of `socket` to connect to `target`, "HOST:PORT".
// kPermissionDenied: it answers with another status than 200, which the message names.
// kDeadlineExceeded, kUnavailable: as ProbeSocket::Receive.
absl::Status ConnectThrough(const HttpProxy& proxy, const std::string& target,
                            const Patience& patience, ProbeSocket* socket);

}  // namespace tls

#endif  // SERVICES_TLS_HTTP_PROXY_H_
