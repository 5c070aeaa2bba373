#include <algorithm>

#include "absl/strings/str_cat.h"
#include "certgen/certificate_extension.h"
#include "certgen/lint_rules.h"

namespace certgen {
namespace {

constexpr LintScope kScope = LintScope::kRfc5280;

// Has the extension, but not marked as the RFC wants it.
template <int nid, bool critical>
LintResult IsMarkedWrong(const LintSubject& subject) {
  const Certificate& certificate = subject.certificate();
  if (!HasExtension(certificate, nid) || IsCritical(certificate, nid) == critical) {
    return std::nullopt;
  }
  return absl::StrCat("its ", OBJ_nid2ln(nid), critical ? " is not critical" : " is critical");
}

std::string NameOf(X509_EXTENSION* extension) {
  char name[80];
  OBJ_obj2txt(name, sizeof(name), X509_EXTENSION_get_object(extension), 0);
  return name;
}

LintResult MalformedExtension(const LintSubject& subject) {
  X509* certificate = subject.certificate().get();
  for (int i = 0; i < X509_get_ext_count(certificate); ++i) {
    X509_EXTENSION* extension = X509_get_ext(certificate, i);
    const X509V3_EXT_METHOD* method = X509V3_EXT_get(extension);
    // Those of RFC 5280 and its like have a template; the others are not for us
    // to judge.
    if (method == nullptr || method->it == nullptr) continue;
    const ASN1_OCTET_STRING* value = X509_EXTENSION_get_data(extension);
    const unsigned char* bytes = ASN1_STRING_get0_data(value);
    const unsigned char* end = bytes + ASN1_STRING_length(value);
    ASN1_VALUE* decoded = ASN1_item_d2i(nullptr, &bytes, end - bytes, ASN1_ITEM_ptr(method->it));
    const bool whole = decoded != nullptr && bytes == end;
    FreeAsnValue(decoded, ASN1_ITEM_ptr(method->it));
    ClearOpenSslErrors();
    if (!whole) return absl::StrCat("its extension ", NameOf(extension), " does not parse");
  }
  return std::nullopt;
}

LintResult RepeatedExtension(const LintSubject& subject) {
  X509* certificate = subject.certificate().get();
  for (int i = 0; i < X509_get_ext_count(certificate); ++i) {
    X509_EXTENSION* extension = X509_get_ext(certificate, i);
    if (X509_get_ext_by_OBJ(certificate, X509_EXTENSION_get_object(extension), i) >= 0) {
      return absl::StrCat("it has the extension ", NameOf(extension), " more than once");
    }
  }
  return std::nullopt;
}

bool HasBit(const ASN1_BIT_STRING& bits) {
  const unsigned char* bytes = ASN1_STRING_get0_data(&bits);
  return std::any_of(bytes, bytes + ASN1_STRING_length(&bits),
                     [](unsigned char byte) { return byte != 0; });
}

// Self-signed certificates are their own authority (§4.2.1.1).
LintResult NoAuthorityKeyId(const LintSubject& subject) {
  const Certificate& certificate = subject.certificate();
  EVP_PKEY* key = X509_get0_pubkey(certificate.get());
  const bool self_signed =
      certificate.is_self_issued() && key != nullptr && X509_verify(certificate.get(), key) == 1;
  ClearOpenSslErrors();
  if (self_signed) return std::nullopt;
  const auto id = DecodeExtension<AuthorityKeyIdPtr>(certificate, NID_authority_key_identifier);
  return BrokenIf(id == nullptr || id->keyid == nullptr, "it has no key identifier of its issuer");
}

constexpr LintRule kRules[] = {
    {.id = "RFC5280_EXTENSION_MALFORMED",
     .scope = kScope,
     .section = "RFC 5280 §4.2",
     .meaning = "an extension holds the DER of its own type, and nothing after it",
     .remedy = kReissue,
     .check = MalformedExtension},
    {.id = "RFC5280_EXTENSION_REPEATED",
     .scope = kScope,
     .section = "RFC 5280 §4.2",
     .meaning = "no extension may stand in a certificate twice",
     .remedy = kReissue,
     .check = RepeatedExtension},
    {.id = "RFC5280_AKI_MISSING",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.1",
     .meaning = "all but self-signed certificates have the key identifier of their issuer, which "
                "finds the right one among CAs of the same name",
     .remedy = "issue it again with authorityKeyIdentifier=keyid; certgen always does",
     .check = NoAuthorityKeyId,
     .openssl_code = X509_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER},
    {.id = "RFC5280_AKI_CRITICAL",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.1",
     .meaning = "authorityKeyIdentifier is a non-critical extension",
     .remedy = kReissue,
     .check = IsMarkedWrong<NID_authority_key_identifier, false>,
     .openssl_code = X509_V_ERR_AUTHORITY_KEY_IDENTIFIER_CRITICAL},
    {.id = "RFC5280_SKI_MISSING",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.2",
     .meaning = "every CA has a subject key identifier, by which its certificates name it",
     .remedy = kRenewCa,
     .openssl_code = X509_V_ERR_MISSING_SUBJECT_KEY_IDENTIFIER},
    {.id = "RFC5280_SKI_CRITICAL",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.2",
     .meaning = "subjectKeyIdentifier is a non-critical extension",
     .remedy = kReissue,
     .check = IsMarkedWrong<NID_subject_key_identifier, false>,
     .openssl_code = X509_V_ERR_SUBJECT_KEY_IDENTIFIER_CRITICAL},
    // A verifier that meets a CA without it goes on: §6.1.4 (n), §6.3.3 (f).
    {.id = "RFC5280_CA_KEY_USAGE_MISSING",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.3",
     .severity = Severity::kWarning,
     .meaning = "every CA has keyUsage, so that its key serves nothing but its office",
     .remedy = kRenewCa,
     .openssl_code = X509_V_ERR_CA_CERT_MISSING_KEY_USAGE},
    {.id = "RFC5280_CA_LACKS_KEY_CERT_SIGN",
     .scope = kScope,
     .section = "RFC 5280 §6.1.4 (n)",
     .place = LintPlace::kIssuers,
     .meaning = "a CA whose keyUsage lacks keyCertSign may not sign certificates",
     .remedy = kRenewCa,
     .check =
         [](const LintSubject& subject) {
           const Certificate& ca = subject.certificate();
           return BrokenIf(HasExtension(ca, NID_key_usage) && !ca.has_key_usage(KU_KEY_CERT_SIGN),
                           "its keyUsage lacks keyCertSign");
         }},
    {.id = "RFC5280_KEY_CERT_SIGN_WITHOUT_CA",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.3",
     .meaning = "keyCertSign is for CAs, which basicConstraints say",
     .remedy = kReissue,
     .openssl_code = X509_V_ERR_KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA},
    {.id = "RFC5280_KEY_USAGE_EMPTY",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.3",
     .meaning = "keyUsage has at least one bit set",
     .remedy = kReissue,
     .check =
         [](const LintSubject& subject) {
           const auto usage =
               DecodeExtension<AsnBitStringPtr>(subject.certificate(), NID_key_usage);
           return BrokenIf(usage != nullptr && !HasBit(*usage), "its keyUsage has no bit set");
         }},
    {.id = "RFC5280_KEY_USAGE_NOT_CRITICAL",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.3",
     .severity = Severity::kWarning,
     .meaning = "keyUsage should be critical, so that no verifier passes over it",
     .remedy = kReissue,
     .check = IsMarkedWrong<NID_key_usage, true>},
    {.id = "RFC5280_BASIC_CONSTRAINTS_NOT_CRITICAL",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.9",
     .meaning = "a CA's basicConstraints are critical, so that no verifier takes it for a leaf",
     .remedy = kRenewCa,
     .openssl_code = X509_V_ERR_CA_BCONS_NOT_CRITICAL},
    {.id = "RFC5280_PATH_LENGTH_WITHOUT_CA",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.9",
     .meaning = "only a CA may have a path length",
     .remedy = kReissue,
     .openssl_code = X509_V_ERR_PATHLEN_INVALID_FOR_NON_CA},
    {.id = "RFC5280_PATH_LENGTH_WITHOUT_KEY_CERT_SIGN",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.9",
     .meaning = "only a CA with keyCertSign may have a path length",
     .remedy = kRenewCa,
     .openssl_code = X509_V_ERR_PATHLEN_WITHOUT_KU_KEY_CERT_SIGN},
    {.id = "RFC5280_POLICY_CONSTRAINTS_NOT_CRITICAL",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.11",
     .meaning = "policyConstraints are critical, so that no verifier passes over them",
     .remedy = "issue the CA's certificate again with policyConstraints=critical,…",
     .check = IsMarkedWrong<NID_policy_constraints, true>},
    {.id = "RFC5280_POLICY_CONSTRAINTS_EMPTY",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.11",
     .meaning = "policyConstraints constrain something",
     .remedy = "issue the CA's certificate again without policyConstraints",
     .check =
         [](const LintSubject& subject) {
           const auto constraints =
               DecodeExtension<PolicyConstraintsPtr>(subject.certificate(), NID_policy_constraints);
           return BrokenIf(constraints != nullptr &&
                               constraints->requireExplicitPolicy == nullptr &&
                               constraints->inhibitPolicyMapping == nullptr,
                           "its policyConstraints are empty");
         }},
    {.id = "RFC5280_EKU_EMPTY",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.12",
     .meaning = "extendedKeyUsage lists at least one purpose",
     .remedy = "issue it again: certgen leaf NAME --force --usage both (or server, client)",
     .check =
         [](const LintSubject& subject) {
           const auto uses = ExtendedUses(subject.certificate());
           return BrokenIf(uses && uses->empty(), "its extendedKeyUsage lists no purpose");
         }},
    {.id = "RFC5280_EKU_LACKS_PURPOSE",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.12",
     .place = LintPlace::kLeaf,
     .meaning = "a certificate with extendedKeyUsage serves only the purposes listed there",
     .remedy = "issue one for it: certgen leaf NAME --force --usage both (or server, client)",
     .check = LacksPurpose},
    {.id = "RFC5280_INHIBIT_ANY_POLICY_NOT_CRITICAL",
     .scope = kScope,
     .section = "RFC 5280 §4.2.1.14",
     .meaning = "inhibitAnyPolicy is critical, so that no verifier passes over it",
     .remedy = "issue the CA's certificate again with inhibitAnyPolicy=critical,…",
     .check = IsMarkedWrong<NID_inhibit_any_policy, true>},
    {.id = "RFC5280_AIA_CRITICAL",
     .scope = kScope,
     .section = "RFC 5280 §4.2.2.1",
     .meaning = "authorityInfoAccess is a non-critical extension",
     .remedy = kReissue,
     .check = IsMarkedWrong<NID_info_access, false>},
};

}  // namespace

LintResult LacksPurpose(const LintSubject& subject) {
  const auto uses = ExtendedUses(subject.certificate());
  if (!uses || subject.policy.purpose == Purpose::kAny) return std::nullopt;
  const bool server = subject.policy.purpose == Purpose::kTlsServer;
  const int wanted = server ? NID_server_auth : NID_client_auth;
  const bool fit = std::any_of(uses->begin(), uses->end(), [wanted](int use) {
    return use == wanted || use == NID_anyExtendedKeyUsage;
  });
  return BrokenIf(!fit, server ? "its extendedKeyUsage lacks serverAuth"
                               : "its extendedKeyUsage lacks clientAuth");
}

std::span<const LintRule> Rfc5280ExtensionRules() { return kRules; }

}  // namespace certgen
