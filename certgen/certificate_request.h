// What is asked of an issuer. Plain values; the library reads no clock, so the
// times come from the caller (see ValidFor). What is not here is not a choice:
// the profile in issuer.h.
#ifndef CERTGEN_CERTIFICATE_REQUEST_H_
#define CERTGEN_CERTIFICATE_REQUEST_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "certgen/certificate.h"
#include "certgen/subject_alt_name.h"

namespace certgen {

// Both instants are inside (RFC 5280 §4.1.2.5); whole seconds.
struct Validity {
  absl::Time not_before;
  absl::Time not_after;
};

// `days` days, starting 5 minutes before `now`, so that a peer whose clock runs
// late does not find the certificate not yet valid.
Validity ValidFor(int days, absl::Time now);

enum class Usage { kBoth, kServer, kClient };

// "both", "server", "client"; kInvalidArgument for anything else.
absl::StatusOr<Usage> ParseUsage(const std::string& text);
std::string UsageName(Usage usage);

// What the leaf's extended key usage allows.
Usage UsageOf(const Certificate& leaf);

struct CaRequest {
  // The common name: required, at most 64 characters, UTF-8. The subject also
  // gets a serialNumber made from the key, so that no two roots are alike.
  std::string name;
  // How many CAs may stand between this one and a leaf.
  int path_length = 1;
  Validity validity;
};

struct LeafRequest {
  // At least one. The common name is the first DNS name or IP address of at
  // most 64 characters; if there is none, the subject is empty.
  std::vector<SubjectAltName> names;
  Usage usage = Usage::kBoth;
  // Cut to the issuers' own validity.
  Validity validity;
};

}  // namespace certgen

#endif  // CERTGEN_CERTIFICATE_REQUEST_H_
