#include "certgen/scope_check.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "certgen/cure.h"
#include "certgen/file_check.h"
#include "certgen/name_check.h"
#include "certgen/strict_check.h"

namespace certgen {
namespace {

std::vector<LintScope> WithWhatTheyBuildOn(std::vector<LintScope> scopes) {
  const auto has = [&scopes](LintScope scope) {
    return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
  };
  if ((has(LintScope::kWebpki) || has(LintScope::kSpiffe)) && !has(LintScope::kRfc5280)) {
    scopes.insert(scopes.begin(), LintScope::kRfc5280);
  }
  return scopes;
}

std::vector<Purpose> PurposesOf(Role role) {
  if (role == Role::kBoth) return {Purpose::kTlsServer, Purpose::kTlsClient};
  return {role == Role::kServer ? Purpose::kTlsServer : Purpose::kTlsClient};
}

Finding Broken(const RuleViolation& violation, const ChainFiles& files) {
  const LintRule& rule = *violation.rule;
  const Certificate& certificate = violation.certificate;
  const std::string of =
      certificate == files.chain.front() ? "" : absl::StrCat(Called(certificate), ": ");
  Finding finding = Fatal(FindingCode::kRuleViolated, files.FileOf(certificate), certificate,
                          absl::StrCat(of, violation.detail, " (", rule.section, ")"),
                          ForLeaf(rule.remedy, files.file));
  finding.severity = rule.severity;
  finding.rule = rule.id;
  return finding;
}

bool IsSaid(const Finding& finding, const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& there) {
    return CodeOf(there) == CodeOf(finding) && there.certificate == finding.certificate;
  });
}

// Something that is said already comes of a handshake that ends so.
bool EndsSo(HandshakeResult result, const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [&](const Finding& f) { return KindOf(f.code).result == result; });
}

void AddOthers(const StrictVerdict& verdict, const ChainFiles& files,
               std::vector<Finding>* findings) {
  // One that leads elsewhere fails OpenSSL for that alone.
  if (!HasFatal(*findings) && !EndsSo(HandshakeResult::kCertificateAuthorityInvalid, *findings)) {
    for (const ChainError& error : verdict.errors) findings->push_back(AboutError(error, files));
  }
  if (EndsSo(HandshakeResult::kCertificateHostnameMismatch, *findings)) return;
  for (const SubjectAltName& name : verdict.unmatched_names) {
    findings->push_back(NotForHost(verdict.chain.front(), files.file, name.value));
  }
}

}  // namespace

void CheckScopes(const std::vector<LintScope>& scopes, const ChainFiles& files, Role role,
                 const std::string& host, absl::Time now, std::vector<Finding>* findings) {
  if (scopes.empty() || files.chain.empty()) return;
  StrictPolicy policy;
  policy.time = now;
  policy.scopes = WithWhatTheyBuildOn(scopes);
  for (const Purpose purpose : PurposesOf(role)) {
    policy.purpose = purpose;
    policy.names.clear();
    if (purpose == Purpose::kTlsServer && !host.empty()) {
      const absl::StatusOr<SubjectAltName> address = IpName(host);
      policy.names.push_back(address.ok() ? *address
                                          : SubjectAltName{SubjectAltName::Kind::kDns, host});
    }
    const std::vector<Certificate> above(files.chain.begin() + 1, files.chain.end());
    const absl::StatusOr<StrictVerdict> verdict =
        CheckStrictly(files.chain.front(), above, files.roots, policy);
    if (!verdict.ok()) {
      findings->push_back(Fatal(
          FindingCode::kCertificateVerificationFailed, files.file, files.chain.front(),
          absl::StrCat("cannot be verified: ", verdict.status().message()), Reissue(files.file)));
      return;
    }
    AddOthers(*verdict, files, findings);
    for (const RuleViolation& violation : verdict->violations) {
      Finding finding = Broken(violation, files);
      if (!IsSaid(finding, *findings)) findings->push_back(std::move(finding));
    }
  }
}

}  // namespace certgen
