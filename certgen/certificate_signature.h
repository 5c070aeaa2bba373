// By what means a certificate was signed, as far as verifiers care.
#ifndef CERTGEN_CERTIFICATE_SIGNATURE_H_
#define CERTGEN_CERTIFICATE_SIGNATURE_H_

#include <string>

#include "certgen/certificate.h"

namespace certgen {

struct CertificateSignature {
  // OpenSSL can verify it.
  bool known = false;
  // One that TLS 1.3 has a name for (RFC 8446 §4.2.3): SHA-256, SHA-384 or SHA-512 (SHA-1 too)
  // with RSA or ECDSA; RSA-PSS with the same hash throughout and a salt of its length; Ed25519,
  // Ed448. What others make of the rest differs.
  bool in_tls = false;
  // RSASSA-PSS (RFC 4055), which has parameters.
  bool pss = false;
  // Such as "SHA256"; empty if it is built into the algorithm, or unknown.
  std::string hash;
  // The signature itself, as it stands.
  std::string value;
};

CertificateSignature SignatureOf(const Certificate& certificate);

}  // namespace certgen

#endif  // CERTGEN_CERTIFICATE_SIGNATURE_H_
