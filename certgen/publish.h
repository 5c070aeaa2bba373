// Writes the files of a credential so that every reader, at every instant, sees
// all of the old ones or all of the new ones. The result has the shape in which
// Kubernetes mounts a Secret:
//
//   leaf/tls.crt -> ..data/tls.crt
//   leaf/tls.key -> ..data/tls.key
//   leaf/..data -> ..2026-11-23.x7k2
//   leaf/..2026-11-23.x7k2/{tls.crt,tls.key}
//
// The first publish renames the whole directory into place, later ones rename
// `..data`. The generation before the current one stays until the next publish,
// so that a reader who is inside it can finish.
#ifndef CERTGEN_PUBLISH_H_
#define CERTGEN_PUBLISH_H_

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace certgen {

struct PublishedFile {
  std::string name;
  std::string contents;
  // A private key: never readable by others. Otherwise 0644.
  bool secret = false;
};

// For secret files. Independent of the umask; a key is 0600 from the first
// instant, and widened to this only when it is whole.
struct SecretAccess {
  mode_t mode = 0600;
  std::optional<gid_t> group;
};

struct Publication {
  std::filesystem::path directory;
  std::vector<PublishedFile> files;
  SecretAccess access;
  // Names the generation by its date (UTC).
  absl::Time now;
  // Reads back what is about to be published, in a directory that holds the
  // files under their names. If it fails, nothing has changed.
  std::function<absl::Status(const std::filesystem::path& staged)> prove;
};

// The parent directory must exist, and the caller must hold its lock (see
// pki.h). kFailedPrecondition if something stands at `directory` that was not
// published: a plain directory, or one whose `..data` is itself a directory (a
// copy made by cp -rL); the message says how to convert it. What took the place of one of our
// links is kept as NAME.old, and other files of the directory, such as crl.pem, stay where they
// are; of what somebody put into the generation itself, a line for the user is added to `notes`
// (which may be null), as of what was renamed. On any failure readers still see what was published
// before.
absl::Status Publish(const Publication& publication, std::vector<std::string>* notes = nullptr);

// kFailedPrecondition as above, else OK: to be asked before keys are made.
absl::Status CheckPublishable(const std::filesystem::path& directory);

}  // namespace certgen

#endif  // CERTGEN_PUBLISH_H_
