#include "services/tls/self_handshake.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <openssl/rand.h>

#include <chrono>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/tls/credentials.h"

namespace tls {
namespace {

constexpr auto kTimeout = std::chrono::seconds(5);

absl::StatusOr<std::string> RandomAddress() {
  unsigned char bytes[16];
  if (RAND_bytes(bytes, sizeof(bytes)) != 1) return absl::InternalError("no random bytes");
  std::string address = "unix-abstract:tls-echo-";
  for (const unsigned char byte : bytes) {
    absl::StrAppend(&address, absl::Hex(byte, absl::kZeroPad2));
  }
  return address;
}

// READY means that both sides finished the handshake: gRPC reports it after the
// server's first HTTP/2 frame.
bool Connects(grpc::Channel* channel) {
  const auto deadline = std::chrono::system_clock::now() + kTimeout;
  grpc_connectivity_state state = channel->GetState(/*try_to_connect=*/true);
  while (state != GRPC_CHANNEL_READY && state != GRPC_CHANNEL_TRANSIENT_FAILURE) {
    if (!channel->WaitForStateChange(state, deadline)) return false;
    state = channel->GetState(/*try_to_connect=*/true);
  }
  return state == GRPC_CHANNEL_READY;
}

}  // namespace

std::optional<std::string> ReachableName(const certgen::Certificate& leaf) {
  for (const certgen::SubjectAltName& name : leaf.names()) {
    if (!certgen::IsHostName(name)) continue;
    const std::string host =
        absl::StartsWith(name.value, "*.") ? "a" + name.value.substr(1) : name.value;
    // No client wants a host with a star.
    if (host.find('*') == std::string::npos && certgen::MatchesHost(name, host)) return host;
  }
  return std::nullopt;
}

absl::Status ShakeHandsWithSelf(const certgen::CheckedCredentials& checked,
                                const std::string& name) {
  const absl::StatusOr<std::string> address = RandomAddress();
  if (!address.ok()) return address.status();
  // A server without a service does not start.
  grpc::CallbackGenericService unimplemented;
  grpc::ServerBuilder builder;
  builder.RegisterCallbackGenericService(&unimplemented);
  builder.AddListeningPort(*address,
                           MakeServerCredentials(checked, certgen::ClientCertificateMode::kNone));
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) {
    return absl::FailedPreconditionError("gRPC does not accept this certificate and key");
  }
  certgen::CheckedCredentials client;
  client.roots_pem = checked.chain.front().ToPem();
  grpc::ChannelArguments arguments;
  arguments.SetSslTargetNameOverride(name);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // gRPC would look for this socket behind the proxy of the environment.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  const bool connected = Connects(
      grpc::CreateCustomChannel(*address, MakeChannelCredentials(client), arguments).get());
  server->Shutdown(std::chrono::system_clock::now());
  if (connected) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("a TLS handshake of this server with itself, as '", name, "', fails"));
}

}  // namespace tls
