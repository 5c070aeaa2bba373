// Sees every TLS handshake that gRPC's servers in this process make, on stock credentials:
// gRPC folds all failures into one log line that names neither the client nor the reason, and
// OpenSSL, by its public API, does not.
#ifndef SERVICES_TLS_HANDSHAKE_WATCH_H_
#define SERVICES_TLS_HANDSHAKE_WATCH_H_

#include <functional>
#include <string>

#include "services/tls/handshake.h"

namespace tls {

// From now on each handshake as a server that fails goes to `sink`: when gRPC lets go of the
// connection, from the thread that does. Handshakes as a client are left alone. A connection on
// which nothing was ever said counts as a silent client's; so do all of servers and channels that
// were made before the first call: make none. A good handshake costs a few callbacks, the calls
// after it nothing. `sink` must not block, and is copied: an empty one ends the watch.
void WatchHandshakes(std::function<void(const Handshake&)> sink);

// With a TLS library without the means (BoringSSL), gRPC's log is all there is: give each of its
// lines. With OpenSSL it does nothing.
void WatchGrpcLine(const std::string& line);

}  // namespace tls

#endif  // SERVICES_TLS_HANDSHAKE_WATCH_H_
