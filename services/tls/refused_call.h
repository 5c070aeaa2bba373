// A call that a server refused before any handler saw it.
#ifndef SERVICES_TLS_REFUSED_CALL_H_
#define SERVICES_TLS_REFUSED_CALL_H_

#include <grpcpp/support/status.h>

#include <string>
#include <vector>

#include "services/tls/refusal.h"

namespace tls {

struct RefusedCall {
  // Its certificate is absent for a caller that is only not allowed: who that is, `names` tell.
  Refusal refusal;
  // UNAUTHENTICATED: we do not know who calls. PERMISSION_DENIED: we do, and no rule lets it.
  grpc::StatusCode status = grpc::StatusCode::UNAUTHENTICATED;
  // "/package.Service/Method", as the caller wrote it: anything.
  std::string method;
  // As RuleForms has them.
  std::vector<std::string> names;
  // The names are facts: it presented a certificate, and that was found good.
  bool verified = false;
  // The value of the header as it came, or "".
  std::string traceparent;
  // It was let in all the same, to show what the rules would do.
  bool dry_run = false;
};

}  // namespace tls

#endif  // SERVICES_TLS_REFUSED_CALL_H_
