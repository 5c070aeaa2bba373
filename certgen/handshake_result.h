// How a TLS handshake ends, in the words of gRFC A118: the values of its label
// grpc.tls.handshake.result for failures. It has no word for a missing certificate, a
// wrong purpose or plain text; see finding_code.h for ours.
#ifndef CERTGEN_HANDSHAKE_RESULT_H_
#define CERTGEN_HANDSHAKE_RESULT_H_

#include <string>

namespace certgen {

enum class HandshakeResult {
  // Nothing reaches the wire: TLS cannot even be set up.
  kNone,
  kUnknownFailure,
  kCertificateVerificationFailed,
  kCertificateRevoked,
  kCertificateExpired,
  kCertificateNotYetValid,
  kCertificateAuthorityInvalid,
  kCertificateHostnameMismatch,
  kCertificateMalformed,
  kCipherSuiteMismatch,
  kProtocolVersionUnsupported,
  kInappropriateFallback,
  kNoApplicationProtocol,
  kSignatureVerificationFailed,
  kDecryptionFailed,
  kKeyExchangeFailure,
  kUnexpectedMessage,
  kHandshakeTimeout,
  kPeerConnectionClosed,
};

// Such as "CERTIFICATE_EXPIRED"; empty for kNone.
std::string HandshakeResultName(HandshakeResult result);

}  // namespace certgen

#endif  // CERTGEN_HANDSHAKE_RESULT_H_
