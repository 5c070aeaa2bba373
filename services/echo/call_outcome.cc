#include "services/echo/call_outcome.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "services/tls/peer_identity.h"

namespace echo {

void EndOutcome(const grpc::Status& status, grpc::Channel* channel,
                const grpc::ClientContext& context, CallOutcome* outcome) {
  outcome->times.ended = absl::Now();
  outcome->status = status;
  outcome->connected = channel->GetState(/*try_to_connect=*/false) == GRPC_CHANNEL_READY;
  outcome->metadata = ToEntries(context.GetServerInitialMetadata());
  outcome->trailers = ToEntries(context.GetServerTrailingMetadata());
  outcome->peer = context.peer();
  const auto peer = context.auth_context();
  // Every connection has this, and nothing else does.
  constexpr char kAlways[] = "transport_security_type";
  outcome->sent = peer != nullptr && !peer->FindPropertyValues(kAlways).empty();
  if (outcome->connected && peer != nullptr) {
    outcome->server_certificate = tls::IdentityOf(*peer, /*peer_is_verified=*/true).certificate;
  }
}

bool RanOutOfTime(const CallOutcome& outcome, absl::Duration timeout) {
  if (outcome.status.error_code() != grpc::StatusCode::DEADLINE_EXCEEDED) return false;
  // The server's clock of the call is another, and it may be the first to end it.
  const absl::Duration inexact = std::min(timeout / 10, absl::Milliseconds(100));
  return outcome.times.ended - outcome.times.begun >= timeout - inexact;
}

}  // namespace echo
