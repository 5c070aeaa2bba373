// What `certgen inspect` found, for scripts.
#ifndef CERTGEN_INSPECTION_JSON_REPORT_H_
#define CERTGEN_INSPECTION_JSON_REPORT_H_

#include "absl/time/time.h"
#include "certgen/inspection.h"
#include "certgen/json_document.h"

namespace certgen {

// JsonDocument, then "files": of each "file", "form" and "objects". Each object has
// "kind" ("certificate", "private_key", "encrypted_private_key", "public_key",
// "certificate_request", "revocation_list", "other"), "place", "line", "friendly_name",
// and all fields of its kind; extensions with "oid", "name", "critical", "malformed",
// "value" (see extension_decoding.h; null if unknown) and "der" (hexadecimal). `ok` is
// false if something could not be read.
Json ToJson(const Inspection& inspection, absl::Time now);

// All fields of a certificate.
Json CertificateFields(const Certificate& certificate, absl::Time now);

}  // namespace certgen

#endif  // CERTGEN_INSPECTION_JSON_REPORT_H_
