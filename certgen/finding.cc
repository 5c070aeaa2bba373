#include "certgen/finding.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "certgen/one_line.h"

namespace certgen {

std::string FindingCodeName(FindingCode code) {
  switch (code) {
    case FindingCode::kFileMissing:
      return "FILE_MISSING";
    case FindingCode::kFileUnreadable:
      return "FILE_UNREADABLE";
    case FindingCode::kFileIsDirectory:
      return "FILE_IS_DIRECTORY";
    case FindingCode::kFileEmpty:
      return "FILE_EMPTY";
    case FindingCode::kFileTooLarge:
      return "FILE_TOO_LARGE";
    case FindingCode::kFileIsPath:
      return "FILE_IS_PATH";
    case FindingCode::kFilesChanging:
      return "FILES_CHANGING";
    case FindingCode::kFilesSwapped:
      return "FILES_SWAPPED";
    case FindingCode::kNotPem:
      return "NOT_PEM";
    case FindingCode::kIsDer:
      return "IS_DER";
    case FindingCode::kIsPkcs12:
      return "IS_PKCS12";
    case FindingCode::kObjectMalformed:
      return "OBJECT_MALFORMED";
    case FindingCode::kObjectUnknown:
      return "OBJECT_UNKNOWN";
    case FindingCode::kPassphraseMissing:
      return "PASSPHRASE_MISSING";
    case FindingCode::kPassphraseWrong:
      return "PASSPHRASE_WRONG";
    case FindingCode::kEncryptionUnsupported:
      return "ENCRYPTION_UNSUPPORTED";
    case FindingCode::kPrivateKeyMissing:
      return "PRIVATE_KEY_MISSING";
    case FindingCode::kPrivateKeyMalformed:
      return "PRIVATE_KEY_MALFORMED";
    case FindingCode::kPrivateKeyEncrypted:
      return "PRIVATE_KEY_ENCRYPTED";
    case FindingCode::kPrivateKeyIsPublicKey:
      return "PRIVATE_KEY_IS_PUBLIC_KEY";
    case FindingCode::kPrivateKeyIsCertificate:
      return "PRIVATE_KEY_IS_CERTIFICATE";
    case FindingCode::kPrivateKeyIsRequest:
      return "PRIVATE_KEY_IS_REQUEST";
    case FindingCode::kPrivateKeyIsEngine:
      return "PRIVATE_KEY_IS_ENGINE";
    case FindingCode::kPrivateKeyMismatch:
      return "PRIVATE_KEY_MISMATCH";
    case FindingCode::kCertificateMissing:
      return "CERTIFICATE_MISSING";
    case FindingCode::kCertificateMalformed:
      return "CERTIFICATE_MALFORMED";
    case FindingCode::kCertificateIsKey:
      return "CERTIFICATE_IS_KEY";
    case FindingCode::kCertificateIsRequest:
      return "CERTIFICATE_IS_REQUEST";
    case FindingCode::kCertificateNameMalformed:
      return "CERTIFICATE_NAME_MALFORMED";
    case FindingCode::kCertificateExpired:
      return "CERTIFICATE_EXPIRED";
    case FindingCode::kCertificateNotYetValid:
      return "CERTIFICATE_NOT_YET_VALID";
    case FindingCode::kCertificateKeyTooWeak:
      return "CERTIFICATE_KEY_TOO_WEAK";
    case FindingCode::kCertificateSignatureTooWeak:
      return "CERTIFICATE_SIGNATURE_TOO_WEAK";
    case FindingCode::kCertificateWrongPurpose:
      return "CERTIFICATE_WRONG_PURPOSE";
    case FindingCode::kCertificateAuthorityInvalid:
      return "CERTIFICATE_AUTHORITY_INVALID";
    case FindingCode::kCertificateVerificationFailed:
      return "CERTIFICATE_VERIFICATION_FAILED";
    case FindingCode::kCertificateHasNoHostName:
      return "CERTIFICATE_HAS_NO_HOST_NAME";
    case FindingCode::kSelfHandshakeFailed:
      return "SELF_HANDSHAKE_FAILED";
    case FindingCode::kChainOrder:
      return "CHAIN_ORDER";
    case FindingCode::kRootsMissing:
      return "ROOTS_MISSING";
    case FindingCode::kRootsMalformed:
      return "ROOTS_MALFORMED";
    case FindingCode::kRootsHaveNoCertificate:
      return "ROOTS_HAVE_NO_CERTIFICATE";
  }
  return "UNKNOWN_FAILURE";
}

bool HasFatal(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& f) { return f.severity == Severity::kFatal; });
}

std::string ToString(const Finding& finding) {
  return OneLine(absl::StrCat(finding.file, finding.file.empty() ? "" : ": ", finding.cause, "; ",
                              finding.cure));
}

}  // namespace certgen
