// The flags of echo-server that limit connections.
#ifndef SERVICES_ECHO_CONNECTION_FLAGS_H_
#define SERVICES_ECHO_CONNECTION_FLAGS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "certgen/command_line.h"
#include "services/echo/connection_limits.h"

namespace echo {

// As written; the same names as in ConnectionLimits.
struct ConnectionFlags {
  std::string handshake_timeout = "5s";
  std::string keepalive_time = "1m";
  std::string keepalive_timeout = "20s";
  std::string min_ping_interval = "10s";
  std::string max_age = "0s";
  std::string max_age_grace = "0s";
  std::string max_idle = "0s";
  uint64_t max_streams = ConnectionLimits().max_streams;
  uint64_t max_message_bytes = ConnectionLimits().max_message_bytes;
  uint64_t memory_quota_bytes = ConnectionLimits().memory_quota_bytes;
};

void AddConnectionFlags(ConnectionFlags* flags, CLI::App* program);

// kInvalidArgument names the flag, its value and what it can be.
absl::StatusOr<ConnectionLimits> ToLimits(const ConnectionFlags& flags);

}  // namespace echo

#endif  // SERVICES_ECHO_CONNECTION_FLAGS_H_
