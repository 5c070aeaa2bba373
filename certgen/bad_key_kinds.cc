#include "absl/strings/str_cat.h"
#include "certgen/bad_kinds.h"
#include "certgen/wrong_form.h"

namespace certgen {
namespace {

using Code = FindingCode;

void LetEverybodyRead(BadFiles* files) { files->key.mode = 0644; }

std::string LikeAnEngine(const std::string& pem) { return absl::StrCat("engine:bad:", pem); }

}  // namespace

std::vector<BadKind> BadKeyKinds() {
  const char* key = kPrivateKeyFile;
  return {
      {"key-garbled", Code::kPrivateKeyMalformed, key,
       "The text between the key's BEGIN and END is damaged.", KeyIs(Changed(Garbled, TheKey()))},
      {"key-altered", Code::kPrivateKeyMalformed, key,
       "A bit of the key's private half is flipped: its public half is still the certificate's.",
       KeyIs(As(AlteredKeyPem))},
      {"key-truncated", Code::kPrivateKeyTruncated, key, "The second half of tls.key is missing.",
       KeyIs(Changed(CutShort, TheKey()))},
      {"key-encrypted", Code::kPrivateKeyEncrypted, key,
       "The private key has a passphrase ('bad'): PKCS#8.", KeyIs(As(EncryptedKeyPem))},
      {"key-encrypted-traditional", Code::kPrivateKeyEncrypted, key,
       "The private key has a passphrase ('bad'): the old form with Proc-Type.",
       KeyIs(As(TraditionalEncryptedKeyPem))},
      {"key-encrypted-der", Code::kPrivateKeyEncrypted, key,
       "The private key has a passphrase ('bad') and is in DER form.",
       KeyIs(Changed(ToDer, As(EncryptedKeyPem)))},
      {"key-x25519", Code::kPrivateKeyUnsupported, key,
       "Key and certificate are X25519, which agrees on secrets and signs nothing.",
       Leaf({.key = "x25519"})},
      {"key-public", Code::kPrivateKeyIsPublicKey, key, "tls.key holds the public key.",
       KeyIs(As(PublicKeyPem))},
      {"key-certificate", Code::kPrivateKeyIsCertificate, key, "tls.key holds the certificate too.",
       KeyIs(TheCertificate())},
      {"key-request", Code::kPrivateKeyIsRequest, key, "tls.key holds a certificate request.",
       KeyIs(As(RequestPem))},
      {"key-engine", Code::kPrivateKeyIsEngine, key,
       "tls.key begins with engine:, which gRPC on OpenSSL takes as code to load.",
       KeyIs(Changed(LikeAnEngine, TheKey()))},
      {"key-of-another-certificate", Code::kPrivateKeyMismatch, key,
       "The private key is another certificate's, of the same type.", KeyIs(AnotherKey("ec-p256"))},
      {"key-of-another-type", Code::kPrivateKeyTypeMismatch, key,
       "The private key is RSA, the certificate's EC.", KeyIs(AnotherKey("rsa-2048"))},
      {"key-exposed", Code::kPrivateKeyExposed, key, "Everybody may read tls.key (mode 0644).",
       Altered(Chain({}), LetEverybodyRead), Severity::kWarning},
  };
}

}  // namespace certgen
