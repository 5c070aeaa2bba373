// Whom the server refused and why: one record each in its log, as far as the log can bear, and
// the counts of all at the end.
#ifndef SERVICES_ECHO_REFUSAL_LOG_H_
#define SERVICES_ECHO_REFUSAL_LOG_H_

#include <atomic>

#include "absl/time/time.h"
#include "certgen/json_document.h"
#include "services/tls/handshake.h"
#include "services/tls/refusal.h"
#include "services/tls/refusal_counts.h"

namespace echo {

class RefusalLog {
 public:
  explicit RefusalLog(tls::RefusalPolicy policy) : policy_(std::move(policy)) {}

  // From any thread. Logs "refused" as a warning, or "abandoned" as information, with the fields
  // code, result (gRFC A118's word; absent if it has none), cause, cure, certificate (if there is
  // one) and suppressed (how many came since the last record and got none; absent for 0).
  void OnRefusal(const tls::Refusal& refusal);
  // Of one that failed: what it was for, or nothing if the server itself ended it on its way out.
  void OnHandshake(const tls::Handshake& handshake);

  // From now on the server closes connections: a handshake that ends without a word from either
  // side shows nothing.
  void ServerCloses() { server_closes_ = true; }

  // {"refused":{CODE:N,…},"abandoned":{CODE:N,…}}
  certgen::Json Counts() const;

 private:
  const tls::RefusalPolicy policy_;
  tls::RefusalCounts counts_;
  std::atomic<bool> server_closes_ = false;
};

}  // namespace echo

#endif  // SERVICES_ECHO_REFUSAL_LOG_H_
