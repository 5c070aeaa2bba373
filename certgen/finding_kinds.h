// The rows of the table in finding_code.h.
#ifndef CERTGEN_FINDING_KINDS_H_
#define CERTGEN_FINDING_KINDS_H_

#include <vector>

#include "certgen/finding_code.h"

namespace certgen {

// Of files and private keys.
std::vector<FindingKind> FileFindingKinds();
// Of certificates, their names, chains and roots, and of all together.
std::vector<FindingKind> CertificateFindingKinds();
std::vector<FindingKind> RevocationFindingKinds();
std::vector<FindingKind> WireFindingKinds();

}  // namespace certgen

#endif  // CERTGEN_FINDING_KINDS_H_
