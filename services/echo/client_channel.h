// How a client reaches a server: the options, and gRPC's channel made of them.
#ifndef SERVICES_ECHO_CLIENT_CHANNEL_H_
#define SERVICES_ECHO_CLIENT_CHANNEL_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "certgen/credential_check.h"
#include "services/echo/metadata_entry.h"
#include "services/echo/target.h"
#include "services/tls/session_cache.h"

namespace echo {

// gRPC makes no more than this many attempts (gRFC A6), the first included.
inline constexpr int kMaxRetries = 4;

struct ClientOptions {
  Target target;
  // The name that the server's certificate must have; empty: the target's host.
  std::string server_name;
  // Of each call, connecting included.
  absl::Duration timeout = absl::Seconds(10);
  // A name is looked up again when a connection ends, but no sooner than this after the
  // last time. gRPC's own default.
  absl::Duration dns_interval = absl::Seconds(30);
  // A call ends with the connection that it began on, CANCELLED, and is not tried on another.
  bool single_connection = false;
  // A call that ended UNAVAILABLE before a reply began is tried again so often, 0 to kMaxRetries,
  // after 50 ms, 100 ms, 200 ms… (by service config, gRFC A6). So is one that the server ended
  // CANCELLED: gRPC's do that to calls that come in at the moment when they close.
  int retries = 0;
  // Calls wait for the server until their time is over; else one fails with the first attempt to
  // connect that does.
  bool wait_for_ready = false;
  // To send with every call; CheckMetadata has passed them.
  MetadataEntries metadata;
  // If not empty, what the target's name stands for, as a URI of gRPC: no resolver is asked, and no
  // proxy used. Names stay those of the target.
  std::string resolved;
  // Channels of one process share connections to the same server, unless this is set.
  bool own_connection = false;
  // Connections resume the TLS sessions in it, and add theirs; null: each makes a full handshake.
  // Share it among channels of the same target and credentials only.
  std::shared_ptr<tls::SessionCache> session_cache = nullptr;
};

// Largest reply that is taken: 8 MiB, the most that EchoOptions asks for, and what comes along.
inline constexpr int kLargestReply = 9 << 20;

// Does not connect yet. A balanced target is called at every address in turn (round_robin). It does
// not ask for health: servers that drain would be left at once, all of them perhaps before their
// successors are known. `credentials` must be free of fatal findings.
std::shared_ptr<grpc::Channel> MakeChannel(const ClientOptions& options,
                                           const certgen::CheckedCredentials& credentials);

// Sets what the options say of each call: the deadline, from now on, metadata and the waiting.
void PrepareCall(const ClientOptions& options, grpc::ClientContext* context);

}  // namespace echo

#endif  // SERVICES_ECHO_CLIENT_CHANNEL_H_
