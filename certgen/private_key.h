// A private key: made here or read from PEM, written as PKCS#8 PEM. Never
// printed, never part of a message.
#ifndef CERTGEN_PRIVATE_KEY_H_
#define CERTGEN_PRIVATE_KEY_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "certgen/openssl_ptr.h"

namespace certgen {

enum class KeyType { kEcP256, kEcP384, kEd25519, kRsa2048, kRsa3072, kRsa4096 };

// "ec-p256" and so on, in the order of the enumeration; the first is the
// default everywhere: the fastest that every TLS stack accepts.
const std::vector<std::string>& KeyTypeNames();
std::string KeyTypeName(KeyType type);
// kInvalidArgument, with the list of names.
absl::StatusOr<KeyType> ParseKeyType(const std::string& name);

// What kind of key this is in words, such as "ec-p256", "rsa-1024", "ed448".
std::string DescribeKey(const EVP_PKEY& key);

class PrivateKey {
 public:
  // RSA takes from 0.2 s (2048) to 2 s (4096); the others well under 1 ms.
  static absl::StatusOr<PrivateKey> Generate(KeyType type);

  // Reads one key: PKCS#8, or the traditional form of RSA and EC; unencrypted, or with
  // `passphrase`, of at most 1024 bytes. Without it the empty one is tried, as by gRPC.
  // kInvalidArgument if there is none, or if it has another passphrase (none is ever asked for).
  // A passphrase may cost as much as who encrypted the key chose: see key_encryption.h.
  static absl::StatusOr<PrivateKey> FromPem(const std::string& pem,
                                            absl::string_view passphrase = "");

  // PKCS#8 PEM, unencrypted. The caller keeps it secret.
  absl::StatusOr<std::string> ToPem() const;

  // The public halves are the same key.
  bool Matches(const X509& certificate) const;

  // False if the private half is not that of the public half, which OpenSSL reads as it
  // stands: no signature would verify. Takes under 1 ms.
  bool HalvesAgree() const;

  std::string description() const { return DescribeKey(*key_); }
  EVP_PKEY* get() const { return key_.get(); }

 private:
  explicit PrivateKey(EvpPkeyPtr key) : key_(std::move(key)) {}

  EvpPkeyPtr key_;
};

}  // namespace certgen

#endif  // CERTGEN_PRIVATE_KEY_H_
