#include "services/echo/health_listener.h"

#include <grpcpp/impl/server_builder_option.h>
#include <grpcpp/server_builder.h>

#include <chrono>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/tls/credentials.h"

namespace echo {
namespace {

constexpr auto kClosingTime = std::chrono::milliseconds(300);

// Strangers can send to this port. A request for health holds the name of a service, and
// a probe makes one and goes; who stays without one holds a file of the whole server.
constexpr int kMaxRequestBytes = 4096;
constexpr int kMaxStreamsEach = 16;
constexpr int kHandshakeTimeoutMs = 5000;
constexpr int kIdleTimeoutMs = 60000;

// Reflection is a plugin that joins every server of the process, and would list the
// services of the other one here.
class WithoutPlugins final : public grpc::ServerBuilderOption {
 public:
  void UpdateArguments(grpc::ChannelArguments* /*arguments*/) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    plugins->clear();
  }
};

}  // namespace

absl::StatusOr<std::unique_ptr<HealthListener>> HealthListener::Start(const ListenAddress& address,
                                                                      HealthService* health) {
  if (absl::Status s = CheckFree(address); !s.ok()) return s;
  grpc::ServerBuilder builder;
  builder.SetOption(std::make_unique<WithoutPlugins>());
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, kIdleTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreamsEach);
  builder.SetMaxReceiveMessageSize(kMaxRequestBytes);
  builder.RegisterService(health);
  // Not std::make_unique: the constructor is private.
  std::unique_ptr<HealthListener> listener(new HealthListener);
  listener->address_ = address;
  int port = 0;
  builder.AddListeningPort(ToString(address), tls::MakePlaintextServerCredentials(), &port);
  listener->server_ = builder.BuildAndStart();
  if (listener->server_ == nullptr) {
    return absl::UnavailableError(absl::StrCat("cannot listen on ", ToString(address),
                                               ": another program took it at this moment"));
  }
  if (address.socket.empty()) listener->address_.port = port;
  return listener;
}

void HealthListener::Stop() {
  server_->Shutdown(std::chrono::system_clock::now() + kClosingTime);
  server_->Wait();
}

}  // namespace echo
