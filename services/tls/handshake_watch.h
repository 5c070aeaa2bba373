// Sees every TLS handshake that gRPC's servers in this process make, on stock credentials:
// gRPC folds all failures into one log line that names neither the client nor the reason, and
// OpenSSL, by its public API, does not.
#ifndef SERVICES_TLS_HANDSHAKE_WATCH_H_
#define SERVICES_TLS_HANDSHAKE_WATCH_H_

#include <functional>
#include <string>

#include "services/tls/handshake.h"
#include "services/tls/open_connection.h"

namespace tls {

// Each may be empty, and must not block.
struct HandshakeSinks {
  // When gRPC lets go of the connection, from the thread that does.
  std::function<void(const Handshake&)> failed = {};
  // A handshake came to a good end, and its connection to its own. Not with BoringSSL.
  std::function<void(const OpenConnection&)> opened = {};
  std::function<void(const OpenConnection&)> closed = {};
};

// From now on each handshake as a server goes to `sinks`. Handshakes as a client are left alone. A
// connection on which nothing was ever said counts as a silent client's; so do all of servers and
// channels that were made before the first call: make none. A good handshake costs a few callbacks,
// the calls after it nothing. Empty sinks end the watch; connections that are open then are told of
// no more.
void WatchHandshakes(HandshakeSinks sinks);

// With a TLS library without the means (BoringSSL), gRPC's log is all there is: give each of its
// lines. With OpenSSL it does nothing.
void WatchGrpcLine(const std::string& line);

}  // namespace tls

#endif  // SERVICES_TLS_HANDSHAKE_WATCH_H_
