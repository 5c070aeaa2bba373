// What `certgen inspect` found, for people: each object a title that says what it is, for
// what and until when, and a few lines below it.
#ifndef CERTGEN_INSPECTION_REPORT_H_
#define CERTGEN_INSPECTION_REPORT_H_

#include <string>

#include "absl/time/time.h"
#include "certgen/inspection.h"

namespace certgen {

// Lines with "!" are what a person should not overlook: expired, a critical extension that
// is unknown, a key beside another key's certificate…
std::string Describe(const Inspection& inspection, absl::Time now);

}  // namespace certgen

#endif  // CERTGEN_INSPECTION_REPORT_H_
