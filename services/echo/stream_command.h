// echo-client stream: calls of the three streaming kinds, by lines.
#ifndef SERVICES_ECHO_STREAM_COMMAND_H_
#define SERVICES_ECHO_STREAM_COMMAND_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "certgen/command_line.h"
#include "services/echo/client_session.h"
#include "services/echo/echo_option_flags.h"

namespace echo {

// As written.
struct StreamFlags {
  std::string kind = "bidi";
  std::vector<std::string> texts;
  EchoOptionFlags options;
};

CLI::App* AddStreamCommand(StreamFlags* flags, CLI::App* program);

// kInvalidArgument: usage. The command needs a console that has taken the signals.
absl::StatusOr<ClientCommand> PrepareStream(const StreamFlags& flags);

}  // namespace echo

#endif  // SERVICES_ECHO_STREAM_COMMAND_H_
