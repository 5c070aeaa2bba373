// The subject of a certificate to be issued (RFC 5280 §4.1.2.6).
#ifndef CERTGEN_DISTINGUISHED_NAME_H_
#define CERTGEN_DISTINGUISHED_NAME_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "certgen/openssl_ptr.h"
#include "certgen/subject_alt_name.h"

namespace certgen {

// kInvalidArgument unless `name` can be a CA's common name: 1 to 64 characters of
// UTF-8, none of them a control character.
absl::Status CheckCommonName(const std::string& name);

// "CN=NAME, serialNumber=DIGITS", the digits from the digest of the key,
// which must be set. Trust stores look roots up by name: were two of one name,
// verification would try the wrong key.
absl::Status SetCaSubject(const std::string& name, X509* certificate);

// "CN=" the first DNS name or IP address of at most 64 characters, so that the
// CN is always one of the names; an empty subject if there is none.
absl::Status SetLeafSubject(const std::vector<SubjectAltName>& names, X509* certificate);

}  // namespace certgen

#endif  // CERTGEN_DISTINGUISHED_NAME_H_
