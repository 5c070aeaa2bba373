// What `certgen list` found, for people and for scripts.
#ifndef CERTGEN_LISTING_REPORT_H_
#define CERTGEN_LISTING_REPORT_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "certgen/json_document.h"
#include "certgen/listing.h"

namespace certgen {

// A table with aligned columns, a line for each credential; what is broken or expired says
// so in the last column. Long lists of names are cut, with their number.
std::string Describe(const std::vector<ListedCredential>& listed, absl::Time now);

// JsonDocument with all findings, then "credentials": "name", "directory", "kind" ("ca" or
// "leaf"), "issuer" (a name in this list, or null), "ok", and of the certificate subject,
// issuer, serial, dates, "days_left", "names", "uses" and "sha256_fingerprint" ("certificate"
// is null if it cannot be read).
Json ToJson(const std::vector<ListedCredential>& listed, absl::Time now);

}  // namespace certgen

#endif  // CERTGEN_LISTING_REPORT_H_
