// The server as a whole: its services, its ports, and an orderly end.
#ifndef SERVICES_ECHO_ECHO_SERVER_H_
#define SERVICES_ECHO_ECHO_SERVER_H_

#include <grpcpp/server.h>

#include <functional>
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
#include "services/echo/health_listener.h"
#include "services/echo/health_service.h"
#include "services/echo/listen_address.h"
#include "services/tls/refusal.h"

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
  // refused ends with UNAUTHENTICATED and the reason, before any handler; see tls::CallerCheck.
  bool explain_refusals = false;
  // Hears of each call that is refused for its caller's certificate; may be empty.
  std::function<void(const tls::Refusal&)> on_refused_call;
  // Called when the server begins to close its connections, after the delay of its drain; may be
  // empty.
  std::function<void()> on_closing;
};

class EchoServer {
 public:
  // Serves EchoService, grpc.health.v1 and server reflection. `credentials`
  // must be free of fatal findings. kUnavailable: an address is taken, absent or
  // not allowed. kFailedPrecondition: gRPC does not take the credentials.
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
  std::function<void()> on_closing_;
  EchoService echo_;
  HealthService health_;
  std::vector<ListenAddress> addresses_;
  std::unique_ptr<grpc::Server> server_;
  // Null if none was asked for.
  std::unique_ptr<HealthListener> health_listener_;
};

}  // namespace echo

#endif  // SERVICES_ECHO_ECHO_SERVER_H_
