// The faults of a certificate file (the leaf first, then its intermediates),
// each by name. gRPC folds all of them into "Invalid cert chain file.", or does
// not look at all.
#ifndef CERTGEN_CERTIFICATE_CHECK_H_
#define CERTGEN_CERTIFICATE_CHECK_H_

#include <vector>

#include "absl/time/time.h"
#include "certgen/certificate.h"
#include "certgen/credential_files.h"
#include "certgen/finding.h"

namespace certgen {

// In TLS, what the credential is for.
enum class Role { kServer, kClient, kBoth };

// The certificates in the order of the file, or findings and none.
std::vector<Certificate> ParseChain(const CredentialFile& file, std::vector<Finding>* findings);

// Dates, strength and, for the leaf, the purpose.
void CheckChain(const std::vector<Certificate>& chain, const CredentialFile& file, Role role,
                absl::Time now, std::vector<Finding>* findings);

// Whether the chain leads to `roots`. One that leads elsewhere is a warning (the
// peers may know another root); one that leads there and fails is fatal.
// Dates and purpose of the leaf are left to CheckChain.
void CheckLeadsTo(const std::vector<Certificate>& roots, const std::vector<Certificate>& chain,
                  const CredentialFile& file, absl::Time now, std::vector<Finding>* findings);

// One certificate's validity at `now`: a finding if it is over or has not begun.
void CheckDates(const Certificate& certificate, const CredentialFile& file, Severity severity,
                absl::Time now, std::vector<Finding>* findings);

}  // namespace certgen

#endif  // CERTGEN_CERTIFICATE_CHECK_H_
