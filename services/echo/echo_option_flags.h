// The flags by which the server is asked to do more than send back: EchoOptions of the contract.
#ifndef SERVICES_ECHO_ECHO_OPTION_FLAGS_H_
#define SERVICES_ECHO_ECHO_OPTION_FLAGS_H_

#include <echo/v1/echo.pb.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "certgen/command_line.h"

namespace echo {

// As written; empty: not given.
struct EchoOptionFlags {
  std::string delay = "";
  std::string fail_with = "";
  std::string repetitions = "";
  std::string interval = "";
  std::string response_size = "";
  std::vector<std::string> reply_metadata = {};
  std::vector<std::string> reply_trailers = {};
};

// --delay, --fail-with, --repetitions, --interval, --response-size, --reply-metadata and
// --reply-trailer of `command`.
void AddEchoOptionFlags(EchoOptionFlags* flags, CLI::App* command);

// kInvalidArgument, for what the contract does not take, names flag, value and limit. `one_reply`:
// of a call that has no stream of replies, and so no number of them.
absl::StatusOr<v1::EchoOptions> ToEchoOptions(const EchoOptionFlags& flags, bool one_reply);

}  // namespace echo

#endif  // SERVICES_ECHO_ECHO_OPTION_FLAGS_H_
