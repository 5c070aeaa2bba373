// Whether the certificates that a peer sent are good for TLS with it, and if not, why: all
// that is wrong, in words for the side that received them. Where TLS itself verifies, this
// names what it refused; where it does not, this is what decides.
#ifndef CERTGEN_PEER_CHECK_H_
#define CERTGEN_PEER_CHECK_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "certgen/certificate.h"
#include "certgen/chain.h"
#include "certgen/finding.h"
#include "certgen/revocation_list.h"

namespace certgen {

struct PeerPolicy {
  // What the peer is: kTlsServer or kTlsClient.
  Purpose purpose = Purpose::kTlsClient;
  // Any certificate of these ends the chain, as with gRPC.
  std::vector<Certificate> roots;
  // If there are any, revocation is checked as ChainPolicy::crls says.
  std::vector<RevocationList> crls = {};
  // A list that is missing or out of date is a fault, not only a certificate that is listed.
  bool crls_required = false;
  absl::Time now;
  // The name that a server must have: a DNS name or an IP address; empty: not checked.
  std::string host = "";
  // Certificates at hand that are no roots, such as one's own chain. They complete nothing:
  // they only tell a chain that lacks an intermediate from one of another CA.
  std::vector<Certificate> known = {};
};

struct PeerVerdict {
  // All fatal, the one to name first in front; none: the peer is good. No finding has a file.
  std::vector<Finding> findings;
  // Every error that OpenSSL reports, in its own order; a wrong name is not among them.
  std::vector<ChainError> errors;
  // When the verdict must be made anew: the first end of a certificate on the way to the root,
  // the root included, or of a current revocation list. InfinitePast if there are findings.
  absl::Time valid_until = absl::InfinitePast();

  bool good() const { return findings.empty(); }
};

// `sent`: the chain as the peer sent it, the leaf first; it must not be empty. Of what has nothing
// to do with the leaf, and of more than seven certificates above it, nothing is looked at. Never
// more lenient than TLS by OpenSSL: what cannot be verified at all is not good.
PeerVerdict CheckPeer(const std::vector<Certificate>& sent, const PeerPolicy& policy);

}  // namespace certgen

#endif  // CERTGEN_PEER_CHECK_H_
