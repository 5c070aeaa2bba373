// When gRPC's channels in this process shook hands: gRPC tells nobody (1.51), but OpenSSL's own
// hooks do.
#ifndef SERVICES_TLS_CLIENT_HANDSHAKE_TIMING_H_
#define SERVICES_TLS_CLIENT_HANDSHAKE_TIMING_H_

#include <optional>

#include "absl/time/time.h"

namespace tls {

struct ClientHandshakeTimes {
  // The first ClientHello was made. gRPC makes it as soon as TCP is connected, and a proxy, if
  // there is one, has let it through.
  absl::Time begun;
  // Both Finished messages were there. That is before a TLS 1.3 server has judged our certificate.
  absl::Time finished;
};

// From now on handshakes as a client are timed, of all SSL contexts that are made later and have no
// message callback of their own. Not beside WatchHandshakes, which sets one. With a TLS library
// other than OpenSSL it does nothing.
void TimeClientHandshakes();

// Of those begun at `since` or later, the one that was finished first; nullopt if none was.
std::optional<ClientHandshakeTimes> FirstClientHandshake(absl::Time since);

}  // namespace tls

#endif  // SERVICES_TLS_CLIENT_HANDSHAKE_TIMING_H_
