// Whether a server is the one that was wanted, by its certificate's names (RFC 9525).
#ifndef CERTGEN_PEER_NAME_H_
#define CERTGEN_PEER_NAME_H_

#include <string>

#include "certgen/certificate.h"
#include "certgen/finding.h"

namespace certgen {

// As gRPC C++ compares: the names, and for want of any the common name, but not for an address.
bool HasName(const Certificate& leaf, const std::string& host);

// An IP address among the names has neither 4 nor 16 octets.
bool HasMalformedAddress(const Certificate& leaf);
Finding AboutMalformedAddress(const Certificate& leaf);

// Of a server that does not have the name that was wanted.
Finding AboutPeerName(const Certificate& leaf, const std::string& host);

}  // namespace certgen

#endif  // CERTGEN_PEER_NAME_H_
