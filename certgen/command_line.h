// What the command lines of all programs have in common: flags that may also
// come from the environment, flags before or after the command, help that
// teaches, exit code 64 for bad usage.
#ifndef CERTGEN_COMMAND_LINE_H_
#define CERTGEN_COMMAND_LINE_H_

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace certgen {

// Help, version, and the layout of help. Flags of the program itself may also
// stand behind a command.
void PrepareProgram(const std::string& name, const std::string& description, CLI::App* program);

// A command of `program`, with the same layout.
CLI::App* AddCommand(const std::string& name, const std::string& description, CLI::App* program);

struct ParseOutcome {
  // Set if the program is to end with it, after printing the two texts.
  std::optional<int> exit_code;
  std::string out;
  std::string err;
};

// Every flag that is not on the command line is taken from PREFIX_FLAG_NAME,
// such as ECHO_TLS_DIR, if that is set and not empty; there, lists are separated
// by commas.
ParseOutcome ParseCommandLine(const std::string& prefix, int argc, const char* const* argv,
                              CLI::App* program);

// For a flag's check(): a shell's variable that is not set must not turn into "nothing was given".
std::string RefuseEmpty(const std::string& value);

// As absl::ParseDuration reads it (300ms, 5s, 1h30m), but neither negative nor
// inf. kInvalidArgument, naming the flag.
absl::StatusOr<absl::Duration> ParseDurationFlag(const std::string& flag, const std::string& text);

}  // namespace certgen

#endif  // CERTGEN_COMMAND_LINE_H_
