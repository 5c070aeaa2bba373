#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "certgen/certificate_extension.h"
#include "certgen/lint_rules.h"
#include "certgen/mailbox.h"
#include "certgen/name_constraints.h"

namespace certgen {
namespace {

using Kind = SubjectAltName::Kind;

constexpr LintScope kScope = LintScope::kRfc5280;
constexpr char kReissueConstraints[] =
    "issue the CA's certificate again with nameConstraints as in openssl's x509v3_config";

// §4.2.1.6 leaves it to others what a `*` in the first label means.
std::string WhyNoHostOrWildcard(std::string text) {
  std::replace(text.begin(),
               text.begin() + static_cast<std::ptrdiff_t>(std::min(text.find('.'), text.size())),
               '*', 'a');
  const absl::StatusOr<SubjectAltName> host = DnsName(text);
  return host.ok() ? "" : std::string(host.status().message());
}

std::string WhyMalformedName(const SubjectAltName& name) {
  switch (name.kind) {
    case Kind::kDns:
      return WhyNoHostOrWildcard(name.value);
    case Kind::kIp:
      return name.value == SubjectAltName::kMalformed ? "an IP address of neither 4 nor 16 octets"
                                                      : "";
    case Kind::kEmail:
      return WhyNoMailbox(name.value);
    case Kind::kUri: {
      // What a SPIFFE ID is, is the scope spiffe's affair.
      if (absl::StartsWith(name.value, "spiffe://")) return "";
      const absl::StatusOr<SubjectAltName> uri = UriName(name.value);
      return uri.ok() ? "" : std::string(uri.status().message());
    }
    case Kind::kOther:
      return "";
  }
  return "";
}

LintResult MalformedName(const LintSubject& subject) {
  for (const SubjectAltName& name : subject.certificate().names()) {
    if (const std::string why = WhyMalformedName(name); !why.empty()) {
      return absl::StrCat("its alternative name is malformed: ", why);
    }
  }
  return std::nullopt;
}

LintResult MalformedConstraint(const LintSubject& subject) {
  for (const NameConstraint& constraint : NameConstraintsOf(subject.certificate())) {
    if (const std::string why = WhyMalformed(constraint); !why.empty()) {
      return absl::StrCat("its name constraint is malformed: ", why);
    }
  }
  return std::nullopt;
}

LintResult EmptyConstraints(const LintSubject& subject) {
  const auto constraints =
      DecodeExtension<NameConstraintsPtr>(subject.certificate(), NID_name_constraints);
  return BrokenIf(constraints != nullptr &&
                      sk_GENERAL_SUBTREE_num(constraints->permittedSubtrees) <= 0 &&
                      sk_GENERAL_SUBTREE_num(constraints->excludedSubtrees) <= 0,
                  "its nameConstraints are empty");
}

LintResult ReachingWildcard(const LintSubject& subject) {
  const std::vector<SubjectAltName> names = subject.certificate().names();
  for (size_t depth = 1; depth < subject.chain.size(); ++depth) {
    const std::vector<NameConstraint> constraints = NameConstraintsOf(subject.chain[depth]);
    for (const SubjectAltName& name : names) {
      if (name.kind != Kind::kDns || !absl::StartsWith(name.value, "*.")) continue;
      for (const NameConstraint& constraint : constraints) {
        if (constraint.excluded && WildcardReaches(name.value, constraint)) {
          return absl::StrCat("its name ", name.value, " stands for ", constraint.value,
                              " too, which its CA at depth ", depth, " excludes");
        }
      }
    }
  }
  return std::nullopt;
}

constexpr LintRule kRules[] = {
    {.id = "RFC5280_SAN_EMPTY",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.6",
     .meaning = "subjectAltName holds at least one name",
     .remedy = "issue it again with its names: certgen leaf NAME --force --dns HOST",
     .openssl_code = X509_V_ERR_EMPTY_SUBJECT_ALT_NAME},
    {.id = "RFC5280_SAN_NOT_CRITICAL",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.6",
     .meaning = "subjectAltName is critical where the subject is empty: it is the only name",
     .remedy = kReissue,
     .openssl_code = X509_V_ERR_EMPTY_SUBJECT_SAN_NOT_CRITICAL},
    {.id = "RFC5280_SAN_MALFORMED",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.6",
     .meaning = "an alternative name is a host name (letters, digits, '-'), an IP address of 4 or "
                "16 octets, a mailbox or an absolute URI, each under its own kind",
     .remedy =
         "issue it again with well-formed names: certgen leaf NAME --force --dns HOST --ip ADDR",
     .check = MalformedName},
    {.id = "RFC5280_NAME_CONSTRAINTS_WITHOUT_CA",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.10",
     .meaning = "only a CA may have name constraints",
     .remedy = kReissue,
     .check =
         [](const LintSubject& subject) {
           return BrokenIf(HasExtension(subject.certificate(), NID_name_constraints) &&
                               !subject.certificate().is_ca(),
                           "it has nameConstraints but is no CA");
         }},
    {.id = "RFC5280_NAME_CONSTRAINTS_NOT_CRITICAL",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.10",
     .meaning = "name constraints are critical, so that no verifier passes over them",
     .remedy = kReissueConstraints,
     .check =
         [](const LintSubject& subject) {
           const Certificate& ca = subject.certificate();
           return BrokenIf(
               HasExtension(ca, NID_name_constraints) && !IsCritical(ca, NID_name_constraints),
               "its nameConstraints are not critical");
         },
     // Baseline Requirements §7.1.2.10.8 has this as its one exception.
     .waived_by = LintScope::kWebpki},
    {.id = "RFC5280_NAME_CONSTRAINTS_EMPTY",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.10",
     .meaning = "name constraints permit or exclude something",
     .remedy = kReissueConstraints,
     .check = EmptyConstraints},
    {.id = "RFC5280_NAME_CONSTRAINT_MALFORMED",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.10",
     .meaning = "a constraint is a host name without leading dot or wildcard, an address with its "
                "mask, or a mailbox, host or domain; verifiers differ on anything else",
     .remedy = kReissueConstraints,
     .check = MalformedConstraint},
    {.id = "RFC5280_WILDCARD_REACHES_EXCLUDED",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.10",
     .place = LintPlace::kLeaf,
     .meaning = "a wildcard may not stand for a name that its CA may not name",
     .remedy = "issue it again with each host by name: certgen leaf NAME --force --dns HOST",
     .check = ReachingWildcard},
};

}  // namespace

std::span<const LintRule> Rfc5280NameRules() { return kRules; }

}  // namespace certgen
