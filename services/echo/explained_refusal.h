// The reason that our server gives for UNAUTHENTICATED (--explain-refusals) or PERMISSION_DENIED
// (--allow).
#ifndef SERVICES_ECHO_EXPLAINED_REFUSAL_H_
#define SERVICES_ECHO_EXPLAINED_REFUSAL_H_

#include <grpcpp/support/status.h>

#include <optional>

#include "services/tls/verdict.h"

namespace echo {

// Of a status "CODE: CAUSE; CURE" with one of our codes (tls::Admission); nullopt of any other.
std::optional<tls::Verdict> ExplainedRefusal(const grpc::Status& status);

}  // namespace echo

#endif  // SERVICES_ECHO_EXPLAINED_REFUSAL_H_
