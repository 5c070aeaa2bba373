#include "certgen/key_encryption.h"

#include <limits>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "certgen/asn1_value.h"
#include "certgen/openssl_error.h"
#include "certgen/pem_body.h"

namespace certgen {
namespace {

constexpr int64_t kUnknown = std::numeric_limits<int64_t>::max();
// OpenSSL's limit for scrypt (SCRYPT_MAX_MEM).
constexpr int64_t kMaxScryptMemory = int64_t{32} << 20;

int64_t Iterations(const ASN1_INTEGER* number) {
  int64_t iterations = 0;
  if (ASN1_INTEGER_get_int64(&iterations, number) != 1 || iterations < 0) iterations = kUnknown;
  ClearOpenSslErrors();
  return iterations;
}

template <typename Ptr>
Ptr Parameters(const X509_ALGOR& algorithm, const ASN1_ITEM* item) {
  Ptr parameters(
      static_cast<typename Ptr::pointer>(ASN1_TYPE_unpack_sequence(item, algorithm.parameter)));
  ClearOpenSslErrors();
  return parameters;
}

using CipherPtr = std::unique_ptr<EVP_CIPHER, OpenSslFree<EVP_CIPHER_free>>;

bool IsLegacy(int cipher) { return IsLegacyCipher(OBJ_nid2sn(cipher)); }

// RFC 7914.
KeyEncryption DescribeScrypt(const std::string& cipher, const X509_ALGOR& derivation, bool legacy) {
  const auto scrypt = Parameters<ScryptPtr>(derivation, ASN1_ITEM_rptr(SCRYPT_PARAMS));
  if (scrypt == nullptr) return {absl::StrCat(cipher, " by scrypt"), kUnknown, legacy};
  const int64_t n = Iterations(scrypt->costParameter);
  const int64_t r = Iterations(scrypt->blockSize);
  const int64_t p = Iterations(scrypt->parallelizationParameter);
  KeyEncryption encryption = {
      absl::StrCat(cipher, " by scrypt (N ", IntegerText(scrypt->costParameter), ", r ",
                   IntegerText(scrypt->blockSize), ", p ",
                   IntegerText(scrypt->parallelizationParameter), ")"),
      kUnknown, legacy};
  constexpr int64_t kMaxFactor = kMaxScryptMemory / 128;
  if (n > kMaxFactor || r > kMaxFactor || p > kMaxFactor) return encryption;
  if (128 * r * (n + 2 + p) <= kMaxScryptMemory) encryption.iterations = n * r * p;
  return encryption;
}

KeyEncryption DescribePbes2(const X509_ALGOR& algorithm) {
  const auto scheme = Parameters<Pbe2Ptr>(algorithm, ASN1_ITEM_rptr(PBE2PARAM));
  if (scheme == nullptr) return {"PBES2", kUnknown};
  const std::string cipher = OidName(*scheme->encryption->algorithm);
  const bool legacy = IsLegacy(OBJ_obj2nid(scheme->encryption->algorithm));
  const ASN1_OBJECT& derivation = *scheme->keyfunc->algorithm;
  if (OBJ_obj2nid(&derivation) == NID_id_scrypt) {
    return DescribeScrypt(cipher, *scheme->keyfunc, legacy);
  }
  if (OBJ_obj2nid(&derivation) != NID_id_pbkdf2) {
    return {absl::StrCat(cipher, " by ", OidName(derivation)), kUnknown, legacy};
  }
  const auto pbkdf2 = Parameters<Pbkdf2Ptr>(*scheme->keyfunc, ASN1_ITEM_rptr(PBKDF2PARAM));
  if (pbkdf2 == nullptr) return {absl::StrCat(cipher, " by PBKDF2"), kUnknown, legacy};
  const std::string function =
      pbkdf2->prf == nullptr ? "hmacWithSHA1" : OidName(*pbkdf2->prf->algorithm);
  return {absl::StrCat(cipher, " by PBKDF2 (", function, ", ", IntegerText(pbkdf2->iter),
                       " iterations)"),
          Iterations(pbkdf2->iter), legacy};
}

// "DEK-Info: DES-CBC,IV". The key is one round of MD5.
std::optional<KeyEncryption> DescribeTraditional(const std::string& header) {
  constexpr char kCipher[] = "DEK-Info: ";
  const size_t begin = header.find(kCipher);
  if (begin == std::string::npos) return std::nullopt;
  const size_t name = begin + sizeof(kCipher) - 1;
  const std::string cipher = header.substr(name, header.find(',', name) - name);
  return KeyEncryption{absl::StrCat(cipher, " by MD5"), 1, IsLegacyCipher(cipher)};
}

}  // namespace

std::optional<KeyEncryption> EncryptionOf(const PemBlock& block) {
  const bool traditional = absl::StrContains(block.text, "Proc-Type: 4,ENCRYPTED");
  if (!traditional && block.label != "ENCRYPTED PRIVATE KEY") return std::nullopt;
  const std::optional<PemBody> body = DecodePem(block);
  if (!body) return std::nullopt;
  if (traditional) return DescribeTraditional(body->header);
  const auto* bytes = reinterpret_cast<const unsigned char*>(body->der.data());
  const X509SigPtr encrypted(d2i_X509_SIG(nullptr, &bytes, static_cast<long>(body->der.size())));
  ClearOpenSslErrors();
  if (encrypted == nullptr) return std::nullopt;
  const X509_ALGOR* algorithm = nullptr;
  X509_SIG_get0(encrypted.get(), &algorithm, nullptr);
  return DescribeEncryption(*algorithm);
}

bool IsLegacyCipher(const std::string& name) {
  const bool missing = CipherPtr(EVP_CIPHER_fetch(nullptr, name.c_str(), nullptr)) == nullptr;
  ClearOpenSslErrors();
  return missing;
}

KeyEncryption DescribeEncryption(const X509_ALGOR& algorithm) {
  if (OBJ_obj2nid(algorithm.algorithm) == NID_pbes2) return DescribePbes2(algorithm);
  const std::string name = OidName(*algorithm.algorithm);
  const auto parameters = Parameters<PbePtr>(algorithm, ASN1_ITEM_rptr(PBEPARAM));
  if (parameters == nullptr) return {name, kUnknown};
  int cipher = NID_undef;
  EVP_PBE_find(EVP_PBE_TYPE_OUTER, OBJ_obj2nid(algorithm.algorithm), &cipher, nullptr, nullptr);
  return {absl::StrCat(name, " (", IntegerText(parameters->iter), " iterations)"),
          Iterations(parameters->iter), IsLegacy(cipher)};
}

}  // namespace certgen
