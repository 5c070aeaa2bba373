// A peer judged as a whole, the way a verifier of the chosen scopes would:
// OpenSSL's verification of every chain that it may have, the rules of the
// scopes on each certificate, and the names.
#ifndef CERTGEN_STRICT_CHECK_H_
#define CERTGEN_STRICT_CHECK_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "certgen/certificate.h"
#include "certgen/chain.h"
#include "certgen/lint_rule.h"
#include "certgen/strict_policy.h"

namespace certgen {

struct RuleViolation {
  // Never null.
  const LintRule* rule = nullptr;
  // 0 is the leaf.
  int depth = 0;
  Certificate certificate;
  // What exactly is wrong with it, a clause such as "its serial number is zero".
  // May quote the certificate: through OneLine, please, before it is printed.
  std::string detail;
};

struct StrictVerdict {
  // The leaf first, the trust anchor last; the leaf alone if nothing leads to a
  // trust anchor.
  std::vector<Certificate> chain;
  // What OpenSSL refuses, but for what a rule of the scopes says better.
  std::vector<ChainError> errors;
  // In the order of the chain, fatal or not.
  std::vector<RuleViolation> violations;
  // Of the policy's names, those that the leaf does not bear.
  std::vector<SubjectAltName> unmatched_names;

  // There is no error, no fatal violation and no unmatched name.
  bool accepted() const;
};

// Of several chains, the first that is accepted; else the one with the fewest
// faults. Any certificate of `roots` is a trust anchor, self-signed or not (RFC
// 5280 §6.1.1 (d)). notAfter is inside the validity (§4.1.2.5), of which OpenSSL
// takes the last second away. kInternal if OpenSSL could not verify at all.
absl::StatusOr<StrictVerdict> CheckStrictly(const Certificate& leaf,
                                            const std::vector<Certificate>& intermediates,
                                            const std::vector<Certificate>& roots,
                                            const StrictPolicy& policy);

}  // namespace certgen

#endif  // CERTGEN_STRICT_CHECK_H_
