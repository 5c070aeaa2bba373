// How one certificate stands to another that may have issued it. OpenSSL, asked to
// verify, drops every candidate that does not fit and says "unable to get local
// issuer certificate" of all of them.
#ifndef CERTGEN_KINSHIP_H_
#define CERTGEN_KINSHIP_H_

#include <vector>

#include "certgen/certificate.h"

namespace certgen {

enum class Kinship {
  // The issuer's name is another.
  kNone,
  // Its key made the signature.
  kIssued,
  // Its key made the signature, but the key identifier or serial number that the
  // certificate asks for (RFC 5280 §4.2.1.1) is another: verifiers pass it over.
  kIssuedUnderOtherId,
  // Name and key identifier are right, and its key did not make the signature: the
  // certificate was altered.
  kForged,
  // The name is right, the key is another.
  kNamesake,
};

Kinship KinshipOf(const Certificate& issuer, const Certificate& issued);

// The first of `among` that stands so to `issued`; nullptr if none does.
const Certificate* FindKin(const std::vector<Certificate>& among, const Certificate& issued,
                           Kinship kinship);

// The indices from the leaf (chain[0]) upwards, each the issuer of the one before, to a
// self-signed one or to one whose issuer is not in `chain`.
std::vector<size_t> PathFromLeaf(const std::vector<Certificate>& chain);

// Indices of what no certificate on the way up from the leaf names as its issuer: strangers
// and repetitions.
std::vector<size_t> UnrelatedToLeaf(const std::vector<Certificate>& chain);

}  // namespace certgen

#endif  // CERTGEN_KINSHIP_H_
