#include <algorithm>

#include "absl/strings/str_cat.h"
#include "certgen/certificate_extension.h"
#include "certgen/lint_rules.h"

namespace certgen {
namespace {

constexpr LintScope kScope = LintScope::kRfc5280;

// UTCTime, YYMMDDHHMMSSZ, through 2049; GeneralizedTime, YYYYMMDDHHMMSSZ, after.
bool TimeIsWrittenRight(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return false;
  const bool utc = ASN1_STRING_type(time) == V_ASN1_UTCTIME;
  const auto* text = reinterpret_cast<const char*>(ASN1_STRING_get0_data(time));
  const int length = ASN1_STRING_length(time);
  return utc == (parts.tm_year < 150) && length == (utc ? 13 : 15) && text[length - 1] == 'Z';
}

// One of the lists that name this CA as their issuer.
bool AnyCrl(const LintSubject& subject, bool (*is_wrong)(const RevocationList&)) {
  return std::any_of(subject.policy.crls.begin(), subject.policy.crls.end(),
                     [&](const RevocationList& crl) {
                       return crl.NamesAsIssuer(subject.certificate()) && is_wrong(crl);
                     });
}

constexpr LintRule kRules[] = {
    {.id = "RFC5280_SIGNATURE_ALGORITHMS_DIFFER",
     .scope = kScope,
     .section = "RFC 5280 §4.1.1.2",
     .meaning = "a certificate names its signature's algorithm twice, and the two have to agree",
     .remedy = kReissue,
     .openssl_code = X509_V_ERR_SIGNATURE_ALGORITHM_INCONSISTENCY},
    {.id = "RFC5280_EXTENSIONS_WITHOUT_V3",
     .scope = kScope,
     .section = "RFC 5280 §4.1.2.1",
     .meaning = "only a version 3 certificate may have extensions",
     .remedy = kReissue,
     .openssl_code = X509_V_ERR_EXTENSIONS_REQUIRE_VERSION_3},
    {.id = "RFC5280_SERIAL_NOT_POSITIVE",
     .scope = kScope,
     .section = "RFC 5280 §4.1.2.2",
     // A self-signed root has no issuer that would have to tell it from others.
     .place = LintPlace::kBelowTrustAnchor,
     .meaning = "a serial number is a positive integer, so that revocation lists can name it",
     .remedy = kReissue,
     .check = [](const LintSubject& subject) -> LintResult {
       const ASN1_INTEGER* serial = X509_get0_serialNumber(subject.certificate().get());
       const BignumPtr number(ASN1_INTEGER_to_BN(serial, nullptr));
       if (number == nullptr || BN_is_negative(number.get())) {
         return "its serial number is negative";
       }
       return BrokenIf(BN_is_zero(number.get()), "its serial number is zero");
     }},
    {.id = "RFC5280_SERIAL_TOO_LONG",
     .scope = kScope,
     .section = "RFC 5280 §4.1.2.2",
     .place = LintPlace::kBelowTrustAnchor,
     .meaning = "a serial number has at most 20 octets",
     .remedy = kReissue,
     .check = [](const LintSubject& subject) -> LintResult {
       const ASN1_INTEGER* serial = X509_get0_serialNumber(subject.certificate().get());
       const BignumPtr number(ASN1_INTEGER_to_BN(serial, nullptr));
       // DER spends one bit on the sign.
       const int octets = number == nullptr ? 0 : BN_num_bits(number.get()) / 8 + 1;
       if (octets <= 20) return std::nullopt;
       return absl::StrCat("its serial number has ", octets, " octets");
     }},
    {.id = "RFC5280_ISSUER_EMPTY",
     .scope = kScope,
     .section = "RFC 5280 §4.1.2.4",
     .meaning = "the issuer's name may not be empty",
     .remedy = kRenewCa,
     .openssl_code = X509_V_ERR_ISSUER_NAME_EMPTY},
    {.id = "RFC5280_TIME_ENCODING",
     .scope = kScope,
     .section = "RFC 5280 §4.1.2.5",
     .meaning = "dates are UTCTime through 2049 and GeneralizedTime after, to the second, in Z",
     .remedy = kReissue,
     .check = [](const LintSubject& subject) -> LintResult {
       const X509* certificate = subject.certificate().get();
       if (!TimeIsWrittenRight(X509_get0_notBefore(certificate))) {
         return "its notBefore is written in the wrong form";
       }
       return BrokenIf(!TimeIsWrittenRight(X509_get0_notAfter(certificate)),
                       "its notAfter is written in the wrong form");
     }},
    {.id = "RFC5280_SUBJECT_EMPTY",
     .scope = kScope,
     .section = "RFC 5280 §4.1.2.6",
     .meaning = "only a leaf with subject alternative names may have an empty subject",
     .remedy = kReissue,
     .openssl_code = X509_V_ERR_SUBJECT_NAME_EMPTY},
    {.id = "RFC5280_EC_PARAMETERS_EXPLICIT",
     .scope = kScope,
     .section = "RFC 5480 §2.1.1",
     .meaning = "an elliptic-curve key names its curve; a curve written out may be a forged one",
     .remedy = "make a new key: certgen leaf NAME --force --key ec-p256",
     .openssl_code = X509_V_ERR_EC_KEY_EXPLICIT_PARAMS},
    {.id = "RFC5280_PATH_TOO_LONG",
     .scope = kScope,
     .section = "RFC 5280 §6.1.4 (l)",
     .place = LintPlace::kLeaf,
     .meaning = "no more CAs than the verifier allows may stand between leaf and trust anchor, "
                "self-issued ones aside",
     .remedy = "issue the leaf from a CA closer to the root, or allow more",
     .check = [](const LintSubject& subject) -> LintResult {
       if (!subject.policy.max_path_length || subject.chain.size() < 3) return std::nullopt;
       const auto between = std::count_if(
           subject.chain.begin() + 1, subject.chain.end() - 1,
           [](const Certificate& certificate) { return !certificate.is_self_issued(); });
       if (between <= *subject.policy.max_path_length) return std::nullopt;
       return absl::StrCat(between, " CAs stand between it and the trust anchor; allowed are ",
                           *subject.policy.max_path_length);
     }},
    {.id = "RFC5280_CRL_NUMBER_MISSING",
     .scope = kScope,
     .section = "RFC 5280 §5.2.3",
     .place = LintPlace::kIssuers,
     .meaning = "a revocation list has a number, by which an old one is told from a new one",
     .remedy = "set crlnumber in the CA's configuration and issue the list again: openssl ca "
               "-gencrl",
     .check = [](const LintSubject& subject) -> LintResult {
       return BrokenIf(
           AnyCrl(subject,
                  [](const RevocationList& crl) { return !crl.HasExtension(NID_crl_number); }),
           "its revocation list has no cRLNumber");
     }},
    {.id = "RFC5280_CRL_NUMBER_CRITICAL",
     .scope = kScope,
     .section = "RFC 5280 §5.2.3",
     .place = LintPlace::kIssuers,
     .meaning = "cRLNumber is a non-critical extension; most verifiers refuse it when critical",
     .remedy = "issue the list again with the extension as openssl ca -gencrl writes it",
     .check = [](const LintSubject& subject) -> LintResult {
       return BrokenIf(
           AnyCrl(subject,
                  [](const RevocationList& crl) { return crl.IsCritical(NID_crl_number); }),
           "its revocation list has a critical cRLNumber");
     }},
};

}  // namespace

std::span<const LintRule> Rfc5280Rules() { return kRules; }

}  // namespace certgen
