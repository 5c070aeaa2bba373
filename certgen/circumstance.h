// Faults that are in no file: what else makes TLS fail, and reads like a bad certificate.
#ifndef CERTGEN_CIRCUMSTANCE_H_
#define CERTGEN_CIRCUMSTANCE_H_

#include <vector>

namespace certgen {

enum class Circumstance {
  kNoClientCertificate,
  kPlaintextClient,
  kPlaintextServer,
  kNoAlpn,
  kTlsVersion,
  kNobodyListens,
  kNameNotResolved,
  kPortTaken,
  kConnectionCut,
  kRevoked,
};

struct CircumstanceKind {
  Circumstance circumstance;
  // A few words; the same as the heading on the page of troubles.
  const char* title;
  // A sentence or two each.
  const char* cause;
  const char* cure;
};

// One of each, in the order of the enumeration.
const std::vector<CircumstanceKind>& CircumstanceKinds();
const CircumstanceKind& KindOf(Circumstance circumstance);

}  // namespace certgen

#endif  // CERTGEN_CIRCUMSTANCE_H_
