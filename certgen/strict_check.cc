#include "certgen/strict_check.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "certgen/openssl_error.h"
#include "certgen/path_candidates.h"

namespace certgen {
namespace {

using Kind = SubjectAltName::Kind;

bool InScope(LintScope scope, const StrictPolicy& policy) {
  return std::find(policy.scopes.begin(), policy.scopes.end(), scope) != policy.scopes.end();
}

bool IsAskedFor(const LintRule& rule, const StrictPolicy& policy) {
  return InScope(rule.scope, policy) && !(rule.waived_by && InScope(*rule.waived_by, policy));
}

// RFC 9525 §6.3: no common name, `*` only as a whole label.
bool Bears(const Certificate& leaf, const SubjectAltName& name) {
  constexpr unsigned int kFlags =
      X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
  const std::string& value = name.value;
  bool bears = false;
  switch (name.kind) {
    case Kind::kDns:
      bears = X509_check_host(leaf.get(), value.data(), value.size(), kFlags, nullptr) == 1;
      break;
    case Kind::kIp:
      bears = X509_check_ip_asc(leaf.get(), value.c_str(), kFlags) == 1;
      break;
    case Kind::kEmail:
      bears = X509_check_email(leaf.get(), value.data(), value.size(), kFlags) == 1;
      break;
    case Kind::kUri:
    case Kind::kOther: {
      const std::vector<SubjectAltName> names = leaf.names();
      bears = std::find(names.begin(), names.end(), name) != names.end();
    }
  }
  ClearOpenSslErrors();
  return bears;
}

const LintRule* RuleOf(int openssl_code) {
  const auto& rules = AllLintRules();
  const auto found = std::find_if(rules.begin(), rules.end(), [openssl_code](const LintRule* rule) {
    return rule->openssl_code == openssl_code;
  });
  return found == rules.end() ? nullptr : *found;
}

void Sort(const std::vector<ChainError>& errors, const StrictPolicy& policy,
          StrictVerdict* verdict) {
  const absl::Time second = absl::FromUnixSeconds(absl::ToUnixSeconds(policy.time));
  for (const ChainError& error : errors) {
    if (error.code == X509_V_ERR_CERT_HAS_EXPIRED && second <= error.certificate.not_after()) {
      continue;
    }
    const LintRule* rule = RuleOf(error.code);
    if (rule == nullptr) {
      verdict->errors.push_back(error);
    } else if (rule->check == nullptr && IsAskedFor(*rule, policy)) {
      verdict->violations.push_back({rule, error.depth, error.certificate, error.reason});
    }
  }
}

// Of `chain`, whose end is trusted, or of the leaf alone.
absl::StatusOr<StrictVerdict> Judge(std::vector<Certificate> chain,
                                    const std::vector<Certificate>& intermediates,
                                    const std::vector<Certificate>& roots,
                                    const StrictPolicy& policy) {
  ChainPolicy chain_policy;
  chain_policy.time = policy.time;
  chain_policy.strict = InScope(LintScope::kRfc5280, policy);
  chain_policy.partial_chain = true;
  chain_policy.crls = policy.crls;
  const auto errors = VerifyChain(chain.front(), intermediates, roots, chain_policy);
  if (!errors.ok()) return errors.status();

  StrictVerdict verdict;
  verdict.chain = std::move(chain);
  Sort(*errors, policy, &verdict);
  for (size_t depth = 0; depth < verdict.chain.size(); ++depth) {
    const LintSubject subject = {verdict.chain, depth, policy};
    for (const LintRule* rule : AllLintRules()) {
      if (rule->check == nullptr || !IsAskedFor(*rule, policy) || !AppliesTo(*rule, subject)) {
        continue;
      }
      if (const LintResult detail = rule->check(subject)) {
        verdict.violations.push_back(
            {rule, static_cast<int>(depth), subject.certificate(), *detail});
      }
    }
  }
  std::stable_sort(
      verdict.violations.begin(), verdict.violations.end(),
      [](const RuleViolation& a, const RuleViolation& b) { return a.depth < b.depth; });
  for (const SubjectAltName& name : policy.names) {
    if (!Bears(verdict.chain.front(), name)) verdict.unmatched_names.push_back(name);
  }
  return verdict;
}

std::ptrdiff_t FatalViolations(const StrictVerdict& verdict) {
  return std::count_if(verdict.violations.begin(), verdict.violations.end(),
                       [](const RuleViolation& v) { return v.rule->severity == Severity::kFatal; });
}

}  // namespace

bool StrictVerdict::accepted() const {
  return errors.empty() && unmatched_names.empty() && FatalViolations(*this) == 0;
}

absl::StatusOr<StrictVerdict> CheckStrictly(const Certificate& leaf,
                                            const std::vector<Certificate>& intermediates,
                                            const std::vector<Certificate>& roots,
                                            const StrictPolicy& policy) {
  std::optional<StrictVerdict> best;
  const auto faults = [](const StrictVerdict& verdict) {
    return static_cast<std::ptrdiff_t>(verdict.errors.size()) + FatalViolations(verdict);
  };
  for (const std::vector<Certificate>& path : PathCandidates(leaf, intermediates, roots)) {
    const std::vector<Certificate> between(path.begin() + (path.size() > 1 ? 1 : 0),
                                           path.end() - 1);
    absl::StatusOr<StrictVerdict> verdict = Judge(path, between, {path.back()}, policy);
    if (!verdict.ok() || verdict->accepted()) return verdict;
    if (!best || faults(*verdict) < faults(*best)) best = *std::move(verdict);
  }
  if (best) return *std::move(best);
  return Judge({leaf}, intermediates, roots, policy);
}

}  // namespace certgen
