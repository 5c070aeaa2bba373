// What a peer is held to by CheckStrictly.
#ifndef CERTGEN_STRICT_POLICY_H_
#define CERTGEN_STRICT_POLICY_H_

#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "certgen/chain.h"
#include "certgen/lint_scope.h"
#include "certgen/revocation_list.h"
#include "certgen/subject_alt_name.h"

namespace certgen {

struct StrictPolicy {
  absl::Time time;
  // What the leaf is to be used for, as the scopes read its extensions.
  Purpose purpose = Purpose::kAny;
  // Whose rules. webpki and spiffe build upon rfc5280, which has to be named
  // beside them.
  std::vector<LintScope> scopes;
  // The leaf has to bear each of them: host names and IP addresses of a server
  // (RFC 9525: never by the common name, `*` only as a whole label), e-mail
  // addresses or URIs of a client.
  std::vector<SubjectAltName> names;
  // How many CAs may stand between leaf and trust anchor; self-issued ones do
  // not count (RFC 5280 §6.1.4 (l)).
  std::optional<int> max_path_length;
  // If there are any, the leaf's issuer has to be among those who issued them.
  std::vector<RevocationList> crls;
};

}  // namespace certgen

#endif  // CERTGEN_STRICT_POLICY_H_
