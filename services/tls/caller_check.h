// Decides call by call whether the certificate of the caller is good, where TLS does not, or
// not enough: so that a refused caller is told why, which TLS cannot (gRPC closes the socket
// without an alert), and so that revocation counts, which gRPC does not check. It sees every
// call before a handler does, those of unknown methods too.
#ifndef SERVICES_TLS_CALLER_CHECK_H_
#define SERVICES_TLS_CALLER_CHECK_H_

#include <grpcpp/security/auth_context.h>
#include <grpcpp/security/auth_metadata_processor.h>
#include <grpcpp/support/status.h>

#include <functional>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "certgen/client_certificate_mode.h"
#include "certgen/peer_check.h"
#include "services/tls/refusal.h"
#include "services/tls/refusal_cache.h"
#include "services/tls/verdict_cache.h"

namespace tls {

class CallerCheck : public grpc::AuthMetadataProcessor {
 public:
  // `mode` is one that verifies clients. Of `policy`, `purpose` and `now` are set here.
  // `on_refusal` hears of each call that is refused, from the call's thread; may be empty.
  CallerCheck(certgen::ClientCertificateMode mode, certgen::PeerPolicy policy,
              std::function<void(const Refusal&)> on_refusal);

  // In place: a caller costs a look-up, and one not seen before a verification, as a handshake
  // does.
  bool IsBlocking() const override { return false; }

  // UNAUTHENTICATED "CODE: CAUSE; CURE", one line of printable ASCII, for a bad caller.
  grpc::Status Process(const InputMetadata& auth_metadata, grpc::AuthContext* context,
                       OutputMetadata* consumed_auth_metadata,
                       OutputMetadata* response_metadata) override;

  // nullopt: the caller is good at `now`, or has no certificate and needs none. What cannot be
  // judged is refused. A verdict stands, whatever chain the leaf comes with, until the first
  // certificate of its chain ends. A resumed TLS session brings only the leaf: it needs a verdict
  // that stands.
  // A refusal stands for a second, for the same chain.
  std::optional<Refusal> RefusalFor(const grpc::AuthContext& context, absl::Time now);

 private:
  const certgen::ClientCertificateMode mode_;
  const certgen::PeerPolicy policy_;
  const std::function<void(const Refusal&)> on_refusal_;
  VerdictCache verdicts_;
  RefusalCache refusals_;
};

}  // namespace tls

#endif  // SERVICES_TLS_CALLER_CHECK_H_
