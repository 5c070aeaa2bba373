#include <algorithm>

#include "absl/strings/str_cat.h"
#include "certgen/certificate_extension.h"
#include "certgen/lint_rules.h"
#include "certgen/public_key_kind.h"

namespace certgen {
namespace {

constexpr LintScope kScope = LintScope::kWebpki;
constexpr char kNewKey[] = "make a new key: certgen leaf NAME --force --key ec-p256 (or rsa-2048)";
constexpr char kServerLeaf[] = "issue it for servers: certgen leaf NAME --force --usage server";

LintResult OtherKeyType(const LintSubject& subject) {
  const Certificate& certificate = subject.certificate();
  if (RsaBits(certificate) > 0 || HasNamedNistCurve(certificate)) return std::nullopt;
  return absl::StrCat("its key is ", PublicKeyKind(certificate));
}

LintResult WrongRsaSize(const LintSubject& subject) {
  const int bits = RsaBits(subject.certificate());
  if (bits == 0 || (bits >= 2048 && bits % 8 == 0)) return std::nullopt;
  return absl::StrCat("its RSA key has ", bits, " bits");
}

LintResult OtherDigest(const LintSubject& subject) {
  int digest = NID_undef;
  X509_get_signature_info(subject.certificate().get(), &digest, nullptr, nullptr, nullptr);
  ClearOpenSslErrors();
  return BrokenIf(digest != NID_sha256 && digest != NID_sha384 && digest != NID_sha512,
                  "its signature is not by SHA-256, SHA-384 or SHA-512");
}

LintResult OddAuthorityKeyId(const LintSubject& subject) {
  const auto id =
      DecodeExtension<AuthorityKeyIdPtr>(subject.certificate(), NID_authority_key_identifier);
  if (id == nullptr) return std::nullopt;
  if (id->keyid == nullptr) return "its authorityKeyIdentifier has no keyIdentifier";
  return BrokenIf(id->issuer != nullptr || id->serial != nullptr,
                  "its authorityKeyIdentifier has the issuer's name or serial number");
}

LintResult ForeignAuthorityKeyId(const LintSubject& subject) {
  X509* root = subject.certificate().get();
  const ASN1_OCTET_STRING* authority = X509_get0_authority_key_id(root);
  const ASN1_OCTET_STRING* own = X509_get0_subject_key_id(root);
  return BrokenIf(subject.certificate().is_self_issued() && authority != nullptr &&
                      (own == nullptr || ASN1_OCTET_STRING_cmp(authority, own) != 0),
                  "its authorityKeyIdentifier is not its own subjectKeyIdentifier");
}

bool HasUse(const LintSubject& subject, int use) {
  const auto uses = ExtendedUses(subject.certificate());
  return uses && std::find(uses->begin(), uses->end(), use) != uses->end();
}

// §6.3.2, by the day of issue.
int MaxDays(absl::Time not_before) {
  const auto from = [not_before](int year) {
    return not_before >= absl::FromCivil(absl::CivilDay(year, 3, 15), absl::UTCTimeZone());
  };
  if (from(2029)) return 47;
  if (from(2027)) return 100;
  return from(2026) ? 200 : 398;
}

LintResult LongValidity(const LintSubject& subject) {
  const Certificate& leaf = subject.certificate();
  const int days = MaxDays(leaf.not_before());
  if (leaf.not_after() - leaf.not_before() < days * absl::Hours(24)) return std::nullopt;
  return absl::StrCat("it is valid for more than ", days, " days");
}

constexpr LintRule kRules[] = {
    {.id = "WEBPKI_KEY_SIZE",
     .scope = kScope,
     .section = "Baseline Requirements §6.1.5",
     .meaning = "an RSA key has at least 2048 bits, and a number divisible by 8",
     .remedy = kNewKey,
     .check = WrongRsaSize},
    // Browsers hold only roots of their own list to it.
    {.id = "WEBPKI_VALIDITY_TOO_LONG",
     .scope = kScope,
     .section = "Baseline Requirements §6.3.2",
     .severity = Severity::kWarning,
     .place = LintPlace::kLeaf,
     .meaning = "a leaf is valid for at most 398 days; issued from 15 March 2026 for 200, of 2027 "
                "for 100, of 2029 for 47",
     .remedy = "issue it for a shorter time: certgen leaf NAME --force --days 90",
     .check = LongValidity},
    {.id = "WEBPKI_VERSION",
     .scope = kScope,
     .section = "Baseline Requirements §7.1.1",
     .meaning = "a certificate is of version 3",
     .remedy = kReissue,
     .check =
         [](const LintSubject& subject) {
           return BrokenIf(X509_get_version(subject.certificate().get()) != X509_VERSION_3,
                           "it is not of version 3");
         }},
    {.id = "WEBPKI_ROOT_EKU",
     .scope = kScope,
     .section = "Baseline Requirements §7.1.2.1.2",
     .place = LintPlace::kTrustAnchor,
     .meaning = "a root has no extendedKeyUsage",
     .remedy = "make a root without it: certgen root",
     .check =
         [](const LintSubject& subject) {
           return BrokenIf(HasExtension(subject.certificate(), NID_ext_key_usage),
                           "it has extendedKeyUsage");
         }},
    {.id = "WEBPKI_ROOT_AKI_DIFFERS",
     .scope = kScope,
     .section = "Baseline Requirements §7.1.2.1.3",
     .place = LintPlace::kTrustAnchor,
     .meaning = "a root's authorityKeyIdentifier, if it has one, is its own subjectKeyIdentifier",
     .remedy = "make a root whose identifiers agree: certgen root",
     .check = ForeignAuthorityKeyId},
    {.id = "WEBPKI_LEAF_IS_CA",
     .scope = kScope,
     .section = "Baseline Requirements §7.1.2.7.8",
     .place = LintPlace::kLeaf,
     .meaning = "a server's certificate is none of a CA",
     .remedy = "issue a leaf below the CA: certgen leaf NAME",
     .check =
         [](const LintSubject& subject) {
           return BrokenIf(subject.certificate().is_ca(), "its basicConstraints say cA");
         }},
    {.id = "WEBPKI_EKU_MISSING",
     .scope = kScope,
     .section = "Baseline Requirements §7.1.2.7.6",
     .place = LintPlace::kLeaf,
     .meaning = "a server's certificate has extendedKeyUsage",
     .remedy = kServerLeaf,
     .check =
         [](const LintSubject& subject) {
           return BrokenIf(!HasExtension(subject.certificate(), NID_ext_key_usage),
                           "it has no extendedKeyUsage");
         }},
    {.id = "WEBPKI_EKU_CRITICAL",
     .scope = kScope,
     .section = "Baseline Requirements §7.1.2.7.6",
     .place = LintPlace::kLeaf,
     .meaning = "a leaf's extendedKeyUsage is not critical",
     .remedy = kServerLeaf,
     .check =
         [](const LintSubject& subject) {
           return BrokenIf(IsCritical(subject.certificate(), NID_ext_key_usage),
                           "its extendedKeyUsage is critical");
         }},
    {.id = "WEBPKI_EKU_LACKS_SERVER_AUTH",
     .scope = kScope,
     .section = "Baseline Requirements §7.1.2.7.10",
     .place = LintPlace::kLeaf,
     .meaning = "a leaf's extendedKeyUsage lists serverAuth",
     .remedy = kServerLeaf,
     .check =
         [](const LintSubject& subject) {
           return BrokenIf(HasExtension(subject.certificate(), NID_ext_key_usage) &&
                               !HasUse(subject, NID_server_auth),
                           "its extendedKeyUsage lacks serverAuth");
         }},
    {.id = "WEBPKI_EKU_ANY",
     .scope = kScope,
     .section = "Baseline Requirements §7.1.2.7.10",
     .place = LintPlace::kLeaf,
     .meaning = "a leaf's extendedKeyUsage does not list anyExtendedKeyUsage",
     .remedy = kServerLeaf,
     .check =
         [](const LintSubject& subject) {
           return BrokenIf(HasUse(subject, NID_anyExtendedKeyUsage),
                           "its extendedKeyUsage lists anyExtendedKeyUsage");
         }},
    {.id = "WEBPKI_LEAF_SIGNS",
     .scope = kScope,
     .section = "Baseline Requirements §7.1.2.7.11",
     .place = LintPlace::kLeaf,
     .meaning = "a leaf's keyUsage has neither keyCertSign nor cRLSign",
     .remedy = kReissue,
     .check =
         [](const LintSubject& subject) {
           return BrokenIf(subject.certificate().has_key_usage(KU_KEY_CERT_SIGN) ||
                               subject.certificate().has_key_usage(KU_CRL_SIGN),
                           "its keyUsage has keyCertSign or cRLSign");
         }},
    {.id = "WEBPKI_AKI_FIELDS",
     .scope = kScope,
     .section = "Baseline Requirements §7.1.2.11.1",
     .meaning = "authorityKeyIdentifier holds the key identifier and nothing else",
     .remedy = "issue it again with authorityKeyIdentifier=keyid; certgen always does",
     .check = OddAuthorityKeyId},
    {.id = "WEBPKI_CA_KEY_USAGE_MISSING",
     .scope = kScope,
     .section = "Baseline Requirements §7.1.2.10.7",
     .place = LintPlace::kIssuers,
     .meaning = "a CA has keyUsage",
     .remedy = kRenewCa,
     .check =
         [](const LintSubject& subject) {
           return BrokenIf(!HasExtension(subject.certificate(), NID_key_usage),
                           "it has no keyUsage");
         }},
    {.id = "WEBPKI_KEY_TYPE",
     .scope = kScope,
     .section = "Baseline Requirements §7.1.3.1",
     .meaning = "a key is RSA, or ECDSA on the curves P-256, P-384 or P-521, given by name",
     .remedy = kNewKey,
     .check = OtherKeyType},
    {.id = "WEBPKI_SIGNATURE_DIGEST",
     .scope = kScope,
     .section = "Baseline Requirements §7.1.3.2",
     .place = LintPlace::kBelowTrustAnchor,
     .meaning = "a signature is by SHA-256, SHA-384 or SHA-512",
     .remedy = kReissue,
     .check = OtherDigest},
};

}  // namespace

std::span<const LintRule> WebpkiRules() { return kRules; }

}  // namespace certgen
