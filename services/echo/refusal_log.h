// Whom the server refused and why: one record each in its log, as far as the log can bear, and
// the counts of all at the end.
#ifndef SERVICES_ECHO_REFUSAL_LOG_H_
#define SERVICES_ECHO_REFUSAL_LOG_H_

#include <atomic>
#include <optional>
#include <utility>

#include "absl/time/time.h"
#include "certgen/json_document.h"
#include "services/tls/handshake.h"
#include "services/tls/refusal.h"
#include "services/tls/refusal_counts.h"
#include "services/tls/refused_call.h"

namespace echo {

class RefusalLog {
 public:
  explicit RefusalLog(tls::RefusalPolicy policy) : policy_(std::move(policy)) {}

  // From any thread. Logs "refused" as a warning, or "abandoned" as information, with the fields
  // code, result (gRFC A118's word; absent if it has none), cause, cure, certificate (if there is
  // one) and suppressed (how many came since the last record and got none; absent for 0).
  void OnRefusal(const tls::Refusal& refusal);
  // With the fields method, status, peer_identity, peer_verified, and trace_id (if there is one)
  // too; "would-refuse" in a dry run.
  void OnRefusedCall(const tls::RefusedCall& call);
  // Of one that failed: what it was for, or nullopt if the server itself ended it on its way out.
  std::optional<tls::Refusal> OnHandshake(const tls::Handshake& handshake);

  // From now on the server closes connections: a handshake that ends without a word from either
  // side shows nothing.
  void ServerCloses() { server_closes_ = true; }

  // {"refused":{CODE:N,…},"abandoned":{CODE:N,…}}, after a dry run also "would_refuse":N.
  certgen::Json Counts() const;

 private:
  const tls::RefusalPolicy policy_;
  tls::RefusalCounts counts_;
  // Of dry runs: these were let in.
  tls::RefusalCounts dry_run_;
  std::atomic<bool> server_closes_ = false;
};

}  // namespace echo

#endif  // SERVICES_ECHO_REFUSAL_LOG_H_
