// The chains that a leaf may have. OpenSSL follows one and goes no step back
// when that one fails; a verifier by RFC 4158 tries the others too.
#ifndef CERTGEN_PATH_CANDIDATES_H_
#define CERTGEN_PATH_CANDIDATES_H_

#include <vector>

#include "certgen/certificate.h"

namespace certgen {

// Chains from `leaf` (first) to one of `roots` (last), the shortest first: each
// certificate's issuer is the next one's subject, and their key identifiers
// agree where there are any. Signatures and all the rest are left to
// VerifyChain. No subject comes twice with the same key. At most 64 chains, of
// some hundred that are begun: who sends many intermediates gains nothing by it.
std::vector<std::vector<Certificate>> PathCandidates(const Certificate& leaf,
                                                     const std::vector<Certificate>& intermediates,
                                                     const std::vector<Certificate>& roots);

}  // namespace certgen

#endif  // CERTGEN_PATH_CANDIDATES_H_
