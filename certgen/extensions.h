// Adds X.509v3 extensions in OpenSSL's typed form: no configuration strings, so
// no name can be read as syntax.
#ifndef CERTGEN_EXTENSIONS_H_
#define CERTGEN_EXTENSIONS_H_

#include <vector>

#include "absl/status/status.h"
#include "certgen/certificate_request.h"
#include "certgen/openssl_ptr.h"
#include "certgen/subject_alt_name.h"

namespace certgen {

// Each returns kInternal if OpenSSL refuses.

// RFC 5280 §4.2.1.9, critical.
absl::Status AddCaConstraints(int path_length, X509* certificate);
absl::Status AddLeafConstraints(X509* certificate);
// §4.2.1.3, critical. Bits are numbered as in the RFC: 0 is digitalSignature.
absl::Status AddKeyUsage(const std::vector<int>& bits, X509* certificate);
// §4.2.1.12.
absl::Status AddExtendedKeyUsage(Usage usage, X509* certificate);
// §4.2.1.2: SHA-1 of the key's bits, as every other tool does; it identifies,
// it secures nothing.
absl::Status AddSubjectKeyId(X509* certificate);
// §4.2.1.1: a copy of the issuer's subject key identifier.
absl::Status AddAuthorityKeyId(const X509& issuer, X509* certificate);
// §4.2.1.6: critical if the subject is empty.
absl::Status AddSubjectAltNames(const std::vector<SubjectAltName>& names, X509* certificate);

}  // namespace certgen

#endif  // CERTGEN_EXTENSIONS_H_
