// The name constraints of a CA (RFC 5280 §4.2.1.10), as a rule looks at them;
// VerifyChain applies them.
#ifndef CERTGEN_NAME_CONSTRAINTS_H_
#define CERTGEN_NAME_CONSTRAINTS_H_

#include <string>
#include <vector>

#include "certgen/certificate.h"

namespace certgen {

struct NameConstraint {
  bool excluded = false;
  SubjectAltName::Kind kind = SubjectAltName::Kind::kDns;
  // As in the certificate: text, or for kIp the octets of address and mask;
  // empty for kOther.
  std::string value;
};

// In the order of the certificate, the permitted ones first; none if there is
// no such extension, or it is malformed.
std::vector<NameConstraint> NameConstraintsOf(const Certificate& certificate);

// Why it is none of its kind, such as "'.example.com' starts with a dot"; empty
// if it is one.
std::string WhyMalformed(const NameConstraint& constraint);

// The wildcard stands for a name that the constraint excludes, and for others:
// *.example.com and bar.example.com. Whoever compares the two as they are
// written sees no match.
bool WildcardReaches(const std::string& wildcard, const NameConstraint& constraint);

}  // namespace certgen

#endif  // CERTGEN_NAME_CONSTRAINTS_H_
