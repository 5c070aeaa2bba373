// Turns a service of grpc.health.v1 when a certificate has little time left.
#ifndef SERVICES_ECHO_EXPIRY_WATCH_H_
#define SERVICES_ECHO_EXPIRY_WATCH_H_

#include <optional>
#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "services/echo/health_service.h"

namespace echo {

class ExpiryWatch {
 public:
  // The name of the service that tells it.
  static constexpr char kService[] = "tls";

  // From now on `health`, which must outlive this, says of kService SERVING, and NOT_SERVING once
  // the certificate has less than `warning` left until `not_after`; of nothing else. Logs "expiry"
  // as a warning when it turns. A clock that is set is noticed within a minute.
  // `is_leaf`: that is the end of the server's own certificate, and not of one above it.
  ExpiryWatch(absl::Time not_after, bool is_leaf, absl::Duration warning, HealthService* health);
  ~ExpiryWatch();
  ExpiryWatch(const ExpiryWatch&) = delete;
  ExpiryWatch& operator=(const ExpiryWatch&) = delete;

 private:
  void Watch();
  void Tell();

  const absl::Time not_after_;
  const bool is_leaf_;
  const absl::Duration warning_;
  HealthService* const health_;
  // nullopt: it has not told yet.
  std::optional<bool> serves_;
  absl::Notification ended_;
  std::thread thread_;
};

}  // namespace echo

#endif  // SERVICES_ECHO_EXPIRY_WATCH_H_
