#include "certgen/extension.h"

#include <utility>

#include "certgen/asn1_value.h"
#include "certgen/extension_decoding.h"

namespace certgen {

std::vector<Extension> ReadExtensions(const STACK_OF(X509_EXTENSION) * extensions) {
  std::vector<Extension> result;
  for (int i = 0; i < X509v3_get_ext_count(extensions); ++i) {
    X509_EXTENSION* raw = X509v3_get_ext(extensions, i);
    const ASN1_OBJECT& oid = *X509_EXTENSION_get_object(raw);
    Extension extension;
    extension.oid = OidText(oid);
    if (HasName(oid)) extension.name = OidName(oid);
    extension.critical = X509_EXTENSION_get_critical(raw) == 1;
    extension.der = Octets(X509_EXTENSION_get_data(raw));
    extension.value = DecodeExtension(raw);
    extension.malformed = !extension.value && IsDecodable(raw);
    result.push_back(std::move(extension));
  }
  return result;
}

}  // namespace certgen
