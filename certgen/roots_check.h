// The faults of a file of trusted roots. gRPC stops reading at the first entry
// it cannot parse and says nothing, and takes no roots at all for "trust the
// system's".
#ifndef CERTGEN_ROOTS_CHECK_H_
#define CERTGEN_ROOTS_CHECK_H_

#include <vector>

#include "absl/time/time.h"
#include "certgen/certificate.h"
#include "certgen/credential_files.h"
#include "certgen/finding.h"

namespace certgen {

// The roots, or findings and none. Roots that expired or are too weak are fatal
// if no good one is left, else warnings: bundles overlap while a root is being
// replaced.
std::vector<Certificate> CheckRoots(const CredentialFile& file, absl::Time now,
                                    std::vector<Finding>* findings);

}  // namespace certgen

#endif  // CERTGEN_ROOTS_CHECK_H_
