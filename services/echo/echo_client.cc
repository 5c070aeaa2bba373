#include "services/echo/echo_client.h"

#include <algorithm>
#include <utility>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"

namespace echo {

EchoClient::EchoClient(const ClientOptions& options, const certgen::CheckedCredentials& credentials)
    : options_(options),
      channel_(MakeChannel(options, credentials)),
      echo_(v1::EchoService::NewStub(channel_)),
      health_(grpc::health::v1::Health::NewStub(channel_)) {}

bool EchoClient::WaitForConnection(const tls::Patience& patience) {
  // A wait cannot be called off.
  constexpr absl::Duration kSlice = absl::Milliseconds(50);
  grpc_connectivity_state state = channel_->GetState(/*try_to_connect=*/true);
  while (state != GRPC_CHANNEL_READY && state != GRPC_CHANNEL_TRANSIENT_FAILURE) {
    if (patience.spent()) return false;
    channel_->WaitForStateChange(
        state, absl::ToChronoTime(absl::Now() + std::min(patience.left(), kSlice)));
    state = channel_->GetState(/*try_to_connect=*/true);
  }
  return state == GRPC_CHANNEL_READY;
}

void EchoClient::CancelWithConnection(const absl::Notification* ended,
                                      grpc::ClientContext* context) {
  constexpr absl::Duration kSlice = absl::Milliseconds(20);
  bool connected = false;
  while (!ended->HasBeenNotified()) {
    const grpc_connectivity_state state = channel_->GetState(/*try_to_connect=*/false);
    if (connected && state != GRPC_CHANNEL_READY) return context->TryCancel();
    connected = connected || state == GRPC_CHANNEL_READY;
    channel_->WaitForStateChange(state, absl::ToChronoTime(absl::Now() + kSlice));
  }
}

bool EchoClient::IsConnected() const {
  return channel_->GetState(/*try_to_connect=*/false) == GRPC_CHANNEL_READY;
}

template <typename Response, typename Begin>
CallOutcome EchoClient::Run(Response* response, Begin begin) {
  absl::Notification ended;
  UnaryCall<Response> call(channel_, options_, [&ended] { ended.Notify(); });
  call.Start(begin);
  if (options_.single_connection) CancelWithConnection(&ended, call.context());
  ended.WaitForNotification();
  *response = std::move(call.response());
  return std::move(call.outcome());
}

CallOutcome EchoClient::Echo(const std::string& message, v1::EchoResponse* response) {
  v1::EchoRequest request;
  request.set_message(message);
  return Echo(request, response);
}

CallOutcome EchoClient::Echo(const v1::EchoRequest& request, v1::EchoResponse* response) {
  return Run(response, [&](grpc::ClientContext* context, v1::EchoResponse* into,
                           grpc::ClientUnaryReactor* reactor) {
    echo_->async()->Echo(context, &request, into, reactor);
  });
}

std::unique_ptr<EchoCall> EchoClient::StartEcho(const v1::EchoRequest* request,
                                                std::function<void()> ended) {
  auto call = std::make_unique<EchoCall>(channel_, options_, std::move(ended));
  call->Start(
      [&](grpc::ClientContext* context, v1::EchoResponse* into, grpc::ClientUnaryReactor* reactor) {
        echo_->async()->Echo(context, request, into, reactor);
      });
  return call;
}

CallOutcome EchoClient::WhoAmI(v1::WhoAmIResponse* response) {
  const v1::WhoAmIRequest request;
  return Run(response, [&](grpc::ClientContext* context, v1::WhoAmIResponse* into,
                           grpc::ClientUnaryReactor* reactor) {
    echo_->async()->WhoAmI(context, &request, into, reactor);
  });
}

CallOutcome EchoClient::CheckHealth(const std::string& service,
                                    grpc::health::v1::HealthCheckResponse* response) {
  grpc::health::v1::HealthCheckRequest request;
  request.set_service(service);
  return Run(response,
             [&](grpc::ClientContext* context, grpc::health::v1::HealthCheckResponse* into,
                 grpc::ClientUnaryReactor* reactor) {
               health_->async()->Check(context, &request, into, reactor);
             });
}

}  // namespace echo
