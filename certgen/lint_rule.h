// A rule for certificates: who demands it and where, what it means, and what to
// do where it is broken. The table of all rules stands in the files named after
// the scopes.
#ifndef CERTGEN_LINT_RULE_H_
#define CERTGEN_LINT_RULE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "certgen/certificate.h"
#include "certgen/finding.h"
#include "certgen/lint_scope.h"
#include "certgen/strict_policy.h"

namespace certgen {

// One certificate in its chain, as a rule sees it.
struct LintSubject {
  // The leaf first. The trust anchor last, if there is one.
  const std::vector<Certificate>& chain;
  // Of the certificate in question.
  size_t depth;
  const StrictPolicy& policy;

  const Certificate& certificate() const { return chain[depth]; }
};

// What exactly is wrong with the certificate, as a clause such as "its serial
// number is zero"; nullopt: the rule is kept.
using LintResult = std::optional<std::string>;

// The certificates that a rule looks at, by their place in the chain.
enum class LintPlace { kEvery, kLeaf, kIssuers, kBelowTrustAnchor, kTrustAnchor };

struct LintRule {
  // Stable, such as "RFC5280_SERIAL_NOT_POSITIVE": scripts match it.
  const char* id;
  LintScope scope;
  // Such as "RFC 5280 §4.1.2.2".
  const char* section;
  // kFatal: the document forbids it. kWarning: it advises against it, or tells
  // verifiers how to go on, or no verifier is known to look.
  Severity severity = Severity::kFatal;
  LintPlace place = LintPlace::kEvery;
  // One sentence each, without a full stop.
  const char* meaning;
  const char* remedy;
  // Null where OpenSSL's strict mode is the one that looks. Where both look, this
  // one speaks.
  LintResult (*check)(const LintSubject& subject) = nullptr;
  // X509_V_ERR_… by which OpenSSL's strict mode reports it; 0 if it does not.
  int openssl_code = 0;
  // The scope whose document expressly permits it.
  std::optional<LintScope> waived_by = std::nullopt;
};

// In the order of the scopes.
const std::vector<const LintRule*>& AllLintRules();

// Null if there is none.
const LintRule* FindLintRule(const std::string& id);

// A few lines of text for `--explain`, with a final newline.
std::string Explain(const LintRule& rule);

// The rule looks at certificates in this place.
bool AppliesTo(const LintRule& rule, const LintSubject& subject);

}  // namespace certgen

#endif  // CERTGEN_LINT_RULE_H_
