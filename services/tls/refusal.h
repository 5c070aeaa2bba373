// Why a server and a client did not come together, in words for the one who runs the server:
// whom it refused, or who left.
#ifndef SERVICES_TLS_REFUSAL_H_
#define SERVICES_TLS_REFUSAL_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "certgen/certificate.h"
#include "certgen/finding_code.h"
#include "services/tls/handshake.h"

namespace tls {

struct Refusal {
  certgen::FindingCode code = certgen::FindingCode::kHandshakeFailed;
  // The one at fault, or else what the client presented. Who presents a certificate that is
  // refused may be anybody.
  std::optional<certgen::Certificate> certificate;
  // One sentence each, without a full stop.
  std::string cause;
  std::string cure;
  // Else the client left by itself.
  bool by_us = true;
};

// What the server judges by.
struct RefusalPolicy {
  std::vector<certgen::Certificate> roots;
  // Its own chain; see certgen::PeerPolicy::known.
  std::vector<certgen::Certificate> known;
  // gRPC ends a handshake that takes longer.
  absl::Duration handshake_timeout = absl::Seconds(120);
};

// `handshake` has failed. OpenSSL's numbers decide, never its words; for a certificate that it
// refused, certgen::CheckPeer names the reason.
Refusal RefusalOf(const Handshake& handshake, const RefusalPolicy& policy);

}  // namespace tls

#endif  // SERVICES_TLS_REFUSAL_H_
