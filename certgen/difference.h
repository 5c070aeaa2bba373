// How what is published differs from what is asked for: the reason why a second
// request is not simply "nothing to do".
#ifndef CERTGEN_DIFFERENCE_H_
#define CERTGEN_DIFFERENCE_H_

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "certgen/issuance.h"
#include "certgen/issuer.h"

namespace certgen {

// Empty if a request with `options` is met by what is there; else what differs,
// such as "names: there DNS:a, asked for DNS:b". Broken or expired files differ
// from any request.
std::string RootDifference(const Certificate& root, const RootOptions& options);
std::string LeafDifference(const Pki& pki, const Issuer& issuer, const LeafOptions& options,
                           absl::Time now);

}  // namespace certgen

#endif  // CERTGEN_DIFFERENCE_H_
