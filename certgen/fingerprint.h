// Digests and identifiers in openssl's form: upper-case hexadecimal with colons.
#ifndef CERTGEN_FINGERPRINT_H_
#define CERTGEN_FINGERPRINT_H_

#include <string>

#include "certgen/openssl_ptr.h"

namespace certgen {

// "58:5A:…"
std::string ColonHex(const std::string& bytes);

// "" if OpenSSL will not compute it (SHA-1 in FIPS mode).
std::string Fingerprint(const std::string& bytes, const EVP_MD* digest);

}  // namespace certgen

#endif  // CERTGEN_FINGERPRINT_H_
