// Whether one of our own certificates is revoked: peers that check would refuse it.
#ifndef CERTGEN_OWN_REVOCATION_H_
#define CERTGEN_OWN_REVOCATION_H_

#include <vector>

#include "certgen/chain_finding.h"
#include "certgen/finding.h"
#include "certgen/revocation_list.h"

namespace certgen {

// A certificate of the chain of `files` that is on one of `lists` is fatal.
void CheckOwnRevocation(const std::vector<RevocationList>& lists, const ChainFiles& files,
                        std::vector<Finding>* findings);

}  // namespace certgen

#endif  // CERTGEN_OWN_REVOCATION_H_
