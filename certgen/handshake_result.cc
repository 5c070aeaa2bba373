#include "certgen/handshake_result.h"

namespace certgen {

std::string HandshakeResultName(HandshakeResult result) {
  switch (result) {
    case HandshakeResult::kNone:
      return "";
    case HandshakeResult::kUnknownFailure:
      return "UNKNOWN_FAILURE";
    case HandshakeResult::kCertificateVerificationFailed:
      return "CERTIFICATE_VERIFICATION_FAILED";
    case HandshakeResult::kCertificateRevoked:
      return "CERTIFICATE_REVOKED";
    case HandshakeResult::kCertificateExpired:
      return "CERTIFICATE_EXPIRED";
    case HandshakeResult::kCertificateNotYetValid:
      return "CERTIFICATE_NOT_YET_VALID";
    case HandshakeResult::kCertificateAuthorityInvalid:
      return "CERTIFICATE_AUTHORITY_INVALID";
    case HandshakeResult::kCertificateHostnameMismatch:
      return "CERTIFICATE_HOSTNAME_MISMATCH";
    case HandshakeResult::kCertificateMalformed:
      return "CERTIFICATE_MALFORMED";
    case HandshakeResult::kCipherSuiteMismatch:
      return "CIPHER_SUITE_MISMATCH";
    case HandshakeResult::kProtocolVersionUnsupported:
      return "PROTOCOL_VERSION_UNSUPPORTED";
    case HandshakeResult::kInappropriateFallback:
      return "INAPPROPRIATE_FALLBACK";
    case HandshakeResult::kNoApplicationProtocol:
      return "NO_APPLICATION_PROTOCOL";
    case HandshakeResult::kSignatureVerificationFailed:
      return "SIGNATURE_VERIFICATION_FAILED";
    case HandshakeResult::kDecryptionFailed:
      return "DECRYPTION_FAILED";
    case HandshakeResult::kKeyExchangeFailure:
      return "KEY_EXCHANGE_FAILURE";
    case HandshakeResult::kUnexpectedMessage:
      return "UNEXPECTED_MESSAGE";
    case HandshakeResult::kHandshakeTimeout:
      return "HANDSHAKE_TIMEOUT";
    case HandshakeResult::kPeerConnectionClosed:
      return "PEER_CONNECTION_CLOSED";
  }
  return "";
}

}  // namespace certgen
