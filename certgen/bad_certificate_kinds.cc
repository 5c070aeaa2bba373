#include "certgen/bad_kinds.h"
#include "certgen/wrong_form.h"

namespace certgen {
namespace {

using Code = FindingCode;

absl::StatusOr<BadFile> RevocationList(const CertifiedKey& /*leaf*/, const BadSource& source) {
  const absl::StatusOr<std::string> list = RevocationListPem(source.root, source.now);
  if (!list.ok()) return list.status();
  return BadFile{.contents = *list};
}

DefectiveCertificate With(const char* extension, const char* value) {
  return {.extensions = {{extension, value}}};
}

}  // namespace

std::vector<BadKind> BadCertificateKinds() {
  const char* cert = kCertificateFile;
  constexpr Severity kWarning = Severity::kWarning;
  return {
      {"certificate-garbled", Code::kCertificateMalformed, cert,
       "The text between the certificate's BEGIN and END is damaged.",
       CertificateIs(Changed(Garbled, TheCertificate()))},
      {"certificate-truncated", Code::kCertificateTruncated, cert,
       "The second half of tls.crt is missing.",
       CertificateIs(Changed(CutShort, TheCertificate()))},
      {"certificate-key", Code::kCertificateIsKey, cert, "tls.crt holds the private key too.",
       CertificateIs(TheKey())},
      {"certificate-request", Code::kCertificateIsRequest, cert,
       "tls.crt holds a certificate request.", CertificateIs(As(RequestPem))},
      {"certificate-revocation-list", Code::kCertificateIsRevocationList, cert,
       "tls.crt holds a revocation list.", CertificateIs(RevocationList)},

      {"expired", Code::kCertificateExpired, cert, "The certificate ended yesterday.",
       Leaf({.first_day = -30, .last_day = -1})},
      {"intermediate-expired", Code::kCertificateExpired, cert,
       "The certificate of the intermediate ended yesterday.",
       Chain({.chain =
                  {{},
                   {.common_name = "issuing CA", .ca = true, .first_day = -30, .last_day = -1}}})},
      {"not-yet-valid", Code::kCertificateNotYetValid, cert,
       "The certificate begins in thirty days.", Leaf({.first_day = 30, .last_day = 60})},
      {"expires-soon", Code::kCertificateExpiresSoon, cert, "The certificate ends in two days.",
       Leaf({.first_day = -88, .last_day = 2}), kWarning},
      {"clock-wrong",
       Code::kClockProbablyWrong,
       cert,
       "Certificate and root begin in thirty days: as if the clock were late.",
       Chain({.chain = {{.first_day = 30, .last_day = 60}},
              .root = {{.common_name = "root in the future",
                        .ca = true,
                        .first_day = 30,
                        .last_day = 90}}}),
       kWarning,
       Role::kBoth,
       nullptr,
       ClientCertificateMode::kRequire,
       {Code::kCertificateNotYetValid, Code::kRootNotYetValid}},

      {"rsa-1024", Code::kCertificateKeyTooWeak, cert, "The key is RSA of 1024 bits.",
       Leaf({.key = "rsa-1024"})},
      {"intermediate-rsa-1024", Code::kCertificateKeyTooWeak, cert,
       "The key of the intermediate is RSA of 1024 bits.",
       Chain({.chain = {{}, {.common_name = "issuing CA", .ca = true, .key = "rsa-1024"}}})},
      {"sha1", Code::kCertificateSignatureTooWeak, cert, "The certificate is signed with SHA-1.",
       Leaf({.digest = "SHA1"})},
      {"intermediate-sha1", Code::kCertificateSignatureTooWeak, cert,
       "The certificate of the intermediate is signed with SHA-1.",
       Chain({.chain = {{}, {.common_name = "issuing CA", .ca = true, .digest = "SHA1"}}})},
      {"ed25519", Code::kCertificateKeyNotPortable, cert,
       "The key is Ed25519, which BoringSSL refuses.", Leaf({.key = "ed25519"}), kWarning},
      {"ed448", Code::kCertificateKeyNotPortable, cert,
       "The key is Ed448, which BoringSSL and Go refuse.", Leaf({.key = "ed448"}), kWarning},
      {"p521", Code::kCertificateKeyNotPortable, cert,
       "The key is on the curve P-521, which BoringSSL refuses.", Leaf({.key = "ec-p521"}),
       kWarning},
      {"sha224", Code::kCertificateSignatureNotPortable, cert,
       "The certificate is signed with SHA-224, which Go does not know.",
       Leaf({.digest = "SHA224"}), kWarning},
      {"old-type-critical", Code::kCertificateFormNotPortable, cert,
       "A critical nsCertType, which OpenSSL alone still knows.",
       Leaf(With("nsCertType", "critical,server,client")), kWarning},
      {"policies-garbled", Code::kCertificateFormNotPortable, cert,
       "The certificate policies do not decode, which OpenSSL does not mind.",
       Leaf(With("certificatePolicies", "DER:05:00")), kWarning},

      {"client-only", Code::kCertificateWrongPurpose, cert,
       "A server's certificate whose extended key usage is clientAuth alone.",
       Leaf(With("extendedKeyUsage", "clientAuth")), Severity::kFatal, Role::kServer},
      {"server-only", Code::kCertificateWrongPurpose, cert,
       "A client's certificate whose extended key usage is serverAuth alone.",
       Leaf(With("extendedKeyUsage", "serverAuth")), Severity::kFatal, Role::kClient},
      {"code-signing", Code::kCertificateWrongPurpose, cert,
       "The extended key usage is codeSigning alone.",
       Leaf(With("extendedKeyUsage", "codeSigning"))},
      {"any-purpose", Code::kCertificatePurposeAnyOnly, cert,
       "The extended key usage is anyExtendedKeyUsage alone.",
       Leaf(With("extendedKeyUsage", "anyExtendedKeyUsage"))},
      {"key-usage-unfit", Code::kCertificateKeyUsageUnfit, cert,
       "The key usage is nonRepudiation alone, of which TLS has no use.",
       Leaf(With("keyUsage", "critical,nonRepudiation"))},
      {"key-usage-encipherment", Code::kCertificateKeyUsageNotPortable, cert,
       "A server's RSA key may encipher keys and not sign: no digitalSignature.",
       Leaf({.key = "rsa-2048", .extensions = {{"keyUsage", "critical,keyEncipherment"}}}),
       kWarning, Role::kServer},
      {"leaf-is-ca", Code::kCertificateIsCa, cert, "The server's certificate is a CA's.",
       Leaf({.extensions = {{"basicConstraints", "critical,CA:TRUE"},
                            {"keyUsage", "critical,digitalSignature,keyCertSign"}}}),
       kWarning},
      {"unknown-critical-extension", Code::kUnknownCriticalExtension, cert,
       "A critical extension that no TLS library knows (1.3.6.1.4.1.99999.1).",
       Leaf(With("1.3.6.1.4.1.99999.1", "critical,ASN1:NULL"))},
      {"extension-garbled", Code::kCertificateExtensionMalformed, cert,
       "The extended key usage does not decode.", Leaf(With("extendedKeyUsage", "DER:05:00"))},
      {"key-usage-empty", Code::kCertificateExtensionMalformed, cert,
       "The key usage has no bit set, which RFC 5280 §4.2.1.3 forbids.",
       Leaf(With("keyUsage", "critical,DER:03:01:00"))},
      {"name-constraint-minimum", Code::kCertificateVerificationFailed, cert,
       "The intermediate's name constraint has a minimum, which RFC 5280 forbids.",
       Chain({.chain = {{},
                        {.common_name = "issuing CA",
                         .ca = true,
                         // permittedSubtrees: the DNS name localhost, minimum 1.
                         .extensions = {{"nameConstraints",
                                         "critical,DER:30:12:A0:10:30:0E:82:09:6C:6F:63:61:6C:"
                                         "68:6F:73:74:80:01:01"}}}}})},
  };
}

}  // namespace certgen
