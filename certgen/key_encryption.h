// How a passphrase protects a private key or the contents of a PKCS#12 file (PKCS#5,
// RFC 8018).
#ifndef CERTGEN_KEY_ENCRYPTION_H_
#define CERTGEN_KEY_ENCRYPTION_H_

#include <cstdint>
#include <string>

#include "certgen/openssl_ptr.h"

namespace certgen {

struct KeyEncryption {
  // "AES-256-CBC by PBKDF2 (hmacWithSHA256, 2048 iterations)"; the name of the scheme
  // if it is none that we know.
  std::string description;
  // What trying a passphrase costs. At the upper limit of the type if it cannot be
  // told: whoever made the file chose it, so it may be made to take for ever.
  int64_t iterations;
  // OpenSSL 3 has the cipher or the digest in its legacy provider alone: RC2, single DES, RC4…
  bool legacy = false;
};

// As `legacy`, of a cipher by its name, such as "DES-CBC".
bool IsLegacyCipher(const std::string& name);

KeyEncryption DescribeEncryption(const X509_ALGOR& algorithm);

}  // namespace certgen

#endif  // CERTGEN_KEY_ENCRYPTION_H_
