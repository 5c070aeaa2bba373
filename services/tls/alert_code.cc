#include "services/tls/alert_code.h"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace tls {
namespace {

using Code = certgen::FindingCode;

struct Text {
  Code code;
  const char* cause;
  const char* cure;
};

constexpr Text kTexts[] = {
    {Code::kProtocolVersionUnsupported,
     "the client and the server have no TLS version in common; gRPC wants 1.2 at least, and "
     "--min-tls-version 1.3 no less than that",
     "bring the client up to date: openssl s_client -tls1_3 -connect HOST:PORT shows that the "
     "server takes 1.3"},
    {Code::kCipherSuiteMismatch,
     "the client and the server have no cipher suite in common, or no group for the key exchange",
     "allow the client ECDHE with AES-GCM and the group P-256: openssl ciphers -v ECDHE+AESGCM "
     "lists them"},
    {Code::kKeyExchangeFailure,
     "the client and the server have no group for the key exchange in common; gRPC C++ 1.51 "
     "takes P-256 alone",
     "allow the client the group P-256: openssl s_client -groups P-256 -connect HOST:PORT shows "
     "that the server takes it"},
    {Code::kSignatureVerificationFailed,
     "the client's signature is not by the key of its certificate, or by a method that the "
     "server does not take",
     "check that the client's key and certificate belong together: certgen verify DIR"},
    {Code::kClientCertificateMissing, "the client presented no certificate",
     "give the client --cert and --key, issued by a CA in the server's ca.crt; or let callers in "
     "without one: echo-server --client-cert none"},
    {Code::kNoApplicationProtocol,
     "TLS is good, but the client did not ask for HTTP/2 by ALPN (h2): it is no gRPC client, or "
     "a proxy stands between that only knows HTTP/1.1",
     "let the client, or the proxy, offer h2: openssl s_client -alpn h2 -connect HOST:PORT does"},
    {Code::kServerNameUnrecognized, "the server has no certificate for the name that was asked for",
     "ask by a name that it has: --server-name NAME"},
};

const Text* TextOf(Code code) {
  for (const Text& text : kTexts) {
    if (text.code == code) return &text;
  }
  return nullptr;
}

}  // namespace

Code CodeOfAlert(int alert, int reason) {
  switch (reason) {
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
      return Code::kClientCertificateMissing;
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_UNKNOWN_PROTOCOL:
    case SSL_R_VERSION_TOO_LOW:
    case SSL_R_NO_PROTOCOLS_AVAILABLE:
      return Code::kProtocolVersionUnsupported;
    case SSL_R_NO_SHARED_CIPHER:
    case SSL_R_NO_CIPHERS_SPECIFIED:
      return Code::kCipherSuiteMismatch;
    case SSL_R_NO_SUITABLE_KEY_SHARE:
    case SSL_R_NO_SUITABLE_GROUPS:
    case SSL_R_BAD_KEY_SHARE:
    case SSL_R_BAD_ECPOINT:
      return Code::kKeyExchangeFailure;
    case SSL_R_BAD_SIGNATURE:
    case SSL_R_WRONG_SIGNATURE_TYPE:
    case SSL_R_WRONG_SIGNATURE_SIZE:
    case SSL_R_WRONG_CURVE:
    case SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM:
    case SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS:
      return Code::kSignatureVerificationFailed;
    default:
      break;
  }
  switch (alert) {
    case SSL_AD_PROTOCOL_VERSION:
      return Code::kProtocolVersionUnsupported;
    case SSL_AD_DECRYPT_ERROR:
      return Code::kSignatureVerificationFailed;
    case SSL_AD_NO_APPLICATION_PROTOCOL:
      return Code::kNoApplicationProtocol;
    case SSL_AD_UNRECOGNIZED_NAME:
      return Code::kServerNameUnrecognized;
    case SSL_AD_CERTIFICATE_REQUIRED:
      return Code::kClientCertificateMissing;
    default:
      return Code::kHandshakeFailed;
  }
}

Code CodeOfClientAlert(int alert) {
  switch (alert) {
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
    case SSL_AD_CERTIFICATE_REVOKED:
    case SSL_AD_CERTIFICATE_EXPIRED:
    case SSL_AD_CERTIFICATE_UNKNOWN:
    case SSL_AD_UNKNOWN_CA:
    case SSL_AD_ACCESS_DENIED:
      return Code::kServerCertificateRefused;
    case SSL_AD_CLOSE_NOTIFY:
    case SSL_AD_USER_CANCELLED:
      return Code::kPeerConnectionClosed;
    default:
      return CodeOfAlert(alert, 0);
  }
}

Code CodeOfVerifyResult(long result) {
  switch (result) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return Code::kCertificateExpired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return Code::kCertificateNotYetValid;
    case X509_V_ERR_INVALID_PURPOSE:
      return Code::kCertificateWrongPurpose;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return Code::kCertificateAuthorityInvalid;
    case X509_V_ERR_CERT_REVOKED:
      return Code::kCertificateRevoked;
    default:
      return Code::kHandshakeFailed;
  }
}

const char* CauseOf(Code code) {
  const Text* const text = TextOf(code);
  return text == nullptr ? nullptr : text->cause;
}

const char* CureOf(Code code) {
  const Text* const text = TextOf(code);
  return text == nullptr ? "" : text->cure;
}

}  // namespace tls
