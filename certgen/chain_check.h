// Whether the certificates of a file hang together, lead to the roots, and may do
// what they are for: RFC 5280 §6 with a name for each way to fail. OpenSSL's reasons are
// taken by their numbers, and where it says only "unable to get local issuer
// certificate", kinship.h tells why.
#ifndef CERTGEN_CHAIN_CHECK_H_
#define CERTGEN_CHAIN_CHECK_H_

#include <vector>

#include "absl/time/time.h"
#include "certgen/ascent.h"
#include "certgen/certificate.h"
#include "certgen/certificate_check.h"
#include "certgen/chain_finding.h"
#include "certgen/credential_files.h"
#include "certgen/finding.h"

namespace certgen {

// Warnings of intermediates out of order, and of certificates that no peer needs.
void CheckArrangement(const std::vector<Certificate>& chain, const CredentialFile& file,
                      std::vector<Finding>* findings);

// A warning if it is a CA's certificate that is presented, unless it is its own root: the one
// certificate of many a set-up for trying things out.
void CheckIsLeaf(const ChainFiles& files, std::vector<Finding>* findings);

// One that leads elsewhere is a warning (the peers may know another root); one that
// leads there and fails is fatal, and so is what would fail with any root. A finding that
// is already there of a root at fault becomes fatal. Without roots, only the latter.
// Dates and strength, and the purpose of the leaf, are checked elsewhere.
// `ascent` is the climb from the chain to the roots of `files`; where there are none, to
// those that peers may know.
void CheckLeadsTo(const ChainFiles& files, const Ascent& ascent, Role role, absl::Time now,
                  std::vector<Finding>* findings);

// Warnings of what is wrong with the certificates that stand above the root: only peers that
// know another root need them.
void CheckBeyond(const ChainFiles& files, const Ascent& ascent, absl::Time now,
                 std::vector<Finding>* findings);

// A warning if the chain is complete only by an intermediate that stands among the roots.
void CheckCompletion(const ChainFiles& files, const Ascent& ascent, std::vector<Finding>* findings);

}  // namespace certgen

#endif  // CERTGEN_CHAIN_CHECK_H_
