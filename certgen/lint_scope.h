// Whose rules a certificate is held to, beyond what every verifier demands. None
// is on by itself: a private PKI owes nothing to the public Web.
#ifndef CERTGEN_LINT_SCOPE_H_
#define CERTGEN_LINT_SCOPE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace certgen {

enum class LintScope {
  kRfc5280,  // the Internet's certificate and CRL profile, and OpenSSL's strict mode
  kGrpc,     // what one of gRPC's TLS stacks refuses though OpenSSL does not
  kSpiffe,   // the X509-SVID standard
  kWebpki,   // the CA/Browser Forum's Baseline Requirements for TLS servers
};

// "rfc5280", "grpc", "spiffe", "webpki".
const std::vector<std::string>& LintScopeNames();
std::string LintScopeName(LintScope scope);
// kInvalidArgument, with the list of names.
absl::StatusOr<LintScope> ParseLintScope(const std::string& name);

}  // namespace certgen

#endif  // CERTGEN_LINT_SCOPE_H_
