// Looks into PKCS#7 files (RFC 2315): as a rule, nothing but certificates and revocation
// lists in the shape of a signature.
#ifndef CERTGEN_PKCS7_FILE_H_
#define CERTGEN_PKCS7_FILE_H_

#include <vector>

#include "certgen/credential_files.h"
#include "certgen/finding.h"
#include "certgen/inspected_file.h"

namespace certgen {

// The certificates, then the revocation lists in `file`, whose contents are PKCS#7 in
// DER. A finding if it is damaged or of a kind that holds none.
std::vector<InspectedObject> OpenPkcs7(const CredentialFile& file, std::vector<Finding>* findings);

}  // namespace certgen

#endif  // CERTGEN_PKCS7_FILE_H_
