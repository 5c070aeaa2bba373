// What a check found wrong with credentials: for a person (cause and cure) and
// for a script (the code).
#ifndef CERTGEN_FINDING_H_
#define CERTGEN_FINDING_H_

#include <optional>
#include <string>
#include <vector>

#include "certgen/certificate.h"

namespace certgen {

// The names are stable: scripts match them. Where gRFC A118 has a word for what
// a peer would see, ours is that word.
enum class FindingCode {
  // Files.
  kFileMissing,
  kFileUnreadable,
  kFileIsDirectory,
  kFileEmpty,
  kFileTooLarge,
  kFileIsPath,  // the text is a path: a name was given where contents belong
  kFilesChanging,
  kFilesSwapped,
  kNotPem,
  kIsDer,
  kIsPkcs12,
  // What else a file may hold.
  kObjectMalformed,
  kObjectUnknown,
  kPassphraseMissing,
  kPassphraseWrong,
  kEncryptionUnsupported,
  // The private key.
  kPrivateKeyMissing,
  kPrivateKeyMalformed,
  kPrivateKeyEncrypted,
  kPrivateKeyIsPublicKey,
  kPrivateKeyIsCertificate,
  kPrivateKeyIsRequest,
  kPrivateKeyIsEngine,
  kPrivateKeyMismatch,
  // The certificate and its chain.
  kCertificateMissing,
  kCertificateMalformed,
  kCertificateIsKey,
  kCertificateIsRequest,
  kCertificateNameMalformed,
  kCertificateExpired,
  kCertificateNotYetValid,
  kCertificateKeyTooWeak,
  kCertificateSignatureTooWeak,
  kCertificateWrongPurpose,
  kCertificateAuthorityInvalid,
  kCertificateVerificationFailed,
  kCertificateHasNoHostName,
  kChainOrder,
  kSelfHandshakeFailed,
  // The roots.
  kRootsMissing,
  kRootsMalformed,
  kRootsHaveNoCertificate,
};

// Such as "PRIVATE_KEY_MISMATCH".
std::string FindingCodeName(FindingCode code);

enum class Severity {
  // TLS cannot work: the program does not start.
  kFatal,
  // It works, but not for everybody or not for long.
  kWarning,
};

struct Finding {
  FindingCode code;
  Severity severity;
  // As the user named it; empty if no single file is at fault.
  std::string file;
  // The certificate at fault, where there is one.
  std::optional<Certificate> certificate;
  // One sentence each, without a full stop; neither repeats the file's name.
  std::string cause;
  std::string cure;
};

bool HasFatal(const std::vector<Finding>& findings);

// "FILE: CAUSE; CURE", for one line on a terminal.
std::string ToString(const Finding& finding);

}  // namespace certgen

#endif  // CERTGEN_FINDING_H_
