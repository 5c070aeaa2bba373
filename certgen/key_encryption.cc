#include "certgen/key_encryption.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "certgen/asn1_value.h"
#include "certgen/openssl_error.h"

namespace certgen {
namespace {

constexpr int64_t kUnknown = std::numeric_limits<int64_t>::max();

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

KeyEncryption DescribePbes2(const X509_ALGOR& algorithm) {
  const auto scheme = Parameters<Pbe2Ptr>(algorithm, ASN1_ITEM_rptr(PBE2PARAM));
  if (scheme == nullptr) return {"PBES2", kUnknown};
  const std::string cipher = OidName(*scheme->encryption->algorithm);
  const bool legacy = IsLegacy(OBJ_obj2nid(scheme->encryption->algorithm));
  const ASN1_OBJECT& derivation = *scheme->keyfunc->algorithm;
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

}  // namespace

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
