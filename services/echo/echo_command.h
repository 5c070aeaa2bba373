// echo-client echo: one call, or many, each checked against what was sent.
#ifndef SERVICES_ECHO_ECHO_COMMAND_H_
#define SERVICES_ECHO_ECHO_COMMAND_H_

#include <string>

#include "absl/status/statusor.h"
#include "certgen/command_line.h"
#include "services/echo/client_session.h"
#include "services/echo/echo_option_flags.h"

namespace echo {

// As written.
struct EchoFlags {
  std::string text;
  bool has_text = false;
  std::string file;
  std::string count = "1";
  std::string parallel = "1";
  EchoOptionFlags options;
};

CLI::App* AddEchoCommand(EchoFlags* flags, CLI::App* program);

// Reads the file, and calls nobody yet. kInvalidArgument: usage; others: the file.
//
// The command's exit code is that of the worst call: the smallest that is not 0. A reply that is
// not what was sent is a failure of its own, kExitFailed.
absl::StatusOr<ClientCommand> PrepareEcho(const EchoFlags& flags);

}  // namespace echo

#endif  // SERVICES_ECHO_ECHO_COMMAND_H_
