// The rules of the scopes that the user asked for (lint_scope.h), as findings beside those
// of the check that everybody gets.
#ifndef CERTGEN_SCOPE_CHECK_H_
#define CERTGEN_SCOPE_CHECK_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "certgen/certificate_check.h"
#include "certgen/chain_finding.h"
#include "certgen/finding.h"
#include "certgen/lint_scope.h"

namespace certgen {

// `host` is what clients call a server by; empty: unknown. A rule that is broken is a finding of
// FindingCode::kRuleViolated with the rule's id and severity, about the certificate's file. What
// only these scopes see in the chain as a whole, or in its names, has the code that the check has
// for such faults; nothing is said twice. webpki and spiffe include rfc5280.
void CheckScopes(const std::vector<LintScope>& scopes, const ChainFiles& files, Role role,
                 const std::string& host, absl::Time now, std::vector<Finding>* findings);

}  // namespace certgen

#endif  // CERTGEN_SCOPE_CHECK_H_
