#include "certgen/certificate_extension.h"

namespace certgen {

bool HasExtension(const Certificate& certificate, int nid) {
  return X509_get_ext_by_NID(certificate.get(), nid, -1) >= 0;
}

bool IsCritical(const Certificate& certificate, int nid) {
  const int index = X509_get_ext_by_NID(certificate.get(), nid, -1);
  return index >= 0 && X509_EXTENSION_get_critical(X509_get_ext(certificate.get(), index)) == 1;
}

std::optional<std::vector<int>> ExtendedUses(const Certificate& certificate) {
  const auto purposes = DecodeExtension<ExtendedKeyUsagePtr>(certificate, NID_ext_key_usage);
  if (purposes == nullptr) return std::nullopt;
  const int count = sk_ASN1_OBJECT_num(purposes.get());
  std::vector<int> uses;
  uses.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    uses.push_back(OBJ_obj2nid(sk_ASN1_OBJECT_value(purposes.get(), i)));
  }
  return uses;
}

}  // namespace certgen
