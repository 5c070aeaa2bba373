// What `certgen inspect` finds: files and directories, and what in them belongs
// together. Nothing is judged: see credential_check.h for that.
#ifndef CERTGEN_INSPECTION_H_
#define CERTGEN_INSPECTION_H_

#include <optional>
#include <string>
#include <vector>

#include "certgen/finding.h"
#include "certgen/inspected_file.h"

namespace certgen {

struct Inspection {
  // In the order of the paths; of a directory, the files of its shape.
  std::vector<InspectedFile> files;
  // What could not be read.
  std::vector<Finding> findings;
};

// Each path is a file, "-" for standard input, or a directory with any of tls.crt,
// tls.key, ca.crt, ca.key and chain.crt, which are all read from one moment. `passphrase`
// is for PKCS#12.
Inspection Inspect(const std::vector<std::string>& paths,
                   const std::optional<std::string>& passphrase);

}  // namespace certgen

#endif  // CERTGEN_INSPECTION_H_
