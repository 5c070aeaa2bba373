// All metrics of a server; metrics_listener.h shows them.
#ifndef SERVICES_ECHO_SERVER_METRICS_H_
#define SERVICES_ECHO_SERVER_METRICS_H_

#include <prometheus/collectable.h>
#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "certgen/credential_check.h"
#include "services/echo/call_metrics.h"
#include "services/echo/caller_expiry.h"
#include "services/echo/certificate_metrics.h"
#include "services/tls/refusal.h"

namespace echo {

// From any thread. What each metric counts stands in services/OBSERVABILITY.md, which a test holds
// to what is counted. Nothing in it tells who calls.
class ServerMetrics {
 public:
  // Of a server with `methods` and `credentials`; `rules`: how many rules of authorization it has.
  ServerMetrics(const std::vector<std::string>& methods,
                const certgen::CheckedCredentials& credentials, size_t rules);

  CallMetrics& calls() { return calls_; }
  // Of callers that TLS or this server verified.
  CallerExpiry& callers() { return *caller_expiry_; }

  void HandshakeSucceeded();
  // Refused, or the client left by itself, as `refusal` tells.
  void HandshakeFailed(const tls::Refusal& refusal);
  void CallRefused(const tls::Refusal& refusal);
  void ConnectionOpened() { connections_->Increment(); }
  void ConnectionClosed() { connections_->Decrement(); }

  // A rule let a call in, none did, or none would have.
  void Allowed(const std::string& rule) { Decided("allowed", rule); }
  void Refused() { Decided("refused", "none"); }
  void WouldRefuse() { Decided("would_refuse", "none"); }
  // The file was read again.
  void RulesReplaced(size_t rules);
  void RulesKept();

  // What a page is made of.
  std::vector<std::shared_ptr<prometheus::Collectable>> collectables() const {
    return {registry_, certificates_};
  }

 private:
  void Decided(const std::string& decision, const std::string& rule);

  const std::shared_ptr<prometheus::Registry> registry_;
  CallMetrics calls_;
  const std::shared_ptr<CallerExpiry> caller_expiry_;
  const std::shared_ptr<CertificateMetrics> certificates_;
  // By what they end with; all there are.
  std::map<std::string, prometheus::Counter*> handshakes_;
  std::map<certgen::FindingCode, prometheus::Counter*> refusals_;
  prometheus::Gauge* connections_ = nullptr;
  prometheus::Gauge* rules_ = nullptr;
  prometheus::Counter* rules_replaced_ = nullptr;
  prometheus::Counter* rules_kept_ = nullptr;
  prometheus::Gauge* file_is_bad_ = nullptr;
  prometheus::Family<prometheus::Counter>* decisions_ = nullptr;
  absl::Mutex mutex_;
  std::map<std::pair<std::string, std::string>, prometheus::Counter*> decided_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace echo

#endif  // SERVICES_ECHO_SERVER_METRICS_H_
