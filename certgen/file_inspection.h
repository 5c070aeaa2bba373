// Finds all that is in one file: PEM blocks of any kind and number, DER objects one after
// the other, PKCS#12, PKCS#7, and the base64 of any of these.
#ifndef CERTGEN_FILE_INSPECTION_H_
#define CERTGEN_FILE_INSPECTION_H_

#include <optional>
#include <string>
#include <vector>

#include "certgen/credential_files.h"
#include "certgen/finding.h"
#include "certgen/inspected_file.h"

namespace certgen {

// What cannot be read is a finding each (of the first ten), and the rest is still there.
// `passphrase` is for PKCS#12; encrypted keys are never decrypted. Never hangs: what a
// file may cost has limits.
InspectedFile InspectFile(const CredentialFile& file, const std::optional<std::string>& passphrase,
                          std::vector<Finding>* findings);

}  // namespace certgen

#endif  // CERTGEN_FILE_INSPECTION_H_
