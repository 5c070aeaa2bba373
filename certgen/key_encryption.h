// How a passphrase protects a private key or the contents of a PKCS#12 file (PKCS#5,
// RFC 8018).
#ifndef CERTGEN_KEY_ENCRYPTION_H_
#define CERTGEN_KEY_ENCRYPTION_H_

#include <cstdint>
#include <optional>
#include <string>

#include "certgen/openssl_ptr.h"
#include "certgen/pem.h"

namespace certgen {

// What we let a passphrase cost, in KeyEncryption::iterations: seconds of work. Common are 2048 to
// 600 000; a hostile file may ask for 2^31.
inline constexpr int64_t kMaxIterations = 5'000'000;

struct KeyEncryption {
  // "AES-256-CBC by PBKDF2 (hmacWithSHA256, 2048 iterations)"; the name of the scheme
  // if it is none that we know.
  std::string description;
  // What trying a passphrase costs, in iterations of PBKDF2; of scrypt N * r * p, which takes
  // about as long. At the upper limit of the type if it cannot be told, or takes more memory than
  // OpenSSL allows: whoever made the file chose it, so it may be made to take for ever.
  int64_t iterations;
  // OpenSSL 3 has the cipher or the digest in its legacy provider alone: RC2, single DES, RC4…
  bool legacy = false;
};

// As `legacy`, of a cipher by its name, such as "DES-CBC".
bool IsLegacyCipher(const std::string& name);

KeyEncryption DescribeEncryption(const X509_ALGOR& algorithm);

// Of the private key in `block`, as PKCS#8 or in the traditional form (RFC 1421), by what its
// label says. nullopt: it is not encrypted, or damaged.
std::optional<KeyEncryption> EncryptionOf(const PemBlock& block);

}  // namespace certgen

#endif  // CERTGEN_KEY_ENCRYPTION_H_
