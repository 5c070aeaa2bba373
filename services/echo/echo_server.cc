#include "services/echo/echo_server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/tls/caller_check.h"
#include "services/tls/credentials.h"

namespace echo {
namespace {

// What closing connections takes, though nothing is in flight on them.
constexpr absl::Duration kClosingTime = absl::Milliseconds(300);

// gRPC tells neither; but it binds in order, stops at the first that fails, and
// leaves its port as it was. Each address was free by itself just before.
absl::Status WhyNotStarted(const std::vector<ListenAddress>& listen,
                           const std::vector<int>& ports) {
  for (size_t i = 0; i < ports.size(); ++i) {
    if (ports[i] > 0) continue;
    if (absl::Status s = CheckFree(listen[i]); !s.ok()) return s;
    if (i == 0) break;
    return absl::UnavailableError(absl::StrCat("cannot listen on ", ToString(listen[i]),
                                               ": an address before it in the list covers it"));
  }
  return absl::FailedPreconditionError(
      "gRPC does not take the certificate and key; --log-level debug shows its own words");
}

int Milliseconds(absl::Duration duration) {
  // The largest stands for "never".
  constexpr absl::Duration kLongest = absl::Milliseconds(std::numeric_limits<int>::max() - 1);
  return static_cast<int>(absl::ToInt64Milliseconds(std::min(duration, kLongest)));
}

// The listener, after the server that it tells of and that listens on `taken`.
absl::StatusOr<std::unique_ptr<HealthListener>> StartHealthListener(
    const ListenAddress& address, const std::vector<ListenAddress>& taken, HealthService* health) {
  absl::StatusOr<std::unique_ptr<HealthListener>> listener = HealthListener::Start(address, health);
  const bool same_port = std::any_of(taken.begin(), taken.end(), [&](const ListenAddress& other) {
    return other.port == address.port;
  });
  // It was free before this server took its own ports.
  if (listener.ok() || !same_port) return listener;
  return absl::UnavailableError(absl::StrCat("cannot listen on ", ToString(address),
                                             " for health checks: the server itself listens "
                                             "there; give them a port of their own"));
}

// Without a call's being checked where TLS has not verified, or has not looked at revocation,
// there are no credentials.
std::shared_ptr<grpc::ServerCredentials> MakeCredentials(
    const ServerOptions& options, const certgen::CheckedCredentials& checked) {
  const bool verifies = certgen::VerifiesClients(options.client_certificate_mode);
  const bool explains = verifies && options.explain_refusals;
  std::shared_ptr<grpc::ServerCredentials> credentials = tls::MakeServerCredentials(
      checked, options.client_certificate_mode,
      explains ? tls::ClientVerifier::kCallerCheck : tls::ClientVerifier::kTls);
  const bool revokes = verifies && (!checked.crls.empty() || checked.crls_required);
  if (!explains && !revokes) return credentials;
  certgen::PeerPolicy policy;
  policy.roots = checked.roots;
  policy.crls = checked.crls;
  policy.crls_required = checked.crls_required;
  policy.known = checked.chain;
  credentials->SetAuthMetadataProcessor(std::make_shared<tls::CallerCheck>(
      options.client_certificate_mode, std::move(policy), options.on_refused_call));
  return credentials;
}

}  // namespace

EchoServer::EchoServer(const ServerOptions& options)
    : on_closing_(options.on_closing),
      echo_(options.server_name, certgen::VerifiesClients(options.client_certificate_mode)),
      health_({v1::EchoService::service_full_name()}) {}

absl::StatusOr<std::unique_ptr<EchoServer>> EchoServer::Start(
    const ServerOptions& options, const certgen::CheckedCredentials& credentials) {
  for (const ListenAddress& address : options.listen) {
    if (absl::Status s = CheckFree(address); !s.ok()) return s;
  }
  if (options.health_listen) {
    if (absl::Status s = CheckFree(*options.health_listen); !s.ok()) return s;
  }
  // Not std::make_unique: the constructor is private.
  std::unique_ptr<EchoServer> server(new EchoServer(options));
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  // With SO_REUSEPORT a second server would get half of the connections.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // gRPC waits 120 s for a silent peer, which holds its socket for as long.
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, Milliseconds(kHandshakeTimeout));
  if (options.max_connection_age > absl::ZeroDuration()) {
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS,
                               Milliseconds(options.max_connection_age));
  }
  builder.RegisterService(&server->echo_);
  builder.RegisterService(&server->health_);
  const auto grpc_credentials = MakeCredentials(options, credentials);
  std::vector<int> ports(options.listen.size());
  for (size_t i = 0; i < ports.size(); ++i) {
    builder.AddListeningPort(ToString(options.listen[i]), grpc_credentials, &ports[i]);
  }
  server->server_ = builder.BuildAndStart();
  if (server->server_ == nullptr) {
    return WhyNotStarted(options.listen, ports);
  }
  server->addresses_ = options.listen;
  for (size_t i = 0; i < ports.size(); ++i) server->addresses_[i].port = ports[i];
  if (options.health_listen) {
    auto listener =
        StartHealthListener(*options.health_listen, server->addresses_, &server->health_);
    if (!listener.ok()) return listener.status();
    server->health_listener_ = *std::move(listener);
  }
  return server;
}

std::optional<ListenAddress> EchoServer::health_address() const {
  if (health_listener_ == nullptr) return std::nullopt;
  return health_listener_->address();
}

bool EchoServer::Drain(absl::Duration delay, absl::Duration timeout) {
  health_.StopServing();
  absl::SleepFor(delay);
  const absl::Time deadline = absl::Now() + std::max(timeout, kClosingTime);
  health_.EndWatches();
  if (on_closing_) on_closing_();
  server_->Shutdown(absl::ToChronoTime(deadline));
  server_->Wait();
  const bool drained = absl::Now() < deadline;
  if (health_listener_ != nullptr) health_listener_->Stop();
  return drained;
}

}  // namespace echo
