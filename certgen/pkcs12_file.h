// Looks into PKCS#12 files (RFC 7292): certificates with their private key, under a
// passphrase.
#ifndef CERTGEN_PKCS12_FILE_H_
#define CERTGEN_PKCS12_FILE_H_

#include <optional>
#include <string>
#include <vector>

#include "certgen/credential_files.h"
#include "certgen/finding.h"
#include "certgen/inspected_file.h"

namespace certgen {

// The objects in `file`, whose contents are PKCS#12. No passphrase and an empty one are
// tried by themselves. What cannot be opened is a finding: the passphrase is missing or
// wrong, the encryption is one that OpenSSL does not offer, or trying the passphrase
// would take minutes.
std::vector<InspectedObject> OpenPkcs12(const CredentialFile& file,
                                        const std::optional<std::string>& passphrase,
                                        std::vector<Finding>* findings);

}  // namespace certgen

#endif  // CERTGEN_PKCS12_FILE_H_
