// The server as a whole: its services, its ports, and an orderly end.
#ifndef SERVICES_ECHO_ECHO_SERVER_H_
#define SERVICES_ECHO_ECHO_SERVER_H_

#include <grpcpp/server.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "certgen/client_certificate_mode.h"
#include "certgen/credential_check.h"
#include "services/echo/connection_limits.h"
#include "services/echo/echo_service.h"
#include "services/echo/expiry_watch.h"
#include "services/echo/health_listener.h"
#include "services/echo/health_service.h"
#include "services/echo/listen_address.h"
#include "services/echo/server_observer.h"
#include "services/echo/unknown_methods.h"
#include "services/tls/allow_list.h"

namespace echo {

struct ServerOptions {
  // At least one.
  std::vector<ListenAddress> listen;
  certgen::ClientCertificateMode client_certificate_mode = certgen::ClientCertificateMode::kRequire;
  // What EchoResponse.server_name says.
  std::string server_name;
  // A port without TLS for health checks alone; see HealthListener.
  std::optional<ListenAddress> health_listen;
  ConnectionLimits limits;
  // In the modes that verify clients: TLS lets everybody in, and each call of a caller that is
  // refused ends with UNAUTHENTICATED and the reason, before any handler; see tls::Admission.
  bool explain_refusals = false;
  // Who may call what; null: whom TLS, or the check above, lets in may call everything. Only in the
  // modes that verify clients.
  std::shared_ptr<const tls::AllowList> allow_list;
  // Hears of all calls; may be null.
  std::shared_ptr<ServerObserver> observer;
  // With less time left, the certificate, or one above it, turns the health of
  // ExpiryWatch::kService.
  absl::Duration expiry_warning = absl::Hours(7 * 24);
  // grpc.channelz.v1 too: who is connected, and what passes. It cannot be turned off again in this
  // process.
  bool channelz = false;
};

class EchoServer {
 public:
  // Serves EchoService, grpc.health.v1 and server reflection; other methods it answers itself, with
  // UNIMPLEMENTED. `credentials` must be free of fatal findings. kUnavailable: an address is taken,
  // absent or not allowed. kFailedPrecondition: gRPC does not take the credentials.
  static absl::StatusOr<std::unique_ptr<EchoServer>> Start(
      const ServerOptions& options, const certgen::CheckedCredentials& credentials);

  // In the order of the options, with the ports that were really bound.
  const std::vector<ListenAddress>& addresses() const { return addresses_; }
  std::optional<ListenAddress> health_address() const;

  // The orderly end: health turns NOT_SERVING, and says so until the end; for `delay` calls are
  // still taken, so that balancers can notice; then no new ones, and those in flight have `timeout`
  // (at least 300 ms, which closing idle connections may take) to finish before they are cancelled.
  // A stream that waits for its caller is ended as soon as it has been quiet for a second: all that
  // came was answered. Returns whether no call had to be cancelled. Call it once.
  bool Drain(absl::Duration delay, absl::Duration timeout);

 private:
  EchoServer(const ServerOptions& options, ServerFacts facts);

  // Declared before the server: it outlives its services otherwise.
  std::shared_ptr<ServerObserver> observer_;
  EchoService echo_;
  HealthService health_;
  UnknownMethods unknown_methods_;
  std::vector<ListenAddress> addresses_;
  std::unique_ptr<grpc::Server> server_;
  // Null if none was asked for.
  std::unique_ptr<HealthListener> health_listener_;
  std::unique_ptr<ExpiryWatch> expiry_watch_;
};

}  // namespace echo

#endif  // SERVICES_ECHO_ECHO_SERVER_H_
