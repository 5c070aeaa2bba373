#include "certgen/private_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "certgen/openssl_error.h"

namespace certgen {
namespace {

// OpenSSL would ask for a passphrase on the terminal without this.
int GivePassphrase(char* buffer, int size, int /*writing*/, void* data) {
  const auto& passphrase = *static_cast<const absl::string_view*>(data);
  if (passphrase.size() > static_cast<size_t>(size)) return -1;
  passphrase.copy(buffer, passphrase.size());
  return static_cast<int>(passphrase.size());
}

SecretBignumPtr Number(const EVP_PKEY& key, const char* name) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(&key, name, &number);
  return SecretBignumPtr(number);
}

// OpenSSL's own check looks for primes as well, which takes far longer.
bool RsaHalvesAgree(const EVP_PKEY& key) {
  const SecretBignumPtr n = Number(key, OSSL_PKEY_PARAM_RSA_N);
  const SecretBignumPtr e = Number(key, OSSL_PKEY_PARAM_RSA_E);
  const SecretBignumPtr d = Number(key, OSSL_PKEY_PARAM_RSA_D);
  const SecretBignumPtr p = Number(key, OSSL_PKEY_PARAM_RSA_FACTOR1);
  const SecretBignumPtr q = Number(key, OSSL_PKEY_PARAM_RSA_FACTOR2);
  const SecretBignumPtr more = Number(key, OSSL_PKEY_PARAM_RSA_FACTOR3);
  // RFC 8017 allows for keys without factors and for those with more.
  if (!n || !e || !d || !p || !q || more) return true;
  const BignumCtxPtr context(BN_CTX_secure_new());
  const SecretBignumPtr number(BN_secure_new());
  if (BN_mul(number.get(), p.get(), q.get(), context.get()) != 1) return true;
  if (BN_cmp(number.get(), n.get()) != 0) return false;
  for (const SecretBignumPtr* factor : {&p, &q}) {
    if (BN_sub_word(factor->get(), 1) != 1 ||
        BN_mod_mul(number.get(), d.get(), e.get(), factor->get(), context.get()) != 1 ||
        BN_is_one(number.get()) != 1) {
      return false;
    }
  }
  return true;
}

EVP_PKEY* GenerateOnce(KeyType type) {
  switch (type) {
    case KeyType::kEcP256:
      return EVP_EC_gen("P-256");
    case KeyType::kEcP384:
      return EVP_EC_gen("P-384");
    case KeyType::kEd25519:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    case KeyType::kRsa2048:
      return EVP_RSA_gen(2048);
    case KeyType::kRsa3072:
      return EVP_RSA_gen(3072);
    case KeyType::kRsa4096:
      return EVP_RSA_gen(4096);
  }
  return nullptr;
}

}  // namespace

const std::vector<std::string>& KeyTypeNames() {
  static const auto* const names = new std::vector<std::string>{"ec-p256",  "ec-p384",  "ed25519",
                                                                "rsa-2048", "rsa-3072", "rsa-4096"};
  return *names;
}

std::string KeyTypeName(KeyType type) { return KeyTypeNames()[static_cast<size_t>(type)]; }

absl::StatusOr<KeyType> ParseKeyType(const std::string& name) {
  const auto& names = KeyTypeNames();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", name, "' is no key type; choose one of ", absl::StrJoin(names, ", ")));
  }
  return static_cast<KeyType>(found - names.begin());
}

std::string DescribeKey(const EVP_PKEY& key) {
  if (EVP_PKEY_is_a(&key, "RSA") == 1 || EVP_PKEY_is_a(&key, "RSA-PSS") == 1) {
    return absl::StrCat("rsa-", EVP_PKEY_get_bits(&key));
  }
  if (EVP_PKEY_is_a(&key, "EC") == 1) {
    char group[64] = "";
    size_t length = 0;
    if (EVP_PKEY_get_group_name(&key, group, sizeof(group), &length) != 1) {
      ClearOpenSslErrors();
      return "ec";
    }
    const std::string name(group, length);
    if (name == "prime256v1") return "ec-p256";
    if (name == "secp384r1") return "ec-p384";
    if (name == "secp521r1") return "ec-p521";
    return absl::StrCat("ec-", name);
  }
  if (EVP_PKEY_is_a(&key, "ED25519") == 1) return "ed25519";
  if (EVP_PKEY_is_a(&key, "ED448") == 1) return "ed448";
  const char* name = EVP_PKEY_get0_type_name(&key);
  return name != nullptr ? name : "unknown";
}

absl::StatusOr<PrivateKey> PrivateKey::Generate(KeyType type) {
  EvpPkeyPtr key(GenerateOnce(type));
  if (key == nullptr) return OpenSslError(absl::StrCat("generate ", KeyTypeName(type), " key"));
  return PrivateKey(std::move(key));
}

absl::StatusOr<PrivateKey> PrivateKey::FromPem(const std::string& pem,
                                               absl::string_view passphrase) {
  const BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  EvpPkeyPtr key(bio == nullptr
                     ? nullptr
                     : PEM_read_bio_PrivateKey(bio.get(), nullptr, GivePassphrase, &passphrase));
  if (key == nullptr) {
    return absl::InvalidArgumentError(OpenSslError("read private key").message());
  }
  return PrivateKey(std::move(key));
}

bool PrivateKey::HalvesAgree() const {
  bool agree = false;
  if (EVP_PKEY_is_a(key_.get(), "RSA") == 1 || EVP_PKEY_is_a(key_.get(), "RSA-PSS") == 1) {
    agree = RsaHalvesAgree(*key_);
  } else {
    const EvpPkeyCtxPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, key_.get(), nullptr));
    agree = EVP_PKEY_pairwise_check(context.get()) == 1;
  }
  ClearOpenSslErrors();
  return agree;
}

absl::StatusOr<std::string> PrivateKey::ToPem() const {
  // Secure memory: wiped when it is freed.
  const BioPtr bio(BIO_new(BIO_s_secmem()));
  if (bio == nullptr || PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0,
                                                      nullptr, nullptr) != 1) {
    return OpenSslError("write private key");
  }
  char* text = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<size_t>(length));
}

bool PrivateKey::Matches(const X509& certificate) const {
  const bool same = X509_check_private_key(&certificate, key_.get()) == 1;
  ClearOpenSslErrors();
  return same;
}

}  // namespace certgen
