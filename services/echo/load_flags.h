// The command line of `echo-client load`.
#ifndef SERVICES_ECHO_LOAD_FLAGS_H_
#define SERVICES_ECHO_LOAD_FLAGS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "certgen/command_line.h"
#include "services/echo/load_options.h"

namespace echo {

// As written.
struct LoadFlags {
  std::int64_t connections = 1;
  std::int64_t streams = 1;
  std::optional<std::string> duration;
  std::optional<std::int64_t> count;
  std::optional<double> rate;
  std::string payload_size = "64";
  std::string kind = "unary";
  std::optional<std::int64_t> messages;
  bool new_connections = false;
  bool resume = false;
};

CLI::App* AddLoadCommand(LoadFlags* flags, CLI::App* program);

// kInvalidArgument names the flag, the value and the limit.
absl::StatusOr<LoadOptions> ToLoadOptions(const LoadFlags& flags);

}  // namespace echo

#endif  // SERVICES_ECHO_LOAD_FLAGS_H_
