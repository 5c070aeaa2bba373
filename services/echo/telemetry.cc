#include "services/echo/telemetry.h"

#include <optional>
#include <string>

#include "absl/time/clock.h"

namespace echo {

void Telemetry::HandshakeFailed(const tls::Handshake& handshake) {
  const std::optional<tls::Refusal> refusal = refusals_.OnHandshake(handshake);
  if (refusal) metrics_->HandshakeFailed(*refusal);
}

void Telemetry::ConnectionOpened(const tls::OpenConnection& connection) {
  metrics_->HandshakeSucceeded();
  metrics_->ConnectionOpened();
  if (tls_verifies_ && connection.client_not_after) {
    metrics_->callers().Connected(*connection.client_not_after, absl::Now());
  }
}

void Telemetry::ConnectionClosed(const tls::OpenConnection& connection) {
  metrics_->ConnectionClosed();
  if (tls_verifies_ && connection.client_not_after) {
    metrics_->callers().Disconnected(*connection.client_not_after);
  }
}

void Telemetry::CallBegins(const std::string& method) { metrics_->calls().Begins(method); }

void Telemetry::CallEnds(const CallRecord& call) {
  metrics_->calls().Ends(call);
  // What a dry run would not have let in is told by CallRefused.
  if (!call.rule.empty() && call.rule != kNoRule) metrics_->Allowed(call.rule);
  calls_.OnEnd(call);
}

void Telemetry::CallRefused(const tls::RefusedCall& call) {
  const bool by_rules = call.status == grpc::StatusCode::PERMISSION_DENIED;
  if (call.dry_run) {
    metrics_->WouldRefuse();
  } else {
    metrics_->CallRefused(call.refusal);
    metrics_->calls().Refused(call.method, call.status);
    if (by_rules) metrics_->Refused();
  }
  refusals_.OnRefusedCall(call);
}

void Telemetry::CallerIsGoodUntil(absl::Time end) { metrics_->callers().Seen(end, absl::Now()); }

}  // namespace echo
