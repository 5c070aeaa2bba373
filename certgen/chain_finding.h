// What to say of a chain that fails: which code, which file, which certificate, and
// what to do.
#ifndef CERTGEN_CHAIN_FINDING_H_
#define CERTGEN_CHAIN_FINDING_H_

#include <vector>

#include "certgen/certificate.h"
#include "certgen/chain.h"
#include "certgen/credential_files.h"
#include "certgen/finding.h"

namespace certgen {

// Borrowed: what the files of a credential hold. The leaf is the first of `chain`.
struct ChainFiles {
  const std::vector<Certificate>& chain;
  const CredentialFile& file;
  const std::vector<Certificate>& roots;
  const CredentialFile& roots_file;

  // `certificate` is in the chain's own file.
  bool Holds(const Certificate& certificate) const;
  // The chain's own file if it holds it, else that of the roots.
  const CredentialFile& FileOf(const Certificate& certificate) const;
};

// `certificate` itself tells that its issuer, which is not at hand, is an intermediate: by an
// address to fetch it from, or by naming one of `roots` as the CA above it.
bool IssuerIsIntermediate(const Certificate& certificate, const std::vector<Certificate>& roots);

// Why a chain ends without leading to a root: a warning if it may be that of another CA, fatal
// if it is one of the CAs given here by name and fails.
Finding AboutEnd(const ChainFiles& files);

// Of a certificate that issued another and may not: fatal.
Finding AboutIssuer(const Certificate& issuer, const ChainFiles& files);

// Of OpenSSL's other reasons, by their numbers: fatal.
Finding AboutError(const ChainError& error, const ChainFiles& files);

// In place of a finding of the same code and certificate, where there is one.
void AddOrReplace(Finding finding, std::vector<Finding>* findings);

}  // namespace certgen

#endif  // CERTGEN_CHAIN_FINDING_H_
