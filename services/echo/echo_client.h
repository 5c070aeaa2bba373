// One channel to an echo server, and its calls; each has a deadline. May be used by
// several threads at once.
#ifndef SERVICES_ECHO_ECHO_CLIENT_H_
#define SERVICES_ECHO_ECHO_CLIENT_H_

#include <echo/v1/echo.grpc.pb.h>
#include <grpc/health/v1/health.grpc.pb.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <memory>
#include <optional>
#include <string>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "certgen/certificate.h"
#include "certgen/credential_check.h"
#include "services/echo/client_channel.h"
#include "services/tls/patience.h"

namespace echo {

// How a call ended.
struct CallOutcome {
  grpc::Status status;
  // Whether there was a connection when it ended: tells a failed call from one
  // that never got through.
  bool connected = false;
  // What the server showed, once there was a connection; TLS has checked it.
  std::optional<certgen::Certificate> server_certificate;
};

class EchoClient {
 public:
  // Connects with the first call; see MakeChannel.
  EchoClient(const ClientOptions& options, const certgen::CheckedCredentials& credentials);

  // Until there is a connection: true; or an attempt has failed, or `patience` is spent: false.
  bool WaitForConnection(const tls::Patience& patience);
  bool IsConnected() const;

  CallOutcome Echo(const std::string& message, v1::EchoResponse* response);
  CallOutcome WhoAmI(v1::WhoAmIResponse* response);
  // The health of `service`; of the whole server if it is empty.
  CallOutcome CheckHealth(const std::string& service,
                          grpc::health::v1::HealthCheckResponse* response);

 private:
  // Sets the deadline, calls, and looks at the connection.
  template <typename Call>
  CallOutcome Run(Call call);
  // Until the call has ended.
  void CancelWithConnection(const absl::Notification* ended, grpc::ClientContext* context);

  const absl::Duration timeout_;
  const bool single_connection_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace echo

#endif  // SERVICES_ECHO_ECHO_CLIENT_H_
