// Certificates and keys in forms that gRPC does not read, and damaged ones: what
// people hand over by mistake.
#ifndef CERTGEN_WRONG_FORM_H_
#define CERTGEN_WRONG_FORM_H_

#include <string>

#include "absl/status/statusor.h"
#include "certgen/defective_certificate.h"

namespace certgen {

// The first PEM block's bytes; empty if there is none.
std::string ToDer(const std::string& pem);
// Of a certificate: in OpenSSL's own form for trust settings, without any.
std::string ToTrustedForm(const std::string& pem);
// The first half of the lines.
std::string CutShort(const std::string& pem);
// The first line after BEGIN says something else: base64 still, but no ASN.1.
std::string Garbled(const std::string& pem);

// Each returns kInternal if OpenSSL refuses. Passphrases are "bad".

absl::StatusOr<std::string> PublicKeyPem(const CertifiedKey& pair);
absl::StatusOr<std::string> RequestPem(const CertifiedKey& pair);
// PKCS#8, -----BEGIN ENCRYPTED PRIVATE KEY-----.
absl::StatusOr<std::string> EncryptedKeyPem(const CertifiedKey& pair);
// With the header Proc-Type: 4,ENCRYPTED.
absl::StatusOr<std::string> TraditionalEncryptedKeyPem(const CertifiedKey& pair);
// An EC key whose private half is not that of its public half.
absl::StatusOr<std::string> AlteredKeyPem(const CertifiedKey& pair);
absl::StatusOr<std::string> Pkcs12Der(const CertifiedKey& pair);
absl::StatusOr<std::string> Pkcs7Pem(const CertifiedKey& pair);
// An empty list, signed by `pair`, valid at `now`.
absl::StatusOr<std::string> RevocationListPem(const CertifiedKey& pair, absl::Time now);

}  // namespace certgen

#endif  // CERTGEN_WRONG_FORM_H_
