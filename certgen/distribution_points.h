// Where revocation lists are to be had, and what one covers (RFC 5280 §4.2.1.13, §5.2.5).
#ifndef CERTGEN_DISTRIBUTION_POINTS_H_
#define CERTGEN_DISTRIBUTION_POINTS_H_

#include "certgen/decoded_value.h"
#include "certgen/openssl_ptr.h"

namespace certgen {

// The names, as a list of text.
DecodedValue NameList(const GENERAL_NAMES* names);

// A list of fields: names, relative_name, reasons, crl_issuer.
DecodedValue DecodePoints(const CRL_DIST_POINTS& points);
// Fields: names, relative_name, and which certificates and reasons the list is for.
DecodedValue DecodePoints(const ISSUING_DIST_POINT& point);

}  // namespace certgen

#endif  // CERTGEN_DISTRIBUTION_POINTS_H_
