#include <string>

#include "absl/strings/str_cat.h"
#include "certgen/certificate_extension.h"
#include "certgen/lint_rules.h"
#include "certgen/public_key_kind.h"

namespace certgen {
namespace {

constexpr LintScope kScope = LintScope::kGrpc;
constexpr char kNewKey[] = "make a new key: certgen leaf NAME --force --key ec-p256";

// Below the root: a peer gets its roots from its own side.
constexpr LintPlace kSent = LintPlace::kBelowTrustAnchor;

LintResult UnknownKeyType(const LintSubject& subject) {
  const std::string kind = PublicKeyKind(subject.certificate());
  if (RsaBits(subject.certificate()) > 0 || HasNamedNistCurve(subject.certificate()) ||
      kind == "ed25519") {
    return std::nullopt;
  }
  return absl::StrCat("its key is ", kind);
}

LintResult LongRsaKey(const LintSubject& subject) {
  const int bits = RsaBits(subject.certificate());
  if (bits <= 8192) return std::nullopt;
  return absl::StrCat("its RSA key has ", bits, " bits");
}

LintResult NoServerName(const LintSubject& subject) {
  if (subject.policy.purpose != Purpose::kTlsServer) return std::nullopt;
  for (const SubjectAltName& name : subject.certificate().names()) {
    if (name.kind == SubjectAltName::Kind::kDns || name.kind == SubjectAltName::Kind::kIp) {
      return std::nullopt;
    }
  }
  return "it has neither a DNS name nor an IP address among its alternative names";
}

LintResult CriticalPolicy(const LintSubject& subject) {
  for (const int nid : {NID_certificate_policies, NID_policy_mappings, NID_policy_constraints,
                        NID_inhibit_any_policy}) {
    if (IsCritical(subject.certificate(), nid)) {
      return absl::StrCat("its ", OBJ_nid2ln(nid), " is critical");
    }
  }
  return std::nullopt;
}

constexpr LintRule kRules[] = {
    {.id = "GRPC_KEY_USAGE_LACKS_DIGITAL_SIGNATURE",
     .scope = kScope,
     .section = "RFC 8446 §4.4.2.2; BoringSSL (gRPC's own: C++, Python, Ruby)",
     .place = LintPlace::kLeaf,
     .meaning = "in TLS 1.3 a leaf signs, so its keyUsage, if it has one, allows that; BoringSSL "
                "refuses the handshake, OpenSSL takes keyEncipherment or keyAgreement for enough",
     .remedy = kReissue,
     .check =
         [](const LintSubject& subject) {
           const Certificate& leaf = subject.certificate();
           return BrokenIf(
               HasExtension(leaf, NID_key_usage) && !leaf.has_key_usage(KU_DIGITAL_SIGNATURE),
               "its keyUsage lacks digitalSignature");
         }},
    {.id = "GRPC_SERVER_HAS_NO_ALTERNATIVE_NAME",
     .scope = kScope,
     .section = "RFC 9525 §6.2; Go, rustls",
     .place = LintPlace::kLeaf,
     .meaning = "clients in Go and Rust look for the server's name among the alternative names "
                "only, never at the common name",
     .remedy = "issue it again with its names: certgen leaf NAME --force --dns HOST",
     .check = NoServerName},
    {.id = "GRPC_CA_EKU_LACKS_PURPOSE",
     .scope = kScope,
     .section = "Go, BoringSSL, OpenSSL, rustls",
     .place = LintPlace::kIssuers,
     .meaning = "a CA with extendedKeyUsage lends its leaves no purpose that it has not itself, "
                "though RFC 5280 does not say so",
     .remedy = "replace the CA by one without extendedKeyUsage: certgen root",
     .check = LacksPurpose},
    {.id = "GRPC_LEAF_IS_CA",
     .scope = kScope,
     .section = "rustls (CaUsedAsEndEntity)",
     .place = LintPlace::kLeaf,
     .meaning = "a CA's certificate cannot serve as a leaf: rustls refuses it, however valid",
     .remedy = "issue a leaf below the CA: certgen leaf NAME",
     .check =
         [](const LintSubject& subject) {
           return BrokenIf(subject.certificate().is_ca(), "its basicConstraints say cA");
         }},
    {.id = "GRPC_VERSION_NOT_3",
     .scope = kScope,
     .section = "rustls (UnsupportedCertVersion)",
     .place = kSent,
     .meaning = "rustls reads certificates of version 3 only",
     .remedy = kReissue,
     .check =
         [](const LintSubject& subject) {
           return BrokenIf(X509_get_version(subject.certificate().get()) != X509_VERSION_3,
                           "it is not of version 3");
         }},
    {.id = "GRPC_SERIAL_NEGATIVE",
     .scope = kScope,
     .section = "Go 1.23 (x509negativeserial)",
     .meaning = "Go since 1.23 cannot read a certificate with a negative serial number",
     .remedy = kReissue,
     .check =
         [](const LintSubject& subject) {
           const ASN1_INTEGER* serial = X509_get0_serialNumber(subject.certificate().get());
           return BrokenIf(ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER,
                           "its serial number is negative");
         }},
    {.id = "GRPC_RSA_KEY_TOO_LONG",
     .scope = kScope,
     .section = "Go (CVE-2023-29409), rustls",
     .place = kSent,
     .meaning = "an RSA key has at most 8192 bits: Go and rustls refuse longer ones, which cost "
                "too much to check",
     .remedy = kNewKey,
     .check = LongRsaKey},
    {.id = "GRPC_KEY_TYPE_UNKNOWN",
     .scope = kScope,
     .section = "RFC 8446 §4.2.3; Go, BoringSSL, rustls",
     .place = kSent,
     .meaning =
         "a key is RSA, ECDSA on P-256, P-384 or P-521, or Ed25519; DSA, RSA-PSS, Ed448, other "
         "curves and curves written out are known to OpenSSL alone",
     .remedy = kNewKey,
     .check = UnknownKeyType},
    {.id = "GRPC_POLICY_CRITICAL",
     .scope = kScope,
     .section = "RFC 5280 §4.2; rustls (UnsupportedCriticalExtension)",
     .place = kSent,
     .meaning = "rustls reads no certificate policies and refuses them where they are critical",
     .remedy = "issue it again without critical policy extensions; certgen writes none",
     .check = CriticalPolicy},
    {.id = "GRPC_CHAIN_TOO_LONG",
     .scope = kScope,
     .section = "rustls (MaximumPathDepthExceeded)",
     .place = LintPlace::kLeaf,
     .meaning = "rustls follows a chain through at most 6 intermediates",
     .remedy = "issue the leaf from a CA closer to the root",
     .check = [](const LintSubject& subject) -> LintResult {
       if (subject.chain.size() <= 8) return std::nullopt;
       return absl::StrCat(subject.chain.size() - 2,
                           " intermediates stand between it and the root");
     }},
};

}  // namespace

std::span<const LintRule> GrpcRules() { return kRules; }

}  // namespace certgen
