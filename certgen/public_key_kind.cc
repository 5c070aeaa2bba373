#include "certgen/public_key_kind.h"

#include <openssl/core_names.h>

#include "certgen/openssl_error.h"

namespace certgen {
namespace {

// Null if it cannot be read.
const EVP_PKEY* KeyOf(const Certificate& certificate) {
  const EVP_PKEY* key = X509_get0_pubkey(certificate.get());
  ClearOpenSslErrors();
  return key;
}

bool IsA(const EVP_PKEY* key, const char* type) {
  return key != nullptr && EVP_PKEY_is_a(key, type) == 1;
}

bool IsWrittenOut(const EVP_PKEY* key) {
  if (!IsA(key, "EC")) return false;
  int written_out = 0;
  EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &written_out);
  ClearOpenSslErrors();
  return written_out != 0;
}

}  // namespace

std::string PublicKeyKind(const Certificate& certificate) {
  const EVP_PKEY* key = KeyOf(certificate);
  std::string kind = certificate.key_description();
  if (IsA(key, "RSA-PSS")) kind += " for RSA-PSS only";
  if (IsWrittenOut(key)) kind += " with its curve written out";
  return kind;
}

bool HasNamedNistCurve(const Certificate& certificate) {
  const std::string kind = PublicKeyKind(certificate);
  return kind == "ec-p256" || kind == "ec-p384" || kind == "ec-p521";
}

bool HasCurveWrittenOut(const Certificate& certificate) { return IsWrittenOut(KeyOf(certificate)); }

bool IsForRsaPssOnly(const Certificate& certificate) { return IsA(KeyOf(certificate), "RSA-PSS"); }

int RsaBits(const Certificate& certificate) {
  const EVP_PKEY* key = KeyOf(certificate);
  return IsA(key, "RSA") ? EVP_PKEY_get_bits(key) : 0;
}

int RsaExponentBits(const Certificate& certificate) {
  const EVP_PKEY* key = KeyOf(certificate);
  BIGNUM* exponent = nullptr;
  if (!IsA(key, "RSA") || EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent) != 1) {
    ClearOpenSslErrors();
    return 0;
  }
  return BN_num_bits(BignumPtr(exponent).get());
}

}  // namespace certgen
