// ASN.1 values as plain ones. None of these fails: what cannot be decoded becomes the
// value that each comment names.
#ifndef CERTGEN_ASN1_VALUE_H_
#define CERTGEN_ASN1_VALUE_H_

#include <string>

#include "absl/time/time.h"
#include "certgen/openssl_ptr.h"

namespace certgen {

// "2.5.29.17"; "(malformed)" if it is not an OID or absurdly long.
std::string OidText(const ASN1_OBJECT& oid);

// "subjectAltName", "serverAuth", "CN"…; OidText if there is no name for it.
std::string OidName(const ASN1_OBJECT& oid);
bool HasName(const ASN1_OBJECT& oid);

// Upper-case hexadecimal as openssl prints serial numbers; "" for a null pointer.
std::string IntegerHex(const ASN1_INTEGER* number);

// Decimal; "0x…" beyond 64 bits, as decimal digits of a huge number take for ever.
std::string IntegerText(const ASN1_INTEGER* number);

// The octets of any string type; "" for a null pointer.
std::string Octets(const ASN1_STRING* string);

// The text in UTF-8; "" if it cannot be decoded.
std::string Utf8(const ASN1_STRING* string);

absl::Time TimeOf(const ASN1_TIME* time, absl::Time if_unreadable);

}  // namespace certgen

#endif  // CERTGEN_ASN1_VALUE_H_
