// The command inspect: files in, what is in them out, as text or JSON.
#ifndef CERTGEN_INSPECT_COMMAND_H_
#define CERTGEN_INSPECT_COMMAND_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "certgen/command_line.h"
#include "certgen/command_result.h"

namespace certgen {

struct InspectFlags {
  std::vector<std::string> files;
  std::string passphrase_file;
};

void AddInspectCommand(InspectFlags* flags, CLI::App* program);

// Fails, and shows the rest all the same, if something could not be read.
CommandResult RunInspect(const InspectFlags& flags, bool json, absl::Time now);

}  // namespace certgen

#endif  // CERTGEN_INSPECT_COMMAND_H_
