// What to say of the certificates of a peer that fail: which code, which certificate, and
// what to do, in words for the side that received them.
#ifndef CERTGEN_PEER_FINDING_H_
#define CERTGEN_PEER_FINDING_H_

#include <vector>

#include "certgen/certificate.h"
#include "certgen/chain.h"
#include "certgen/finding.h"
#include "certgen/peer_check.h"

namespace certgen {

// Of a chain that leads to none of the roots.
Finding AboutPeerEnd(const std::vector<Certificate>& chain, const PeerPolicy& policy);

// Of one of OpenSSL's errors, by its number; those of revocation lists included.
Finding AboutPeerError(const ChainError& error, const std::vector<Certificate>& chain,
                       const PeerPolicy& policy);

// What verification as a whole could not do.
Finding AboutUnverifiable(const Certificate& leaf, const std::string& why);

}  // namespace certgen

#endif  // CERTGEN_PEER_FINDING_H_
