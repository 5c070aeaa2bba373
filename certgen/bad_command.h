// The command bad: a tree of bad credentials for testing other people's programs.
#ifndef CERTGEN_BAD_COMMAND_H_
#define CERTGEN_BAD_COMMAND_H_

#include <string>

#include "absl/time/time.h"
#include "certgen/command_line.h"
#include "certgen/command_result.h"

namespace certgen {

struct BadFlags {
  std::string directory;
  bool list = false;
};

void AddBadCommand(BadFlags* flags, CLI::App* program);

// With `json`, JsonDocument with the keys of BadManifest, and "directory" if one was
// written.
CommandResult RunBad(const BadFlags& flags, bool json, absl::Time now);

}  // namespace certgen

#endif  // CERTGEN_BAD_COMMAND_H_
