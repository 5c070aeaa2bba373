// A port without TLS that tells the server's health and nothing else: for probes
// that can neither verify a server nor present a certificate, such as the grpc
// probe of Kubernetes (KEP-2727).
#ifndef SERVICES_ECHO_HEALTH_LISTENER_H_
#define SERVICES_ECHO_HEALTH_LISTENER_H_

#include <grpcpp/server.h>

#include <memory>

#include "absl/status/statusor.h"
#include "services/echo/health_service.h"
#include "services/echo/listen_address.h"

namespace echo {

class HealthListener {
 public:
  // Serves `health`, which must outlive it and may be served elsewhere too. It is a
  // server of its own: every other method, those of reflection included, is
  // UNIMPLEMENTED here. Connections without a call end after 5 s at first, then 60 s; each has
  // at most 16 calls at a time. kUnavailable: the address is taken, absent or not allowed.
  static absl::StatusOr<std::unique_ptr<HealthListener>> Start(const ListenAddress& address,
                                                               HealthService* health);

  // With the port that was really bound.
  const ListenAddress& address() const { return address_; }

  // Closes the port; checks in flight have 300 ms. To be called once, at the end.
  void Stop();

 private:
  HealthListener() = default;

  ListenAddress address_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace echo

#endif  // SERVICES_ECHO_HEALTH_LISTENER_H_
