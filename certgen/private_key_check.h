// The faults of a private key's file, each by name. gRPC folds all of them into
// "Invalid private key."
#ifndef CERTGEN_PRIVATE_KEY_CHECK_H_
#define CERTGEN_PRIVATE_KEY_CHECK_H_

#include <optional>
#include <vector>

#include "certgen/credential_files.h"
#include "certgen/finding.h"
#include "certgen/private_key.h"

namespace certgen {

// The key if it is one that gRPC can load, once it is decrypted; otherwise one finding more, unless
// it would only say again that `passphrase` has a fault, which the caller looks for
// (passphrase_check.h).
std::optional<PrivateKey> CheckPrivateKey(const CredentialFile& file,
                                          const PassphraseFile& passphrase,
                                          std::vector<Finding>* findings);

}  // namespace certgen

#endif  // CERTGEN_PRIVATE_KEY_CHECK_H_
