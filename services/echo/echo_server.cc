#include "services/echo/echo_server.h"

#include <grpcpp/ext/channelz_service_plugin.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "certgen/version.h"
#include "services/echo/call_watch.h"
#include "services/echo/reflection_watch.h"
#include "services/echo/served_methods.h"
#include "services/tls/admission.h"
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

// Ends quiet streams until the server is `closed` or `deadline` has come.
class QuietStreams {
 public:
  QuietStreams(OpenCalls* calls, absl::Time deadline)
      : calls_(calls), thread_([this, deadline] { End(deadline); }) {}
  ~QuietStreams() {
    closed_.Notify();
    thread_.join();
  }
  QuietStreams(const QuietStreams&) = delete;
  QuietStreams& operator=(const QuietStreams&) = delete;

  // Calls that were open when the deadline had almost come.
  size_t left() const { return left_; }

 private:
  void End(absl::Time deadline) {
    constexpr absl::Duration kQuiet = absl::Seconds(1);
    constexpr absl::Duration kLook = absl::Milliseconds(50);
    while (absl::Now() < deadline - kLook) {
      calls_->EndQuiet(absl::Now() - kQuiet);
      if (closed_.WaitForNotificationWithTimeout(kLook)) return;
    }
    left_ = calls_->size();
  }

  OpenCalls* const calls_;
  std::atomic<size_t> left_ = 0;
  absl::Notification closed_;
  std::thread thread_;
};

ServerFacts FactsOf(const ServerOptions& options, const certgen::CheckedCredentials& credentials) {
  ServerFacts facts;
  facts.name = options.server_name;
  facts.version = certgen::kVersion;
  if (!credentials.chain.empty()) {
    facts.certificate_serial = credentials.chain.front().serial();
    facts.certificate_not_after = credentials.chain.front().not_after();
  }
  return facts;
}

// The listener, after the server that it tells of and that listens on `taken`.
absl::StatusOr<std::unique_ptr<HealthListener>> StartHealthListener(
    const ListenAddress& address, const std::vector<ListenAddress>& taken, HealthService* health) {
  absl::StatusOr<std::unique_ptr<HealthListener>> listener = HealthListener::Start(address, health);
  const bool same_port = std::any_of(taken.begin(), taken.end(), [&](const ListenAddress& other) {
    return address.socket.empty() && other.port == address.port;
  });
  // It was free before this server took its own ports.
  if (listener.ok() || !same_port) return listener;
  return absl::UnavailableError(absl::StrCat("cannot listen on ", ToString(address),
                                             " for health checks: the server itself listens "
                                             "there; give them a port of their own"));
}

// Without a call's being checked where TLS has not verified, or has not looked at revocation or at
// rights, there are no credentials.
std::shared_ptr<grpc::ServerCredentials> MakeCredentials(
    const ServerOptions& options, const certgen::CheckedCredentials& checked) {
  const bool verifies = certgen::VerifiesClients(options.client_certificate_mode);
  const bool explains = verifies && options.explain_refusals;
  std::shared_ptr<grpc::ServerCredentials> credentials = tls::MakeServerCredentials(
      checked, options.client_certificate_mode,
      explains ? tls::ClientVerifier::kCallerCheck : tls::ClientVerifier::kTls);
  const bool revokes = verifies && (!checked.crls.empty() || checked.crls_required);
  std::shared_ptr<tls::CallerCheck> caller_check;
  if (explains || revokes) {
    certgen::PeerPolicy policy;
    policy.roots = checked.roots;
    policy.crls = checked.crls;
    policy.crls_required = checked.crls_required;
    policy.known = checked.chain;
    caller_check =
        std::make_shared<tls::CallerCheck>(options.client_certificate_mode, std::move(policy),
                                           [observer = options.observer](absl::Time end) {
                                             if (observer != nullptr)
                                               observer->CallerIsGoodUntil(end);
                                           });
  }
  if (caller_check == nullptr && options.allow_list == nullptr) return credentials;
  credentials->SetAuthMetadataProcessor(
      std::make_shared<tls::Admission>(std::move(caller_check), options.allow_list,
                                       [observer = options.observer](const tls::RefusedCall& call) {
                                         if (observer != nullptr) observer->CallRefused(call);
                                       }));
  return credentials;
}

}  // namespace

EchoServer::EchoServer(const ServerOptions& options, ServerFacts facts)
    : observer_(options.observer),
      echo_(std::move(facts), options.limits.memory_quota_bytes / 2,
            certgen::VerifiesClients(options.client_certificate_mode)),
      health_({v1::EchoService::service_full_name()}),
      unknown_methods_(ServedMethods(options.channelz)) {}

absl::StatusOr<std::unique_ptr<EchoServer>> EchoServer::Start(
    const ServerOptions& options, const certgen::CheckedCredentials& credentials) {
  for (const ListenAddress& address : options.listen) {
    if (absl::Status s = CheckFree(address); !s.ok()) return s;
  }
  if (options.health_listen) {
    if (absl::Status s = CheckFree(*options.health_listen); !s.ok()) return s;
  }
  // Not std::make_unique: the constructor is private.
  std::unique_ptr<EchoServer> server(new EchoServer(options, FactsOf(options, credentials)));
  if (!credentials.chain.empty()) {
    const absl::Time leaf_end = credentials.chain.front().not_after();
    server->expiry_watch_ = std::make_unique<ExpiryWatch>(
        std::min(leaf_end, credentials.valid_until), leaf_end <= credentials.valid_until,
        options.expiry_warning, &server->health_);
  }
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  if (options.channelz) grpc::channelz::experimental::InitChannelzService();
  grpc::ServerBuilder builder;
  // With SO_REUSEPORT a second server would get half of the connections.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  Apply(options.limits, &builder);
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> interceptors;
  interceptors.push_back(WatchReflection(&server->echo_.open_calls()));
  interceptors.push_back(WatchCalls(
      {.observer = options.observer,
       .allow_list = options.allow_list,
       .callers_are_verified = certgen::VerifiesClients(options.client_certificate_mode)}));
  builder.experimental().SetInterceptorCreators(std::move(interceptors));
  builder.RegisterService(&server->echo_);
  builder.RegisterService(&server->health_);
  builder.RegisterCallbackGenericService(&server->unknown_methods_);
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
  for (size_t i = 0; i < ports.size(); ++i) {
    if (server->addresses_[i].socket.empty()) server->addresses_[i].port = ports[i];
  }
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
  if (observer_ != nullptr) observer_->Closing();
  bool drained = true;
  {
    const QuietStreams quiet(&echo_.open_calls(), deadline);
    server_->Shutdown(absl::ToChronoTime(deadline));
    server_->Wait();
    drained = absl::Now() < deadline || quiet.left() == 0;
  }
  if (health_listener_ != nullptr) health_listener_->Stop();
  return drained;
}

}  // namespace echo
