// What certgen tells about an issuance, for people and for scripts.
#ifndef CERTGEN_ISSUANCE_REPORT_H_
#define CERTGEN_ISSUANCE_REPORT_H_

#include <string>

#include "certgen/issuance.h"
#include "certgen/json_document.h"

namespace certgen {

// A line for each credential: where it is, whom it names, until when.
std::string Describe(const Issuance& issuance);

// JsonDocument with "issued": name, directory, written, certificate, names and
// sha256_fingerprint of each.
Json ToJson(const Issuance& issuance);

}  // namespace certgen

#endif  // CERTGEN_ISSUANCE_REPORT_H_
