// What two sides of HTTP/2 say to each other before any call (RFC 9113 §3.4).
#ifndef SERVICES_TLS_HTTP2_GREETING_H_
#define SERVICES_TLS_HTTP2_GREETING_H_

#include <string>

#include "services/tls/patience.h"
#include "services/tls/probed_connection.h"
#include "services/tls/verdict.h"

namespace tls {

// The client's connection preface and an empty SETTINGS frame (RFC 9113 §3.4), then a PING.
std::string Http2Preface();

// What a server's frames say so far (RFC 9113 §6).
struct Http2Frames {
  bool settings = false;
  // Our PING is answered: what the server had to say before, it has said.
  bool ping_answered = false;
  // It takes no calls on this connection.
  bool go_away = false;
};
Http2Frames ReadFrames(const std::string& bytes);

struct Greeting {
  Http2Frames frames;
  // The server hung up.
  bool ended = false;
  // All that came.
  std::string bytes;

  bool good() const { return frames.settings && !frames.go_away && !ended; }
};

// Greets a server behind a handshake that is done; waits for its answer to a PING, or half a
// second more than its SETTINGS take.
Greeting Greet(const Patience& patience, ProbedConnection* connection);

// Of one that is not good. `alert`: as HandshakeSight::alert.
Verdict AboutGreeting(const Greeting& greeting, int alert);

}  // namespace tls

#endif  // SERVICES_TLS_HTTP2_GREETING_H_
