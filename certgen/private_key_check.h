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

// The key if it is one that gRPC can load; otherwise one finding more.
std::optional<PrivateKey> CheckPrivateKey(const CredentialFile& file,
                                          std::vector<Finding>* findings);

}  // namespace certgen

#endif  // CERTGEN_PRIVATE_KEY_CHECK_H_
