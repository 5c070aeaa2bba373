#include "services/echo/client_channel.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/support/channel_arguments.h>

#include "absl/time/clock.h"
#include "certgen/json_document.h"
#include "services/echo/host_port.h"
#include "services/tls/credentials.h"

namespace echo {
namespace {

std::string RetryConfig(int retries) {
  const certgen::Json policy = {
      {"maxAttempts", 1 + retries},
      {"initialBackoff", "0.05s"},
      {"maxBackoff", "1s"},
      {"backoffMultiplier", 2},
      {"retryableStatusCodes", certgen::Json::array({"UNAVAILABLE", "CANCELLED"})}};
  // One name without a service stands for all methods.
  const certgen::Json every_method = {{"name", certgen::Json::array({certgen::Json::object()})},
                                      {"retryPolicy", policy}};
  const certgen::Json config = {{"methodConfig", certgen::Json::array({every_method})}};
  return config.dump();
}

// gRPC's resolver gives the name only if it is asked for one address by that name. Not to be set
// beside an override of it.
std::string Authority(const Target& target) { return ToString(HostPort{target.host, target.port}); }

}  // namespace

std::shared_ptr<grpc::Channel> MakeChannel(const ClientOptions& options,
                                           const certgen::CheckedCredentials& credentials) {
  grpc::ChannelArguments arguments;
  const bool has_addresses = !options.resolved.empty() || !options.target.list.empty();
  if (!options.server_name.empty()) {
    arguments.SetSslTargetNameOverride(options.server_name);
  } else if (has_addresses) {
    arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, Authority(options.target));
  }
  if (options.target.loopback || has_addresses) arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  if (options.target.balanced) arguments.SetLoadBalancingPolicyName("round_robin");
  if (options.single_connection) arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  if (options.retries > 0) arguments.SetServiceConfigJSON(RetryConfig(options.retries));
  if (options.own_connection) arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  if (options.session_cache != nullptr) options.session_cache->AddTo(&arguments);
  arguments.SetInt(GRPC_ARG_DNS_MIN_TIME_BETWEEN_RESOLUTIONS_MS,
                   static_cast<int>(absl::ToInt64Milliseconds(options.dns_interval)));
  arguments.SetMaxReceiveMessageSize(kLargestReply);
  return grpc::CreateCustomChannel(options.resolved.empty() ? options.target.uri : options.resolved,
                                   tls::MakeChannelCredentials(credentials), arguments);
}

void PrepareCall(const ClientOptions& options, grpc::ClientContext* context) {
  context->set_deadline(absl::ToChronoTime(absl::Now() + options.timeout));
  if (options.wait_for_ready) context->set_wait_for_ready(true);
  for (const v1::MetadataEntry& entry : options.metadata) {
    context->AddMetadata(entry.key(), ValueOf(entry));
  }
}

}  // namespace echo
