// Whether clients that call a server by its name will find that name in its
// certificate (RFC 9525).
#ifndef CERTGEN_NAME_CHECK_H_
#define CERTGEN_NAME_CHECK_H_

#include <string>
#include <vector>

#include "certgen/certificate.h"
#include "certgen/credential_files.h"
#include "certgen/finding.h"

namespace certgen {

// Names of no use to anybody: an IP address that is none (fatal: gRPC 1.51 ends the
// process), a DNS name with a port, a scheme or a space (a warning).
void CheckNamesWellFormed(const Certificate& leaf, const CredentialFile& file,
                          std::vector<Finding>* findings);

// Of a server's leaf. `host`, a DNS name or an IP address, is what clients call; if empty,
// warnings of what no client would match.
void CheckServerNames(const Certificate& leaf, const CredentialFile& file, const std::string& host,
                      std::vector<Finding>* findings);

// That `host` is none of the leaf's names.
Finding NotForHost(const Certificate& leaf, const CredentialFile& file, const std::string& host);

}  // namespace certgen

#endif  // CERTGEN_NAME_CHECK_H_
