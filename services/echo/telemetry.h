// What happens at a server, told to its log and to its metrics.
#ifndef SERVICES_ECHO_TELEMETRY_H_
#define SERVICES_ECHO_TELEMETRY_H_

#include <memory>
#include <utility>

#include "services/echo/call_log.h"
#include "services/echo/refusal_log.h"
#include "services/echo/server_metrics.h"
#include "services/echo/server_observer.h"
#include "services/tls/handshake.h"
#include "services/tls/open_connection.h"

namespace echo {

class Telemetry : public ServerObserver {
 public:
  // `tls_verifies`: the certificates of connected callers are good, for TLS took them.
  Telemetry(tls::RefusalPolicy policy, std::shared_ptr<ServerMetrics> metrics, bool tls_verifies)
      : refusals_(std::move(policy)), metrics_(std::move(metrics)), tls_verifies_(tls_verifies) {}

  void HandshakeFailed(const tls::Handshake& handshake);
  void ConnectionOpened(const tls::OpenConnection& connection);
  void ConnectionClosed(const tls::OpenConnection& connection);

  void CallBegins(const std::string& method) override;
  void CallEnds(const CallRecord& call) override;
  void CallRefused(const tls::RefusedCall& call) override;
  void CallerIsGoodUntil(absl::Time end) override;
  void Closing() override { refusals_.ServerCloses(); }

  const RefusalLog& refusals() const { return refusals_; }

 private:
  RefusalLog refusals_;
  CallLog calls_;
  const std::shared_ptr<ServerMetrics> metrics_;
  const bool tls_verifies_;
};

}  // namespace echo

#endif  // SERVICES_ECHO_TELEMETRY_H_
