// Where certgen is willing to write keys: nowhere that another user could
// replace what it wrote. (What programs read is not held to this: a mounted
// Secret is world-writable in mode.)
#ifndef CERTGEN_WRITE_RULES_H_
#define CERTGEN_WRITE_RULES_H_

#include <filesystem>

#include "absl/status/status.h"

namespace certgen {

// Every existing directory from `path` up to / belongs to this user or to root,
// and is not writable by everybody unless it is sticky, as /tmp is; so do
// symbolic links on the way. `path` itself need not exist.
// kFailedPrecondition names the directory at fault and what to do.
absl::Status CheckSafeToWrite(const std::filesystem::path& path);

}  // namespace certgen

#endif  // CERTGEN_WRITE_RULES_H_
