#include "services/echo/diagnosed_client.h"

#include <algorithm>

#include "services/echo/call_report.h"

namespace echo {

DiagnosedClient::DiagnosedClient(const ClientSession& session, absl::Duration longest)
    : client_(session.options, session.credentials) {
  if (!session.output.no_diagnose) {
    ClientOptions looked_at = session.options;
    looked_at.timeout = std::min(looked_at.timeout, longest);
    beside_.emplace(looked_at, session.credentials, &client_);
  }
  session.WipeKey();
}

std::optional<tls::Diagnosis> DiagnosedClient::WhyUnconnected(const CallOutcome& outcome) {
  if (!FoundNoConnection(outcome)) return std::nullopt;
  if (beside_) {
    diagnosis_ = beside_->Take();
    beside_.reset();
  }
  return diagnosis_;
}

}  // namespace echo
