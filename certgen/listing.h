// What `certgen list` finds: every credential in a directory of credentials, the broken
// ones too.
#ifndef CERTGEN_LISTING_H_
#define CERTGEN_LISTING_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "certgen/certificate.h"
#include "certgen/finding.h"
#include "certgen/pki.h"

namespace certgen {

struct ListedCredential {
  // Of its directory in the directory of all.
  std::string name;
  std::string directory;
  bool is_ca = false;
  // nullopt if it cannot be read.
  std::optional<Certificate> certificate;
  // The name of the CA here that issued it, itself for a root; empty if none did.
  std::string issuer;
  // What is broken, so that TLS could not load it: a file that cannot be parsed, a key of another
  // certificate… A key that this user may not read is no fault here, and neither is what only
  // peers refuse, such as a certificate that expired: certgen verify tells that.
  std::vector<Finding> findings;
};

// The root, then other CAs, then leaves, each sorted by name. kNotFound if there is no such
// directory, kPermissionDenied if it cannot be read; kFailedPrecondition if it is a single
// credential.
absl::StatusOr<std::vector<ListedCredential>> List(const Pki& pki, absl::Time now);

}  // namespace certgen

#endif  // CERTGEN_LISTING_H_
