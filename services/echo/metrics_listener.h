// A port without TLS that shows metrics to Prometheus (HTTP, /metrics), and nothing else.
#ifndef SERVICES_ECHO_METRICS_LISTENER_H_
#define SERVICES_ECHO_METRICS_LISTENER_H_

#include <prometheus/collectable.h>
#include <prometheus/exposer.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/echo/listen_address.h"

namespace echo {

// "HOST:PORT", the value of --metrics-listen; a port alone ("9464", ":9464") is one of 127.0.0.1:
// whom else it is for, is to be said. kInvalidArgument says what is wrong.
absl::StatusOr<ListenAddress> ParseMetricsAddress(const std::string& text);

class MetricsListener {
 public:
  // kUnavailable: the address is taken, absent or not allowed; or it is IPv6, which the HTTP server
  // of Debian 12 does not know. 32 requests at a time; who sends none within a second loses the
  // connection. Its end takes up to 3 s.
  static absl::StatusOr<std::unique_ptr<MetricsListener>> Start(
      const ListenAddress& address,
      const std::vector<std::shared_ptr<prometheus::Collectable>>& collectables);

  // With the port that was really bound.
  const ListenAddress& address() const { return address_; }

 private:
  MetricsListener() = default;

  ListenAddress address_;
  // The listener holds them weakly.
  std::vector<std::shared_ptr<prometheus::Collectable>> collectables_;
  std::unique_ptr<prometheus::Exposer> exposer_;
};

}  // namespace echo

#endif  // SERVICES_ECHO_METRICS_LISTENER_H_
