// The reason that a server with --explain-refusals gives for UNAUTHENTICATED.
#ifndef SERVICES_ECHO_EXPLAINED_REFUSAL_H_
#define SERVICES_ECHO_EXPLAINED_REFUSAL_H_

#include <grpcpp/support/status.h>

#include <optional>

#include "services/tls/verdict.h"

namespace echo {

// Of a status "CODE: CAUSE; CURE" with one of our codes (tls::CallerCheck); nullopt of any other.
std::optional<tls::Verdict> ExplainedRefusal(const grpc::Status& status);

}  // namespace echo

#endif  // SERVICES_ECHO_EXPLAINED_REFUSAL_H_
