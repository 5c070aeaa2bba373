// What a command of a program ends with; main prints it and exits.
#ifndef CERTGEN_COMMAND_RESULT_H_
#define CERTGEN_COMMAND_RESULT_H_

#include <string>

#include "absl/status/status.h"
#include "certgen/exit_code.h"

namespace certgen {

struct CommandResult {
  ExitCode exit_code = kExitDone;
  // For stdout: the answer, as text or as one JSON document.
  std::string out = "";
  // For stderr: whole lines, each beginning with the program's name.
  std::string err = "";
};

// A command of certgen that failed: one line on stderr, and with `json` the document on
// stdout. Messages are "CAUSE; CURE". kInvalidArgument is bad usage.
CommandResult Failure(const absl::Status& status, bool json);

}  // namespace certgen

#endif  // CERTGEN_COMMAND_RESULT_H_
