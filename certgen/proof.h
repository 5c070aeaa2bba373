// The last look before files are published: they are read back as a program
// would read them, parsed, and held against what was asked for. What fails here
// is a fault of ours or of the disk, and nobody ever sees it as credentials.
#ifndef CERTGEN_PROOF_H_
#define CERTGEN_PROOF_H_

#include <filesystem>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "certgen/certificate_request.h"
#include "certgen/subject_alt_name.h"

namespace certgen {

// ca.crt and ca.key belong together, and the root verifies.
absl::Status ProveRoot(const std::filesystem::path& staged, absl::Time now);

// tls.crt, tls.key and ca.crt belong together; the chain verifies strictly
// against ca.crt for each purpose of `usage`; OpenSSL matches every one of
// `names`.
absl::Status ProveLeaf(const std::filesystem::path& staged,
                       const std::vector<SubjectAltName>& names, Usage usage, absl::Time now);

}  // namespace certgen

#endif  // CERTGEN_PROOF_H_
