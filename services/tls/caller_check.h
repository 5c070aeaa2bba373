// Decides call by call whether the certificate of the caller is good, where TLS does not, or
// not enough: so that a refused caller is told why, which TLS cannot (gRPC closes the socket
// without an alert), and so that revocation counts, which gRPC does not check. See admission.h for
// how it is asked.
#ifndef SERVICES_TLS_CALLER_CHECK_H_
#define SERVICES_TLS_CALLER_CHECK_H_

#include <grpcpp/security/auth_context.h>

#include <functional>
#include <optional>

#include "absl/time/time.h"
#include "certgen/client_certificate_mode.h"
#include "certgen/peer_check.h"
#include "services/tls/refusal.h"
#include "services/tls/refusal_cache.h"
#include "services/tls/verdict_cache.h"

namespace tls {

class CallerCheck {
 public:
  // `mode` is one that verifies clients. Of `policy`, `purpose` and `now` are set here.
  // `on_good` hears when the certificates of a caller that is let through end, from the call's
  // thread; may be empty.
  CallerCheck(certgen::ClientCertificateMode mode, certgen::PeerPolicy policy,
              std::function<void(absl::Time)> on_good = nullptr);

  // nullopt: the caller is good at `now`, or has no certificate and needs none. What cannot be
  // judged is refused. A verdict stands, whatever chain the leaf comes with, until the first
  // certificate of its chain ends. A resumed TLS session brings only the leaf: it needs a verdict
  // that stands.
  // A refusal stands for a second, for the same chain.
  std::optional<Refusal> RefusalFor(const grpc::AuthContext& context, absl::Time now);

 private:
  const certgen::ClientCertificateMode mode_;
  const certgen::PeerPolicy policy_;
  const std::function<void(absl::Time)> on_good_;
  VerdictCache verdicts_;
  RefusalCache refusals_;
};

}  // namespace tls

#endif  // SERVICES_TLS_CALLER_CHECK_H_
