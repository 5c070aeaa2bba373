// Whether the revocation lists of a credential can be used, for every CA that they are needed
// of; and whether our own certificates are on one.
#ifndef CERTGEN_REVOCATION_CHECK_H_
#define CERTGEN_REVOCATION_CHECK_H_

#include <vector>

#include "absl/time/time.h"
#include "certgen/chain_finding.h"
#include "certgen/credential_files.h"
#include "certgen/finding.h"
#include "certgen/revocation_list.h"

namespace certgen {

// The lists in `file` that can be used: PEM, one after the other. A list by a CA that is not
// among `files` is kept, as peers may send that CA; one that another key signed than the CA's
// is left out. Stale ones are kept: who is on them is revoked all the same.
//
// Faults are fatal if the file was named by a flag, else warnings. `checks_peers`: peers are
// held to the roots of `files`; a flag then says that each of these CAs, but for the system's,
// must have a list here. A certificate of the chain that is on a list is fatal in any case.
std::vector<RevocationList> CheckRevocationLists(const CredentialFile& file,
                                                 const ChainFiles& files, bool checks_peers,
                                                 absl::Time now, std::vector<Finding>* findings);

}  // namespace certgen

#endif  // CERTGEN_REVOCATION_CHECK_H_
