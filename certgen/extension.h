// One X.509v3 extension of a certificate, a request or a revocation list, as it stands
// (RFC 5280 §4.2): nothing that is unknown is left out.
#ifndef CERTGEN_EXTENSION_H_
#define CERTGEN_EXTENSION_H_

#include <optional>
#include <string>
#include <vector>

#include "certgen/decoded_value.h"
#include "certgen/openssl_ptr.h"

namespace certgen {

struct Extension {
  std::string oid;
  // "basicConstraints"; empty if OpenSSL has no name for the OID.
  std::string name;
  // Who does not know it must refuse what carries it.
  bool critical = false;
  // The octets of its value.
  std::string der;
  // Known, but its octets are not what they should be.
  bool malformed = false;
  // See DecodeExtension; nullopt if it is unknown or malformed.
  std::optional<DecodedValue> value;

  bool known() const { return value.has_value() || malformed; }
  // The name, else the OID.
  const std::string& title() const { return name.empty() ? oid : name; }
};

// In the order of the stack; none for a null pointer.
std::vector<Extension> ReadExtensions(const STACK_OF(X509_EXTENSION) * extensions);

}  // namespace certgen

#endif  // CERTGEN_EXTENSION_H_
