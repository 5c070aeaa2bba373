#include "certgen/public_key.h"

#include <openssl/ec.h>

#include "certgen/fingerprint.h"
#include "certgen/openssl_error.h"
#include "certgen/private_key.h"

namespace certgen {

absl::StatusOr<PublicKey> PublicKey::Of(const EVP_PKEY& key) {
  unsigned char* bytes = nullptr;
  const int length = i2d_PUBKEY(&key, &bytes);
  const OpenSslBytesPtr owned(bytes);
  const unsigned char* rest = bytes;
  EvpPkeyPtr half(length <= 0 ? nullptr : d2i_PUBKEY(nullptr, &rest, length));
  if (half == nullptr) {
    return absl::InvalidArgumentError(OpenSslError("read public key").message());
  }
  return PublicKey(std::move(half),
                   std::string(reinterpret_cast<char*>(bytes), static_cast<size_t>(length)));
}

std::string PublicKey::description() const { return DescribeKey(*key_); }

std::string PublicKey::type() const {
  const char* name = EVP_PKEY_get0_type_name(key_.get());
  return name == nullptr ? "" : name;
}

int PublicKey::bits() const { return EVP_PKEY_get_bits(key_.get()); }

std::string PublicKey::curve() const {
  char group[64] = "";
  size_t length = 0;
  if (EVP_PKEY_is_a(key_.get(), "EC") != 1 ||
      EVP_PKEY_get_group_name(key_.get(), group, sizeof(group), &length) != 1) {
    ClearOpenSslErrors();
    return "";
  }
  const char* nist = EC_curve_nid2nist(OBJ_sn2nid(group));
  ClearOpenSslErrors();
  return nist != nullptr ? nist : std::string(group, length);
}

int PublicKey::security_bits() const { return EVP_PKEY_get_security_bits(key_.get()); }

std::string PublicKey::sha256_fingerprint() const { return Fingerprint(der_, EVP_sha256()); }

bool operator==(const PublicKey& a, const PublicKey& b) {
  const bool same = EVP_PKEY_eq(a.key_.get(), b.key_.get()) == 1;
  ClearOpenSslErrors();
  return same;
}

}  // namespace certgen
