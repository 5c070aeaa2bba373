#include <algorithm>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "certgen/certificate_extension.h"
#include "certgen/lint_rules.h"

namespace certgen {
namespace {

constexpr LintScope kScope = LintScope::kSpiffe;
constexpr char kIssueSvid[] =
    "issue it again with its SPIFFE ID: certgen leaf NAME --force --uri spiffe://DOMAIN/PATH";

std::vector<std::string> Uris(const Certificate& certificate) {
  std::vector<std::string> uris;
  for (const SubjectAltName& name : certificate.names()) {
    if (name.kind == SubjectAltName::Kind::kUri) uris.push_back(name.value);
  }
  return uris;
}

bool IsSpiffeId(const std::string& uri) {
  return absl::StartsWith(uri, "spiffe://") && UriName(uri).ok();
}

// spiffe://DOMAIN and no more, not even a slash.
bool IsTrustDomainId(const std::string& uri) { return !IsSpiffeId(uri) && IsSpiffeId(uri + "/x"); }

std::string TrustDomain(const std::string& id) {
  const size_t begin = std::string("spiffe://").size();
  return id.substr(begin, id.find('/', begin) - begin);
}

LintResult MalformedId(const LintSubject& subject) {
  for (const std::string& uri : Uris(subject.certificate())) {
    // A CA that is no SVID may have a URI of any kind.
    if (subject.depth > 0 && !absl::StartsWith(uri, "spiffe:")) continue;
    if (!IsSpiffeId(uri) && !IsTrustDomainId(uri)) {
      const absl::StatusOr<SubjectAltName> parsed = UriName(uri);
      return parsed.ok() ? absl::StrCat("its URI '", uri, "' is no SPIFFE ID")
                         : std::string(parsed.status().message());
    }
  }
  return std::nullopt;
}

LintResult IdWithoutPath(const LintSubject& subject) {
  const std::vector<std::string> uris = Uris(subject.certificate());
  return BrokenIf(std::any_of(uris.begin(), uris.end(), IsTrustDomainId),
                  "its SPIFFE ID has no path");
}

LintResult IdWithPath(const LintSubject& subject) {
  for (const std::string& uri : Uris(subject.certificate())) {
    if (IsSpiffeId(uri)) return absl::StrCat("its SPIFFE ID ", uri, " has a path");
  }
  return std::nullopt;
}

LintResult ForeignIssuer(const LintSubject& subject) {
  if (subject.chain.size() < 2) return std::nullopt;
  for (const std::string& id : Uris(subject.certificate())) {
    for (const std::string& issuer : Uris(subject.chain[1])) {
      if (IsSpiffeId(id) && IsTrustDomainId(issuer) && TrustDomain(id) != TrustDomain(issuer)) {
        return absl::StrCat("its trust domain is ", TrustDomain(id), ", its issuer's ",
                            TrustDomain(issuer));
      }
    }
  }
  return std::nullopt;
}

LintResult OneSidedUse(const LintSubject& subject) {
  const auto uses = ExtendedUses(subject.certificate());
  const auto has = [&uses](int use) {
    return std::find(uses->begin(), uses->end(), use) != uses->end();
  };
  return BrokenIf(uses && !(has(NID_server_auth) && has(NID_client_auth)),
                  "its extendedKeyUsage lacks serverAuth or clientAuth");
}

constexpr LintRule kRules[] = {
    {.id = "SPIFFE_ID_MISSING",
     .scope = kScope,
     .section = "X509-SVID §2",
     .place = LintPlace::kLeaf,
     .meaning = "an SVID has its SPIFFE ID as a URI among the alternative names",
     .remedy = kIssueSvid,
     .check =
         [](const LintSubject& subject) {
           return BrokenIf(Uris(subject.certificate()).empty(),
                           "it has no URI among its alternative names");
         }},
    {.id = "SPIFFE_ID_NOT_ALONE",
     .scope = kScope,
     .section = "X509-SVID §2",
     .place = LintPlace::kLeaf,
     .meaning = "an SVID has one URI and no second; verifiers must reject it otherwise",
     .remedy = kIssueSvid,
     .check =
         [](const LintSubject& subject) {
           return BrokenIf(Uris(subject.certificate()).size() > 1,
                           "it has several URIs among its alternative names");
         }},
    {.id = "SPIFFE_ID_MALFORMED",
     .scope = kScope,
     .section = "SPIFFE-ID §2",
     .meaning = "a SPIFFE ID is spiffe://DOMAIN/PATH: a domain of at most 255 characters a-z 0-9 . "
                "- _, segments of letters, digits and . - _, 2048 characters in all",
     .remedy = kIssueSvid,
     .check = MalformedId},
    {.id = "SPIFFE_LEAF_ID_WITHOUT_PATH",
     .scope = kScope,
     .section = "X509-SVID §3.1",
     .place = LintPlace::kLeaf,
     .meaning = "a leaf's SPIFFE ID has a path; without one it names the trust domain itself",
     .remedy = kIssueSvid,
     .check = IdWithoutPath},
    {.id = "SPIFFE_CA_ID_WITH_PATH",
     .scope = kScope,
     .section = "X509-SVID §3.2",
     .place = LintPlace::kIssuers,
     .meaning = "a CA's SPIFFE ID, if it has one, is that of the trust domain, without a path",
     .remedy = "issue the CA's certificate again with subjectAltName=URI:spiffe://DOMAIN, or none",
     .check = IdWithPath},
    {.id = "SPIFFE_FOREIGN_TRUST_DOMAIN",
     .scope = kScope,
     .section = "X509-SVID §3.2",
     .severity = Severity::kWarning,
     .place = LintPlace::kLeaf,
     .meaning = "a CA with a SPIFFE ID should issue for its own trust domain",
     .remedy = "have the CA of the leaf's own trust domain issue it",
     .check = ForeignIssuer},
    {.id = "SPIFFE_LEAF_IS_CA",
     .scope = kScope,
     .section = "X509-SVID §4.1",
     .place = LintPlace::kLeaf,
     .meaning = "a CA's certificate may not serve to authenticate",
     .remedy = "issue a leaf below the CA: certgen leaf NAME",
     .check =
         [](const LintSubject& subject) {
           return BrokenIf(subject.certificate().is_ca(), "its basicConstraints say cA");
         }},
    {.id = "SPIFFE_KEY_USAGE_MISSING",
     .scope = kScope,
     .section = "X509-SVID §4.3",
     .meaning = "every SVID has keyUsage",
     .remedy = kReissue,
     .check =
         [](const LintSubject& subject) {
           return BrokenIf(!HasExtension(subject.certificate(), NID_key_usage),
                           "it has no keyUsage");
         }},
    {.id = "SPIFFE_KEY_USAGE_NOT_CRITICAL",
     .scope = kScope,
     .section = "X509-SVID §4.3",
     .meaning = "keyUsage is critical",
     .remedy = kReissue,
     .check =
         [](const LintSubject& subject) {
           const Certificate& certificate = subject.certificate();
           return BrokenIf(
               HasExtension(certificate, NID_key_usage) && !IsCritical(certificate, NID_key_usage),
               "its keyUsage is not critical");
         }},
    {.id = "SPIFFE_LEAF_LACKS_DIGITAL_SIGNATURE",
     .scope = kScope,
     .section = "X509-SVID §4.3",
     .place = LintPlace::kLeaf,
     .meaning = "a leaf's keyUsage has digitalSignature",
     .remedy = kReissue,
     .check =
         [](const LintSubject& subject) {
           const Certificate& leaf = subject.certificate();
           return BrokenIf(
               HasExtension(leaf, NID_key_usage) && !leaf.has_key_usage(KU_DIGITAL_SIGNATURE),
               "its keyUsage lacks digitalSignature");
         }},
    {.id = "SPIFFE_LEAF_SIGNS",
     .scope = kScope,
     .section = "X509-SVID §4.3",
     .place = LintPlace::kLeaf,
     .meaning = "a leaf's keyUsage has neither keyCertSign nor cRLSign",
     .remedy = kReissue,
     .check =
         [](const LintSubject& subject) {
           return BrokenIf(subject.certificate().has_key_usage(KU_KEY_CERT_SIGN) ||
                               subject.certificate().has_key_usage(KU_CRL_SIGN),
                           "its keyUsage has keyCertSign or cRLSign");
         }},
    {.id = "SPIFFE_CA_LACKS_KEY_CERT_SIGN",
     .scope = kScope,
     .section = "X509-SVID §4.3",
     .place = LintPlace::kIssuers,
     .meaning = "a signing certificate's keyUsage has keyCertSign",
     .remedy = kRenewCa,
     .check =
         [](const LintSubject& subject) {
           const Certificate& ca = subject.certificate();
           return BrokenIf(HasExtension(ca, NID_key_usage) && !ca.has_key_usage(KU_KEY_CERT_SIGN),
                           "its keyUsage lacks keyCertSign");
         }},
    {.id = "SPIFFE_EKU_MISSING",
     .scope = kScope,
     .section = "X509-SVID §4.4",
     .severity = Severity::kWarning,
     .place = LintPlace::kLeaf,
     .meaning = "a leaf should have extendedKeyUsage",
     .remedy = "issue it for both sides: certgen leaf NAME --force --usage both",
     .check =
         [](const LintSubject& subject) {
           return BrokenIf(!HasExtension(subject.certificate(), NID_ext_key_usage),
                           "it has no extendedKeyUsage");
         }},
    {.id = "SPIFFE_EKU_ONE_SIDED",
     .scope = kScope,
     .section = "X509-SVID §4.4",
     .place = LintPlace::kLeaf,
     .meaning = "a leaf's extendedKeyUsage, if it has one, lists both serverAuth and clientAuth",
     .remedy = "issue it for both sides: certgen leaf NAME --force --usage both",
     .check = OneSidedUse},
};

}  // namespace

std::span<const LintRule> SpiffeRules() { return kRules; }

}  // namespace certgen
