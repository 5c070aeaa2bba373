// Decides call by call who gets in, before any handler: first whether the certificate of the caller
// is good, where TLS does not look (CallerCheck), then whether a rule lets it call the method
// (AllowList). gRPC asks for every call: those of health, reflection and unknown methods too.
#ifndef SERVICES_TLS_ADMISSION_H_
#define SERVICES_TLS_ADMISSION_H_

#include <grpcpp/security/auth_context.h>
#include <grpcpp/security/auth_metadata_processor.h>
#include <grpcpp/support/status.h>

#include <functional>
#include <memory>
#include <utility>

#include "services/tls/allow_list.h"
#include "services/tls/caller_check.h"
#include "services/tls/refused_call.h"

namespace tls {

class Admission : public grpc::AuthMetadataProcessor {
 public:
  // Either may be null, and then lets everybody in. `allow_list` needs a mode that verifies
  // callers. `on_refusal` hears of each call that is refused, or would be, from the call's thread;
  // may be empty.
  Admission(std::shared_ptr<CallerCheck> caller_check, std::shared_ptr<const AllowList> allow_list,
            std::function<void(const RefusedCall&)> on_refusal)
      : caller_check_(std::move(caller_check)),
        allow_list_(std::move(allow_list)),
        on_refusal_(std::move(on_refusal)) {}

  // In place: a caller costs a look-up, and one not seen before a verification, as a handshake
  // does.
  bool IsBlocking() const override { return false; }

  // UNAUTHENTICATED for a bad caller, PERMISSION_DENIED for one without the right, with
  // "CODE: CAUSE; CURE" in one line of printable ASCII.
  grpc::Status Process(const InputMetadata& auth_metadata, grpc::AuthContext* context,
                       OutputMetadata* consumed_auth_metadata,
                       OutputMetadata* response_metadata) override;

 private:
  const std::shared_ptr<CallerCheck> caller_check_;
  const std::shared_ptr<const AllowList> allow_list_;
  const std::function<void(const RefusedCall&)> on_refusal_;
};

}  // namespace tls

#endif  // SERVICES_TLS_ADMISSION_H_
