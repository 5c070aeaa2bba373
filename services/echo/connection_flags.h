// The flags of echo-server that limit connections.
#ifndef SERVICES_ECHO_CONNECTION_FLAGS_H_
#define SERVICES_ECHO_CONNECTION_FLAGS_H_

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
  std::string max_streams = "1000";
  std::string max_message_size = "4MiB";
  std::string memory_quota = "512MiB";
};

void AddConnectionFlags(ConnectionFlags* flags, CLI::App* program);

// kInvalidArgument names the flag, its value and what it can be.
absl::StatusOr<ConnectionLimits> ToLimits(const ConnectionFlags& flags);

}  // namespace echo

#endif  // SERVICES_ECHO_CONNECTION_FLAGS_H_
