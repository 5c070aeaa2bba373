// Reads one X.509v3 extension of a certificate.
#ifndef CERTGEN_CERTIFICATE_EXTENSION_H_
#define CERTGEN_CERTIFICATE_EXTENSION_H_

#include <optional>
#include <vector>

#include "certgen/certificate.h"
#include "certgen/openssl_error.h"
#include "certgen/openssl_ptr.h"

namespace certgen {

// By OpenSSL's number, such as NID_key_usage; well formed or not.
bool HasExtension(const Certificate& certificate, int nid);
// False if it has no such extension.
bool IsCritical(const Certificate& certificate, int nid);

// Null if there is none, or more than one, or it is malformed.
// `DecodeExtension<NameConstraintsPtr>(leaf, NID_name_constraints)`
template <typename Ptr>
Ptr DecodeExtension(const Certificate& certificate, int nid) {
  Ptr decoded(static_cast<typename Ptr::pointer>(
      X509_get_ext_d2i(certificate.get(), nid, nullptr, nullptr)));
  ClearOpenSslErrors();
  return decoded;
}

// The numbers of extendedKeyUsage's purposes, such as NID_server_auth; nullopt
// if there is no such extension, or it is malformed.
std::optional<std::vector<int>> ExtendedUses(const Certificate& certificate);

}  // namespace certgen

#endif  // CERTGEN_CERTIFICATE_EXTENSION_H_
