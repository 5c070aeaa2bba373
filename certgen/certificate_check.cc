#include "certgen/certificate_check.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "certgen/chain.h"
#include "certgen/file_check.h"
#include "certgen/pem.h"

namespace certgen {
namespace {

constexpr char kWhat[] = "the certificate";
constexpr char kReissue[] = "issue it again: certgen leaf NAME --force";
// OpenSSL's security level 2, which Debian sets for TLS.
constexpr int kMinSecurityBits = 112;

std::string Called(const Certificate& certificate) {
  const std::string subject = certificate.subject();
  return subject.empty() ? ToString(certificate.names()) : subject;
}

Finding About(const Certificate& certificate, const CredentialFile& file, FindingCode code,
              std::string cause, std::string cure) {
  Finding finding = Fatal(code, file, std::move(cause), std::move(cure));
  finding.certificate = certificate;
  return finding;
}

Finding NoCertificateAmong(const std::vector<PemBlock>& blocks, const CredentialFile& file) {
  const std::string& label = blocks.front().label;
  FindingCode code = FindingCode::kNotPem;
  std::string cure = "put the certificate there (-----BEGIN CERTIFICATE-----)";
  if (IsPrivateKeyLabel(label)) {
    code = FindingCode::kCertificateIsKey;
    cure = "give the certificate's file to --cert and the key's to --key";
  } else if (absl::EndsWith(label, "CERTIFICATE REQUEST")) {
    code = FindingCode::kCertificateIsRequest;
    cure = "have a CA sign the request, and put the certificate it returns there";
  } else if (label == "PKCS7" || label == "CMS") {
    cure = absl::StrCat("take the certificates out: openssl pkcs7 -print_certs -in ", file.path,
                        " -out ", file.path, ".pem");
  }
  return Fatal(code, file, absl::StrCat("holds ", DescribeLabel(label), ", not the certificate"),
               cure);
}

void CheckStrength(const Certificate& certificate, const CredentialFile& file,
                   std::vector<Finding>* findings) {
  if (certificate.key_security_bits() < kMinSecurityBits) {
    findings->push_back(About(
        certificate, file, FindingCode::kCertificateKeyTooWeak,
        absl::StrCat("the key of ", Called(certificate), " is too weak (",
                     certificate.key_description(), "); TLS needs ec-p256, or rsa-2048 and up"),
        "issue it again with a new key: certgen leaf NAME --force --key ec-p256"));
  }
  // A self-signed signature proves nothing, so TLS does not look at it either.
  if (!certificate.is_self_issued() && certificate.signature_security_bits() < kMinSecurityBits) {
    findings->push_back(About(certificate, file, FindingCode::kCertificateSignatureTooWeak,
                              absl::StrCat("the signature on ", Called(certificate),
                                           " is too weak (SHA-1 or MD5); TLS needs SHA-256 and up"),
                              kReissue));
  }
}

// gRPC 1.51 does not refuse such a name: it ends the process.
void CheckIpNames(const Certificate& certificate, const CredentialFile& file,
                  std::vector<Finding>* findings) {
  for (const SubjectAltName& name : certificate.names()) {
    if (name.kind != SubjectAltName::Kind::kIp || name.value != SubjectAltName::kMalformed)
      continue;
    findings->push_back(About(certificate, file, FindingCode::kCertificateNameMalformed,
                              absl::StrCat("an IP address among the names of ", Called(certificate),
                                           " has neither 4 nor 16 octets"),
                              "issue it again with whole addresses: certgen leaf NAME --ip ADDR"));
    return;
  }
}

void CheckPurpose(const Certificate& leaf, const CredentialFile& file, bool server,
                  std::vector<Finding>* findings) {
  if (leaf.FitsPurpose(server ? X509_PURPOSE_SSL_SERVER : X509_PURPOSE_SSL_CLIENT)) return;
  const bool extended = !leaf.allows_extended_use(server ? XKU_SSL_SERVER : XKU_SSL_CLIENT);
  const char* role = server ? "server" : "client";
  findings->push_back(About(
      leaf, file, FindingCode::kCertificateWrongPurpose,
      extended ? absl::StrCat("may not be used by a ", role, ": its extended key usage lacks ",
                              role, "Auth")
               : absl::StrCat("may not be used by a ", role,
                              ": its key usage has no bit that TLS can use"),
      absl::StrCat("issue one for it: certgen leaf NAME --force --usage both (or ", role, ")")));
}

// The chain does not reach any of the roots: not a fault by itself.
bool LeadsElsewhere(int code) {
  return code == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT ||
         code == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
         code == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE ||
         code == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT ||
         code == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN || code == X509_V_ERR_CERT_UNTRUSTED;
}

// What CheckChain and the check of the roots say already, or OpenSSL says only
// because it was told to go on.
bool SaidElsewhere(int code) {
  return code == X509_V_ERR_CERT_HAS_EXPIRED || code == X509_V_ERR_CERT_NOT_YET_VALID ||
         code == X509_V_ERR_EE_KEY_TOO_SMALL || code == X509_V_ERR_CA_KEY_TOO_SMALL ||
         code == X509_V_ERR_CA_MD_TOO_WEAK || code == X509_V_ERR_INVALID_PURPOSE;
}

}  // namespace

std::vector<Certificate> ParseChain(const CredentialFile& file, std::vector<Finding>* findings) {
  if (auto finding = CheckReadable(file, kWhat)) {
    findings->push_back(*std::move(finding));
    return {};
  }
  const FileContents contents = RecognizeContents(file.contents);
  if (contents == FileContents::kDerPrivateKey) {
    findings->push_back(Fatal(FindingCode::kCertificateIsKey, file,
                              "holds a private key in DER form, not the certificate",
                              "give the certificate's file to --cert and the key's to --key"));
    return {};
  }
  if (contents == FileContents::kDerRequest) {
    findings->push_back(Fatal(FindingCode::kCertificateIsRequest, file,
                              "holds a certificate request, not the certificate",
                              "have a CA sign the request, and put the certificate there"));
    return {};
  }
  if (contents != FileContents::kPem) {
    findings->push_back(NotPem(file, kWhat));
    return {};
  }
  const std::vector<PemBlock> blocks = SplitPem(file.contents);
  std::vector<Certificate> chain;
  for (const PemBlock& block : blocks) {
    if (!IsCertificateLabel(block.label)) continue;
    const absl::StatusOr<Certificate> certificate = block.complete
                                                        ? Certificate::FromPem(block.text)
                                                        : absl::InvalidArgumentError("no END line");
    if (!certificate.ok()) {
      findings->push_back(
          Fatal(FindingCode::kCertificateMalformed, file,
                absl::StrCat("the certificate in line ", block.line,
                             block.complete ? " is damaged" : " lacks its BEGIN or END line"),
                "copy the whole file again, or issue it again"));
      return {};
    }
    chain.push_back(*certificate);
  }
  if (chain.empty()) findings->push_back(NoCertificateAmong(blocks, file));
  return chain;
}

void CheckDates(const Certificate& certificate, const CredentialFile& file, Severity severity,
                absl::Time now, std::vector<Finding>* findings) {
  std::optional<Finding> finding;
  if (now > certificate.not_after()) {
    finding =
        About(certificate, file, FindingCode::kCertificateExpired,
              absl::StrCat(Called(certificate), " expired at ", Rfc3339(certificate.not_after())),
              certificate.is_ca() ? "replace it by the CA's current certificate" : kReissue);
  } else if (now < certificate.not_before()) {
    finding = About(
        certificate, file, FindingCode::kCertificateNotYetValid,
        absl::StrCat(Called(certificate), " is not valid before ",
                     Rfc3339(certificate.not_before()), "; the clock here says ", Rfc3339(now)),
        "set the clock, or wait");
  }
  if (!finding) return;
  finding->severity = severity;
  findings->push_back(*std::move(finding));
}

void CheckChain(const std::vector<Certificate>& chain, const CredentialFile& file, Role role,
                absl::Time now, std::vector<Finding>* findings) {
  for (const Certificate& certificate : chain) {
    CheckDates(certificate, file, Severity::kFatal, now, findings);
    CheckStrength(certificate, file, findings);
  }
  if (chain.empty()) return;
  CheckIpNames(chain.front(), file, findings);
  if (role != Role::kClient) CheckPurpose(chain.front(), file, /*server=*/true, findings);
  if (role != Role::kServer) CheckPurpose(chain.front(), file, /*server=*/false, findings);
}

void CheckLeadsTo(const std::vector<Certificate>& roots, const std::vector<Certificate>& chain,
                  const CredentialFile& file, absl::Time now, std::vector<Finding>* findings) {
  if (chain.empty() || roots.empty()) return;
  const std::vector<Certificate> rest(chain.begin() + 1, chain.end());
  ChainPolicy policy;
  policy.time = now;
  policy.partial_chain = true;
  const auto errors = VerifyChain(chain.front(), rest, roots, policy);
  if (!errors.ok()) return;  // memory only; the handshake will tell
  for (const ChainError& error : *errors) {
    if (LeadsElsewhere(error.code)) {
      Finding finding = About(
          error.certificate, file, FindingCode::kCertificateAuthorityInvalid,
          absl::StrCat("does not lead to any of the roots given: no certificate of its issuer ",
                       error.certificate.issuer(), " is among them"),
          "fine if the peers trust another root than this side; otherwise bring both together");
      finding.severity = Severity::kWarning;
      findings->push_back(std::move(finding));
      return;
    }
  }
  for (const ChainError& error : *errors) {
    if (SaidElsewhere(error.code)) continue;
    findings->push_back(About(error.certificate, file, FindingCode::kCertificateVerificationFailed,
                              absl::StrCat("peers will refuse the chain: ", error.reason, " (",
                                           Called(error.certificate), ")"),
                              kReissue));
    return;
  }
}

}  // namespace certgen
