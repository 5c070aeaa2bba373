// The faults of a certificate file (the leaf first, then its intermediates), each by
// name. gRPC folds all of them into "Invalid cert chain file.", or does not look at all.
// Dates are date_check.h's, names name_check.h's, and how the certificates hang
// together chain_check.h's.
#ifndef CERTGEN_CERTIFICATE_CHECK_H_
#define CERTGEN_CERTIFICATE_CHECK_H_

#include <vector>

#include "certgen/certificate.h"
#include "certgen/credential_files.h"
#include "certgen/finding.h"

namespace certgen {

// In TLS, what the credential is for.
enum class Role { kServer, kClient, kBoth };

// What the extended key usage of `leaf` is for; kBoth if it says neither, or nothing.
Role RoleOf(const Certificate& leaf);

// The certificates in the order of the file, or findings and none.
std::vector<Certificate> ParseChain(const CredentialFile& file, std::vector<Finding>* findings);

// Keys and signatures below OpenSSL's security level 2 are fatal: it loads none of them.
void CheckStrength(const std::vector<Certificate>& chain, const CredentialFile& file,
                   std::vector<Finding>* findings);

// Whether the leaf's extended key usage and key usage fit the role.
void CheckPurpose(const Certificate& leaf, const CredentialFile& file, Role role,
                  std::vector<Finding>* findings);

}  // namespace certgen

#endif  // CERTGEN_CERTIFICATE_CHECK_H_
