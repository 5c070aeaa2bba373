// What to say when a peer's certificate is revoked, or its revocation list is of no use.
#ifndef CERTGEN_REVOCATION_FINDING_H_
#define CERTGEN_REVOCATION_FINDING_H_

#include <optional>
#include <string>

#include "certgen/chain.h"
#include "certgen/finding.h"
#include "certgen/peer_check.h"

namespace certgen {

// X509_V_ERR_CRL_…: of a revocation list, and not of the certificate itself. The list is missing,
// out of date, or not by the CA.
bool IsOfRevocationList(int code);

// nullopt if `error` has nothing to do with revocation. `called`: what to call the certificate.
std::optional<Finding> AboutRevocation(const ChainError& error, const std::string& called,
                                       const PeerPolicy& policy);

}  // namespace certgen

#endif  // CERTGEN_REVOCATION_FINDING_H_
