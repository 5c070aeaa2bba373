// A directory for each kind of bad credential, below one that appears as a whole.
#ifndef CERTGEN_BAD_TREE_H_
#define CERTGEN_BAD_TREE_H_

#include <filesystem>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "certgen/bad_files.h"

namespace certgen {

// By path below the tree's directory, such as "expired/tls.crt".
using BadTree = std::map<std::string, BadFile>;

// The files of all kinds (bad_kinds.h), with new keys; takes about half a second.
// kInternal, with the kind's name, if OpenSSL refuses.
absl::StatusOr<BadTree> MakeBadTree(absl::Time now);

// Whether a tree may be written there, to be asked before keys are made: `directory` is new
// or empty, and its parent is there, writable, and nobody else's. kAlreadyExists,
// kNotFound, kPermissionDenied or kFailedPrecondition says what to do.
absl::Status CheckBadTreeTarget(const std::filesystem::path& directory);

// Asks CheckBadTreeTarget, writes beside `directory` and renames: on any failure
// nothing has changed. Modes are as said, whatever the umask is. Not synced to disk.
absl::Status WriteBadTree(const BadTree& tree, const std::filesystem::path& directory);

}  // namespace certgen

#endif  // CERTGEN_BAD_TREE_H_
