// The command list: a directory of credentials in, a table or JSON out.
#ifndef CERTGEN_LIST_COMMAND_H_
#define CERTGEN_LIST_COMMAND_H_

#include <string>

#include "absl/time/time.h"
#include "certgen/command_line.h"
#include "certgen/command_result.h"

namespace certgen {

void AddListCommand(CLI::App* program);

// Of the directory `dir`. Fails, and lists everything all the same, if a credential is
// broken; one that is expired is not.
CommandResult RunList(const std::string& dir, bool json, absl::Time now);

}  // namespace certgen

#endif  // CERTGEN_LIST_COMMAND_H_
