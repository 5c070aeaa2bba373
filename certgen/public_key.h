// The public half of a key. What is made from a private key holds none of it, so that
// whoever shows keys to people cannot show the other half.
#ifndef CERTGEN_PUBLIC_KEY_H_
#define CERTGEN_PUBLIC_KEY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "certgen/openssl_ptr.h"

namespace certgen {

class PublicKey {
 public:
  // kInvalidArgument if its public half cannot be encoded.
  static absl::StatusOr<PublicKey> Of(const EVP_PKEY& key);

  // "ec-p256", "rsa-2048"… as DescribeKey.
  std::string description() const;
  // OpenSSL's name of the algorithm: "EC", "RSA", "RSA-PSS", "ED25519"…
  std::string type() const;
  int bits() const;
  // "P-256", or OpenSSL's name of the group; "" if the algorithm has no curves.
  std::string curve() const;
  // NIST SP 800-57; TLS on Debian wants at least 112.
  int security_bits() const;
  // The SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
  const std::string& der() const { return der_; }
  // SHA-256 of the SubjectPublicKeyInfo in DER: the same for a key, its request and
  // its certificate.
  std::string sha256_fingerprint() const;

  friend bool operator==(const PublicKey& a, const PublicKey& b);

 private:
  PublicKey(EvpPkeyPtr key, std::string der) : key_(std::move(key)), der_(std::move(der)) {}

  std::shared_ptr<EVP_PKEY> key_;
  std::string der_;
};

}  // namespace certgen

#endif  // CERTGEN_PUBLIC_KEY_H_
