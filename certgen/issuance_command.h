// The commands init, root and leaf: flags in, issuance.h, text or JSON out.
#ifndef CERTGEN_ISSUANCE_COMMAND_H_
#define CERTGEN_ISSUANCE_COMMAND_H_

#include <functional>
#include <string>

#include "absl/time/time.h"
#include "certgen/certgen_flags.h"
#include "certgen/command_result.h"

namespace certgen {

// `command` is "init", "root" or "leaf". `say` is told what takes seconds, in which
// nothing else is to be seen.
CommandResult RunIssuance(const std::string& command, const CertgenFlags& flags, absl::Time now,
                          const std::function<void(const std::string&)>& say);

}  // namespace certgen

#endif  // CERTGEN_ISSUANCE_COMMAND_H_
