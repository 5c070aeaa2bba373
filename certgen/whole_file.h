// A file that is written whole or not at all: who reads it finds the old one, the new one, or
// none, never a part.
#ifndef CERTGEN_WHOLE_FILE_H_
#define CERTGEN_WHOLE_FILE_H_

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "absl/status/status.h"

namespace certgen {

// Makes `path` or replaces it, by a rename. Independent of the umask; whatever `mode` is, the new
// file is 0600 from the first instant and gets the mode only when it is whole. The directory
// must exist.
//
// kNotFound, there is no such directory; kFailedPrecondition, it is no safe place
// (write_rules.h), or what stands at `path` is no regular file (a link or a device would be
// replaced by one); others, the file system. On any failure `path` is as it was.
absl::Status WriteWholeFile(const std::filesystem::path& path, const std::string& contents,
                            mode_t mode);

}  // namespace certgen

#endif  // CERTGEN_WHOLE_FILE_H_
