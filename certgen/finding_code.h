// The codes of findings, and what each stands for. The names are stable: scripts match
// them. Where gRFC A118 has a word for what a peer would see, ours is that word.
#ifndef CERTGEN_FINDING_CODE_H_
#define CERTGEN_FINDING_CODE_H_

#include <string>
#include <vector>

#include "certgen/handshake_result.h"

namespace certgen {

enum class FindingCode {
  // Files.
  kFileMissing,
  kFileUnreadable,
  kFileIsDirectory,
  kFileEmpty,
  kFileTooLarge,
  kFileIsPath,
  kFilesChanging,
  kFilesSwapped,
  kNotPem,
  kIsDer,
  kIsPkcs12,
  kIsPkcs7,
  // What else a file may hold: inspect's, and of passphrases.
  kObjectMalformed,
  kObjectUnknown,
  kPassphraseMissing,
  kPassphraseWrong,
  kEncryptionUnsupported,
  // The private key.
  kPrivateKeyMissing,
  kPrivateKeyMalformed,
  kPrivateKeyTruncated,
  kPrivateKeyEncrypted,
  kPrivateKeyUnsupported,
  kPrivateKeyIsPublicKey,
  kPrivateKeyIsCertificate,
  kPrivateKeyIsRequest,
  kPrivateKeyIsEngine,
  kPrivateKeyMismatch,
  kPrivateKeyTypeMismatch,
  kPrivateKeyExposed,
  kPassphraseExposed,
  kPassphraseUnneeded,
  // The certificate.
  kCertificateMissing,
  kCertificateMalformed,
  kCertificateTruncated,
  kCertificateIsKey,
  kCertificateIsRequest,
  kCertificateIsRevocationList,
  kCertificateNameMalformed,
  kCertificateExpired,
  kCertificateNotYetValid,
  kCertificateExpiresSoon,
  kClockProbablyWrong,
  kCertificateKeyTooWeak,
  kCertificateSignatureTooWeak,
  kCertificateKeyNotPortable,
  kCertificateSignatureNotPortable,
  kCertificateFormNotPortable,
  kCertificateWrongPurpose,
  kCertificatePurposeAnyOnly,
  kCertificateKeyUsageUnfit,
  kCertificateKeyUsageNotPortable,
  kCertificateIsCa,
  kUnknownCriticalExtension,
  kCertificateExtensionMalformed,
  kCertificateVerificationFailed,
  // The names.
  kCertificateHostnameMismatch,
  kCertificateIpAsDnsName,
  kCertificateCommonNameOnly,
  kCertificateHasNoHostName,
  // The chain.
  kChainOrder,
  kChainIncomplete,
  kChainHasUnrelatedCertificate,
  kChainCompletedByRoots,
  kCertificateAuthorityInvalid,
  kChainSignatureInvalid,
  kAuthorityKeyIdDiffers,
  kNamedAsIssuer,
  kIssuerNotCa,
  kIssuerMayNotSign,
  kPathLengthExceeded,
  kNameConstraintViolated,
  kIssuerWrongPurpose,
  // The roots.
  kRootsMissing,
  kClientRootsMissing,
  kRootsMalformed,
  kRootsHaveNoCertificate,
  kRootExpired,
  kRootNotYetValid,
  kRootNotCa,
  kRootIsLeaf,
  kRootKeyTooWeak,
  kRootHasExtendedKeyUsage,
  kRootKeyDiffers,
  // Together.
  kSelfHandshakeFailed,
  kRuleViolated,
  // Revocation lists.
  kCertificateRevoked,
  kRevocationListMissing,
  kRevocationListMalformed,
  kRevocationListExpired,
  kRevocationListNotYetValid,
  kRevocationListForeign,
  // On the wire: what no file shows. First the way there.
  kNameNotResolved,
  kConnectionRefused,
  kConnectionTimeout,
  kNetworkUnreachable,
  kProxyFailed,
  kPortTaken,
  // What is spoken there.
  kPlaintextServer,
  kPlaintextClient,
  kNotTls,
  kProtocolVersionUnsupported,
  kCipherSuiteMismatch,
  kKeyExchangeFailure,
  kNoApplicationProtocol,
  kServerNameUnrecognized,
  kSignatureVerificationFailed,
  kHandshakeTimeout,
  kPeerConnectionClosed,
  kHandshakeFailed,
  // Who calls.
  kClientCertificateMissing,
  kClientCertificateRefused,
  kServerCertificateRefused,
  kSessionWithoutVerdict,
  kCallerNotAllowed,
  // Behind TLS.
  kHttp2Missing,
  kDeadlineExceeded,
  kCallFailed,
};

struct FindingKind {
  FindingCode code;
  // Such as "PRIVATE_KEY_MISMATCH".
  const char* name;
  // What a peer's handshake ends with.
  HandshakeResult result;
  // gRPC takes such files all the same, and it is the peer that refuses.
  bool can_be_presented;
  // A sentence or two each, for any file: a finding says it of one.
  const char* meaning;
  const char* cure;
};

// One of each code, in the order of the enumeration.
const std::vector<FindingKind>& FindingKinds();
const FindingKind& KindOf(FindingCode code);

// It is of the wire, and of no file.
bool IsOfTheWire(FindingCode code);

// It shows only once TLS is good.
bool IsBehindTls(FindingCode code);

// nullptr if no code has this name.
const FindingKind* FindFindingKind(const std::string& name);

std::string FindingCodeName(FindingCode code);

}  // namespace certgen

#endif  // CERTGEN_FINDING_CODE_H_
