// One channel to an echo server, and its calls; each has a deadline. May be used by
// several threads at once.
#ifndef SERVICES_ECHO_ECHO_CLIENT_H_
#define SERVICES_ECHO_ECHO_CLIENT_H_

#include <echo/v1/echo.grpc.pb.h>
#include <grpc/health/v1/health.grpc.pb.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <functional>
#include <memory>
#include <string>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "certgen/credential_check.h"
#include "services/echo/call_outcome.h"
#include "services/echo/client_channel.h"
#include "services/echo/unary_call.h"
#include "services/tls/patience.h"

namespace echo {

using EchoCall = UnaryCall<v1::EchoResponse>;

class EchoClient {
 public:
  // Connects with the first call; see MakeChannel.
  EchoClient(const ClientOptions& options, const certgen::CheckedCredentials& credentials);

  // Until there is a connection: true; or an attempt has failed, or `patience` is spent: false.
  bool WaitForConnection(const tls::Patience& patience);
  bool IsConnected() const;
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  CallOutcome Echo(const std::string& message, v1::EchoResponse* response);
  CallOutcome Echo(const v1::EchoRequest& request, v1::EchoResponse* response);
  CallOutcome WhoAmI(v1::WhoAmIResponse* response);
  // The health of `service`; of the whole server if it is empty.
  CallOutcome CheckHealth(const std::string& service,
                          grpc::health::v1::HealthCheckResponse* response);

  // Begins a call, and returns. `ended` is called from a thread of gRPC's; `request` and the call
  // must be kept until then.
  std::unique_ptr<EchoCall> StartEcho(const v1::EchoRequest* request, std::function<void()> ended);

 private:
  // Calls, and waits for the end.
  template <typename Response, typename Begin>
  CallOutcome Run(Response* response, Begin begin);
  // Until the call has ended.
  void CancelWithConnection(const absl::Notification* ended, grpc::ClientContext* context);

  const ClientOptions options_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::EchoService::Stub> echo_;
  const std::unique_ptr<grpc::health::v1::Health::Stub> health_;
};

}  // namespace echo

#endif  // SERVICES_ECHO_ECHO_CLIENT_H_
