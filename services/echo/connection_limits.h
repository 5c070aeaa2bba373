// What a server grants each connection, and all of them together: so that one that is silent,
// slow, greedy or gone costs the others nothing.
#ifndef SERVICES_ECHO_CONNECTION_LIMITS_H_
#define SERVICES_ECHO_CONNECTION_LIMITS_H_

#include <grpcpp/server_builder.h>

#include <cstdint>

#include "absl/time/time.h"

namespace echo {

// A duration of zero stands for "never", a number of zero for "no limit".
struct ConnectionLimits {
  // A client that has not finished its handshake by then is cut off. gRPC's default, 120 s, would
  // hold its socket for as long.
  absl::Duration handshake_timeout = absl::Seconds(5);
  // A connection on which nothing came for `keepalive_time` is asked for a sign of life (gRFC A8),
  // and closed without one after `keepalive_timeout`: of a client that vanished nothing else tells.
  absl::Duration keepalive_time = absl::Minutes(1);
  absl::Duration keepalive_timeout = absl::Seconds(20);
  // Clients that ping more often are sent away ("too_many_pings").
  absl::Duration min_ping_interval = absl::Seconds(10);
  // Connections that are older, give or take a tenth, are told to go (gRFC A9): calls in flight
  // have `max_age_grace` to finish, and the client connects anew, to other servers too.
  absl::Duration max_age = absl::ZeroDuration();
  absl::Duration max_age_grace = absl::ZeroDuration();
  // Connections without a call for so long are told to go.
  absl::Duration max_idle = absl::ZeroDuration();
  // Calls at a time on one connection; more wait at the client.
  uint32_t max_streams = 1000;
  // Of a request; larger ones end with RESOURCE_EXHAUSTED.
  uint32_t max_message_bytes = 4 << 20;
  // What all connections and their calls may hold: one half in gRPC's buffers, beyond which it
  // reads more slowly and then closes connections; one in messages, beyond which calls end with
  // RESOURCE_EXHAUSTED (memory_budget.h).
  uint64_t memory_quota_bytes = 512 << 20;
};

void Apply(const ConnectionLimits& limits, grpc::ServerBuilder* builder);

}  // namespace echo

#endif  // SERVICES_ECHO_CONNECTION_LIMITS_H_
