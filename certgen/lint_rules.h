// The rules of each scope: the tables behind AllLintRules().
#ifndef CERTGEN_LINT_RULES_H_
#define CERTGEN_LINT_RULES_H_

#include <span>

#include "certgen/lint_rule.h"

namespace certgen {

// What most remedies come down to.
inline constexpr char kReissue[] =
    "have its issuer issue it again; certgen leaf NAME --force does it right";
inline constexpr char kRenewCa[] =
    "replace the CA by one with a certificate of this profile: certgen root";

// For rules with one way to be broken.
inline LintResult BrokenIf(bool broken, const char* detail) {
  return broken ? LintResult(detail) : std::nullopt;
}

// Fields of certificates and CRLs, and what OpenSSL's strict mode looks at.
std::span<const LintRule> Rfc5280Rules();
// Extensions but for those that hold names.
std::span<const LintRule> Rfc5280ExtensionRules();
// Subject alternative names and name constraints.
std::span<const LintRule> Rfc5280NameRules();
std::span<const LintRule> GrpcRules();
std::span<const LintRule> SpiffeRules();
// Keys, signatures, extensions.
std::span<const LintRule> WebpkiRules();
// Names.
std::span<const LintRule> WebpkiNameRules();

// Its extendedKeyUsage, if it has one, lacks the policy's purpose.
LintResult LacksPurpose(const LintSubject& subject);

}  // namespace certgen

#endif  // CERTGEN_LINT_RULES_H_
