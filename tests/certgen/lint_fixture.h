// Peers that break one rule each, for the tests of the rules.
#ifndef TESTS_CERTGEN_LINT_FIXTURE_H_
#define TESTS_CERTGEN_LINT_FIXTURE_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "certgen/strict_check.h"
#include "tests/testing/odd_certificate.h"
#include "tests/testing/status_matchers.h"

namespace test {

// root -> middle -> leaf, or without the middle.
struct OddPeer {
  std::optional<OddSpec> middle = std::nullopt;
  OddSpec leaf = OddLeaf();
  OddSpec root = OddRoot();
  certgen::StrictPolicy policy = {};
};

inline OddPeer WithLeaf(const OddSpec& leaf) { return {.leaf = leaf}; }
inline OddPeer WithMiddle(const OddSpec& middle) { return {.middle = middle}; }
inline OddPeer WithRoot(const OddSpec& root) { return {.root = root}; }

inline certgen::StrictVerdict Judged(const certgen::Certificate& leaf,
                                     const std::vector<certgen::Certificate>& others,
                                     const certgen::Certificate& root, certgen::LintScope scope,
                                     certgen::StrictPolicy policy = {}) {
  policy.time = absl::Now();
  policy.scopes = {scope};
  if (policy.purpose == certgen::Purpose::kAny) policy.purpose = certgen::Purpose::kTlsServer;
  return ValueOf(certgen::CheckStrictly(leaf, others, {root}, policy));
}

inline certgen::StrictVerdict Judged(const OddPeer& peer, certgen::LintScope scope) {
  const OddCertificate root(peer.root);
  if (!peer.middle) {
    return Judged(OddCertificate(peer.leaf, root).get(), {}, root.get(), scope, peer.policy);
  }
  const OddCertificate middle(*peer.middle, root);
  return Judged(OddCertificate(peer.leaf, middle).get(), {middle.get()}, root.get(), scope,
                peer.policy);
}

inline std::vector<std::string> IdsOf(const certgen::StrictVerdict& verdict) {
  std::vector<std::string> ids;
  for (const certgen::RuleViolation& violation : verdict.violations) {
    ids.push_back(violation.rule->id);
  }
  return ids;
}

inline std::vector<std::string> IdsOf(certgen::LintScope scope) {
  std::vector<std::string> ids;
  for (const certgen::LintRule* rule : certgen::AllLintRules()) {
    if (rule->scope == scope) ids.push_back(rule->id);
  }
  return ids;
}

struct RuleCase {
  std::string id;
  std::function<certgen::StrictVerdict()> judge;
};

inline std::vector<std::string> IdsOf(const std::vector<RuleCase>& cases) {
  std::vector<std::string> ids;
  ids.reserve(cases.size());
  for (const RuleCase& c : cases) ids.push_back(c.id);
  return ids;
}

}  // namespace test

#endif  // TESTS_CERTGEN_LINT_FIXTURE_H_
