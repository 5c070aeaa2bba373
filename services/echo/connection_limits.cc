#include "services/echo/connection_limits.h"

#include <grpcpp/resource_quota.h>

#include <algorithm>
#include <limits>

namespace echo {
namespace {

// For reflection alone, which is gRPC's own and holds one for each stream that is open; beyond it a
// stream ends with RESOURCE_EXHAUSTED. All else is called back.
constexpr int kMaxThreads = 64;

// gRPC takes the largest for "never".
int MillisecondsOrNever(absl::Duration duration) {
  constexpr int kNever = std::numeric_limits<int>::max();
  if (duration == absl::ZeroDuration()) return kNever;
  constexpr absl::Duration kLongest = absl::Milliseconds(kNever - 1);
  return static_cast<int>(absl::ToInt64Milliseconds(std::min(duration, kLongest)));
}

int NumberOrUnlimited(uint32_t number) {
  constexpr uint32_t kUnlimited = std::numeric_limits<int>::max();
  return static_cast<int>(number == 0 ? kUnlimited : std::min(number, kUnlimited));
}

}  // namespace

void Apply(const ConnectionLimits& limits, grpc::ServerBuilder* builder) {
  const auto set = [builder](const char* argument, int value) {
    builder->AddChannelArgument(argument, value);
  };
  set(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, MillisecondsOrNever(limits.handshake_timeout));
  set(GRPC_ARG_KEEPALIVE_TIME_MS, MillisecondsOrNever(limits.keepalive_time));
  set(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, MillisecondsOrNever(limits.keepalive_timeout));
  // Both ways: clients may ping without a call, and this server does. Without the second, gRPC 1.51
  // stops after two pings without data in between.
  set(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  set(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // Zero is no "never" here: any number of pings.
  set(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
      limits.min_ping_interval == absl::ZeroDuration()
          ? 0
          : MillisecondsOrNever(limits.min_ping_interval));
  set(GRPC_ARG_MAX_CONNECTION_AGE_MS, MillisecondsOrNever(limits.max_age));
  set(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, MillisecondsOrNever(limits.max_age_grace));
  set(GRPC_ARG_MAX_CONNECTION_IDLE_MS, MillisecondsOrNever(limits.max_idle));
  set(GRPC_ARG_MAX_CONCURRENT_STREAMS, NumberOrUnlimited(limits.max_streams));
  builder->SetMaxReceiveMessageSize(NumberOrUnlimited(limits.max_message_bytes));
  grpc::ResourceQuota quota("echo-server");
  quota.SetMaxThreads(kMaxThreads);
  if (limits.memory_quota_bytes > 0) quota.Resize(limits.memory_quota_bytes / 2);
  builder->SetResourceQuota(quota);
}

}  // namespace echo
