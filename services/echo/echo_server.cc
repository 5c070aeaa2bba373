#include "services/echo/echo_server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/server_builder.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/tls/credentials.h"

namespace echo {
namespace {

// gRPC waits 120 s for a silent peer, which holds its socket for as long.
constexpr int kHandshakeTimeoutMs = 5000;

}  // namespace

EchoServer::EchoServer(const ServerOptions& options)
    : echo_(options.server_name, certgen::VerifiesClients(options.client_certificate_mode)),
      health_({v1::EchoService::service_full_name()}) {}

absl::StatusOr<std::unique_ptr<EchoServer>> EchoServer::Start(
    const ServerOptions& options, const certgen::CheckedCredentials& credentials) {
  for (const ListenAddress& address : options.listen) {
    if (absl::Status s = CheckFree(address); !s.ok()) return s;
  }
  // Not std::make_unique: the constructor is private.
  std::unique_ptr<EchoServer> server(new EchoServer(options));
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  // With SO_REUSEPORT a second server would get half of the connections.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeTimeoutMs);
  builder.RegisterService(&server->echo_);
  builder.RegisterService(&server->health_);
  const auto grpc_credentials =
      tls::MakeServerCredentials(credentials, options.client_certificate_mode);
  server->addresses_ = options.listen;
  for (ListenAddress& address : server->addresses_) {
    builder.AddListeningPort(ToString(address), grpc_credentials, &address.port);
  }
  server->server_ = builder.BuildAndStart();
  if (server->server_ == nullptr) {
    // Both were tried just before, so something changed in between.
    return absl::UnavailableError(absl::StrCat(
        "cannot listen on ", ToString(options.listen.front()), ": gRPC did not start; try again"));
  }
  return server;
}

bool EchoServer::Drain(absl::Duration delay, absl::Duration timeout) {
  health_.StopServing();
  absl::SleepFor(delay);
  const absl::Time deadline = absl::Now() + timeout;
  health_.EndWatches();
  server_->Shutdown(absl::ToChronoTime(deadline));
  server_->Wait();
  return absl::Now() < deadline;
}

}  // namespace echo
