#include "certgen/certificate_check.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "certgen/certificate_signature.h"
#include "certgen/cure.h"
#include "certgen/file_check.h"
#include "certgen/pem.h"

namespace certgen {
namespace {

constexpr char kWhat[] = "the certificate";

std::string HaveSigned(const CredentialFile& file) {
  return absl::StrCat(
      "have a CA sign the request, and name what it returns with --cert FILE; or without one: ",
      ReissueCommand(file));
}

Finding NoCertificateAmong(const std::vector<PemBlock>& blocks, const CredentialFile& file) {
  const std::string& label = blocks.front().label;
  if (std::optional<Finding> packed = Packed(label, file, kWhat)) return *std::move(packed);
  FindingCode code = FindingCode::kNotPem;
  std::string cure = "name the certificate with --cert FILE (-----BEGIN CERTIFICATE-----)";
  if (IsPrivateKeyLabel(label)) {
    code = FindingCode::kCertificateIsKey;
    cure = "give the certificate's file to --cert and the key's to --key";
  } else if (absl::EndsWith(label, "CERTIFICATE REQUEST")) {
    code = FindingCode::kCertificateIsRequest;
    cure = HaveSigned(file);
  } else if (label == "X509 CRL") {
    code = FindingCode::kCertificateIsRevocationList;
  }
  return Fatal(code, file, absl::StrCat("holds ", DescribeLabel(label), ", not the certificate"),
               cure);
}

std::optional<Finding> NotACertificateFile(const CredentialFile& file) {
  if (auto finding = CheckReadable(file, kWhat)) return finding;
  switch (RecognizeContents(file.contents)) {
    case FileContents::kPem:
      return std::nullopt;
    case FileContents::kDerPrivateKey:
      return Fatal(FindingCode::kCertificateIsKey, file,
                   "holds a private key in DER form, not the certificate",
                   "give the certificate's file to --cert and the key's to --key");
    case FileContents::kDerRequest:
      return Fatal(FindingCode::kCertificateIsRequest, file,
                   "holds a certificate request, not the certificate", HaveSigned(file));
    case FileContents::kDerRevocationList:
      return Fatal(FindingCode::kCertificateIsRevocationList, file,
                   "holds a revocation list in DER form, not the certificate",
                   "give the certificate's file to --cert");
    default:
      return NotPem(file, kWhat);
  }
}

// "a server", "a client", "a server or a client"; empty for neither.
std::string Roles(bool server, bool client) {
  if (server && client) return "a server or a client";
  return server ? "a server" : client ? "a client" : "";
}

void CheckExtendedUse(const Certificate& leaf, const CredentialFile& file, Role role,
                      std::vector<Finding>* findings) {
  const bool server = role != Role::kClient && !leaf.allows_extended_use(XKU_SSL_SERVER);
  const bool client = role != Role::kServer && !leaf.allows_extended_use(XKU_SSL_CLIENT);
  if (!server && !client) return;
  const bool any_only = leaf.has_extended_use(XKU_ANYEKU);
  const std::string lacks = absl::StrCat(
      server ? "serverAuth" : "", server && client ? " and " : "", client ? "clientAuth" : "");
  findings->push_back(Fatal(
      any_only ? FindingCode::kCertificatePurposeAnyOnly : FindingCode::kCertificateWrongPurpose,
      file, leaf,
      absl::StrCat(
          "may not be used by ", Roles(server, client), ": its extended key usage ",
          any_only ? "says anyExtendedKeyUsage, which OpenSSL does not take for " : "lacks ",
          lacks),
      absl::StrCat("issue one for it: ", ReissueCommand(file, "--usage both"))));
}

// What only OpenSSL looks at: the Netscape certificate type of old.
void CheckOldType(const Certificate& leaf, const CredentialFile& file, Role role,
                  std::vector<Finding>* findings) {
  const bool server = role != Role::kClient && !leaf.FitsPurpose(X509_PURPOSE_SSL_SERVER);
  const bool client = role != Role::kServer && !leaf.FitsPurpose(X509_PURPOSE_SSL_CLIENT);
  if (!server && !client) return;
  findings->push_back(
      Fatal(FindingCode::kCertificateWrongPurpose, file, leaf,
            absl::StrCat("may not be used by ", Roles(server, client),
                         ": its nsCertType leaves that out"),
            absl::StrCat("issue one without nsCertType: ", ReissueCommand(file, "--usage both"))));
}

void CheckKeyUsage(const Certificate& leaf, const CredentialFile& file, Role role,
                   std::vector<Finding>* findings) {
  if (!leaf.has_key_usages()) return;
  constexpr uint32_t kServerBits = KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT | KU_KEY_AGREEMENT;
  constexpr uint32_t kClientBits = KU_DIGITAL_SIGNATURE | KU_KEY_AGREEMENT;
  const bool server = role != Role::kClient && !leaf.has_key_usage(kServerBits);
  const bool client = role != Role::kServer && !leaf.has_key_usage(kClientBits);
  if (server || client) {
    findings->push_back(Fatal(FindingCode::kCertificateKeyUsageUnfit, file, leaf,
                              absl::StrCat("may not be used by ", Roles(server, client),
                                           ": its key usage has no bit that TLS can use "
                                           "(digitalSignature)",
                                           leaf.is_ca() ? ", since it is a CA's certificate" : ""),
                              Reissue(file)));
  } else if (!leaf.has_key_usage(KU_DIGITAL_SIGNATURE)) {
    findings->push_back(Warning(FindingCode::kCertificateKeyUsageNotPortable, file, leaf,
                                "its key usage lacks digitalSignature, which peers with BoringSSL "
                                "(gRPC for Python, Ruby, C#) and TLS 1.3 insist on",
                                Reissue(file)));
  }
}

}  // namespace

Role RoleOf(const Certificate& leaf) {
  const bool server = leaf.allows_extended_use(XKU_SSL_SERVER);
  const bool client = leaf.allows_extended_use(XKU_SSL_CLIENT);
  if (server == client) return Role::kBoth;
  return server ? Role::kServer : Role::kClient;
}

std::vector<Certificate> ParseChain(const CredentialFile& file, std::vector<Finding>* findings) {
  if (auto finding = NotACertificateFile(file)) {
    findings->push_back(*std::move(finding));
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
      findings->push_back(Damaged(
          block.complete ? FindingCode::kCertificateMalformed : FindingCode::kCertificateTruncated,
          file,
          absl::StrCat("the certificate in line ", block.line,
                       block.complete ? " is damaged"
                                      : " is cut short: its BEGIN or END "
                                        "line is missing"),
          absl::StrCat("copy the whole file again, or ", Reissue(file))));
      return {};
    }
    CheckLabel(block, *certificate, file, /*own=*/true, findings);
    chain.push_back(*certificate);
  }
  if (chain.empty()) findings->push_back(NoCertificateAmong(blocks, file));
  return chain;
}

void CheckStrength(const std::vector<Certificate>& chain, const CredentialFile& file,
                   std::vector<Finding>* findings) {
  for (const Certificate& certificate : chain) {
    if (certificate.key_security_bits() < kMinSecurityBits) {
      findings->push_back(Fatal(
          FindingCode::kCertificateKeyTooWeak, file, certificate,
          absl::StrCat("the key of ", Called(certificate), " is too weak (",
                       certificate.key_description(), "); TLS needs ec-p256, or rsa-2048 and up"),
          absl::StrCat("issue it again with a new key: ", ReissueCommand(file, "--key ec-p256"))));
    }
    // A self-signed signature proves nothing, so TLS does not look at it either.
    if (!certificate.is_self_issued() && certificate.signature_security_bits() < kMinSecurityBits) {
      findings->push_back(Fatal(
          FindingCode::kCertificateSignatureTooWeak, file, certificate,
          absl::StrCat("the signature on ", Called(certificate), " is ",
                       SignatureOf(certificate).known ? "too weak" : "one OpenSSL does not know",
                       " (", certificate.signature_algorithm(), "); TLS needs SHA-256 and up"),
          Reissue(file)));
    }
  }
}

void CheckPurpose(const Certificate& leaf, const CredentialFile& file, Role role,
                  std::vector<Finding>* findings) {
  const size_t before = findings->size();
  CheckExtendedUse(leaf, file, role, findings);
  CheckKeyUsage(leaf, file, role, findings);
  if (findings->size() == before) CheckOldType(leaf, file, role, findings);
}

}  // namespace certgen
