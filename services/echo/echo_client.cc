#include "services/echo/echo_client.h"

#include <algorithm>
#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "services/tls/peer_identity.h"

namespace echo {

EchoClient::EchoClient(const ClientOptions& options, const certgen::CheckedCredentials& credentials)
    : timeout_(options.timeout),
      single_connection_(options.single_connection),
      channel_(MakeChannel(options, credentials)) {}

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

template <typename Call>
CallOutcome EchoClient::Run(Call call) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout_));
  CallOutcome outcome;
  absl::Notification ended;
  std::thread guard;
  if (single_connection_) {
    guard = std::thread([this, &context, &ended] { CancelWithConnection(&ended, &context); });
  }
  outcome.status = call(&context);
  ended.Notify();
  if (guard.joinable()) guard.join();
  outcome.connected = IsConnected();
  if (const auto peer = context.auth_context(); outcome.connected && peer != nullptr) {
    outcome.server_certificate = tls::IdentityOf(*peer, /*peer_is_verified=*/true).certificate;
  }
  return outcome;
}

CallOutcome EchoClient::Echo(const std::string& message, v1::EchoResponse* response) {
  v1::EchoRequest request;
  request.set_message(message);
  const auto stub = v1::EchoService::NewStub(channel_);
  return Run([&](grpc::ClientContext* context) { return stub->Echo(context, request, response); });
}

CallOutcome EchoClient::WhoAmI(v1::WhoAmIResponse* response) {
  const auto stub = v1::EchoService::NewStub(channel_);
  return Run([&](grpc::ClientContext* context) {
    return stub->WhoAmI(context, v1::WhoAmIRequest(), response);
  });
}

CallOutcome EchoClient::CheckHealth(const std::string& service,
                                    grpc::health::v1::HealthCheckResponse* response) {
  grpc::health::v1::HealthCheckRequest request;
  request.set_service(service);
  const auto stub = grpc::health::v1::Health::NewStub(channel_);
  return Run([&](grpc::ClientContext* context) { return stub->Check(context, request, response); });
}

}  // namespace echo
