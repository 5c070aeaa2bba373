#include "certgen/symptom_tables.h"

namespace certgen {
namespace {

using Code = FindingCode;
constexpr Stack kOpenSsl = Stack::kOpenSsl;
constexpr Speaker kLoader = Speaker::kLoader;
constexpr Speaker kClient = Speaker::kClient;
constexpr Speaker kServer = Speaker::kServer;

FindingCodes NotForHost() {
  return {Code::kCertificateHostnameMismatch, Code::kCertificateHasNoHostName,
          Code::kCertificateIpAsDnsName, Code::kCertificateCommonNameOnly,
          Code::kCertificateNameMalformed};
}

}  // namespace

// clang-format off
std::vector<Symptom> OpenSslSymptoms() {
  return {
    // Loading files.
    {kOpenSsl, kLoader, "key values mismatch",
     {Code::kPrivateKeyMismatch, Code::kChainOrder}},
    {kOpenSsl, kLoader, "Private key does not match the certificate public key",
     {Code::kPrivateKeyTypeMismatch, Code::kPrivateKeyMismatch, Code::kChainOrder}},
    {kOpenSsl, kLoader, "ee key too small", {Code::kCertificateKeyTooWeak}},
    {kOpenSsl, kLoader, "ca md too weak", {Code::kCertificateSignatureTooWeak}},
    // Verifying a chain.
    {kOpenSsl, kClient, "unable to get local issuer certificate",
     Together({NoWayToRoot(), {Code::kCertificateExtensionMalformed, Code::kRootIsLeaf}})},
    {kOpenSsl, kClient, "unable to get issuer certificate",
     {Code::kRootIsLeaf, Code::kCertificateAuthorityInvalid},
     "What is trusted is not self-signed, and the CA above it is not there: only with -partial_chain, "
     "as gRPC C++ does it, is that enough."},
    {kOpenSsl, kClient, "unable to verify the first certificate", NoWayToRoot()},
    {kOpenSsl, kClient, "self-signed certificate in certificate chain",
     {Code::kCertificateAuthorityInvalid, Code::kRootKeyDiffers, Code::kNamedAsIssuer}},
    {kOpenSsl, kClient, "self-signed certificate",
     {Code::kCertificateAuthorityInvalid, Code::kNamedAsIssuer}},
    {kOpenSsl, kClient, "certificate has expired",
     {Code::kCertificateExpired, Code::kRootExpired}},
    {kOpenSsl, kClient, "certificate is not yet valid",
     {Code::kCertificateNotYetValid, Code::kClockProbablyWrong, Code::kRootNotYetValid}},
    {kOpenSsl, kClient, "unsuitable certificate purpose",
     {Code::kCertificateWrongPurpose, Code::kCertificatePurposeAnyOnly,
      Code::kCertificateKeyUsageUnfit, Code::kCertificateKeyUsageNotPortable,
      Code::kIssuerWrongPurpose, Code::kRootHasExtendedKeyUsage}},
    {kOpenSsl, kClient, "invalid CA certificate",
     {Code::kIssuerNotCa, Code::kRootNotCa, Code::kIssuerWrongPurpose}},
    {kOpenSsl, kClient, "key usage does not include certificate signing",
     {Code::kIssuerMayNotSign}},
    {kOpenSsl, kClient, "path length constraint exceeded", {Code::kPathLengthExceeded}},
    {kOpenSsl, kClient, "permitted subtree violation", {Code::kNameConstraintViolated}},
    {kOpenSsl, kClient, "excluded subtree violation", {Code::kNameConstraintViolated}},
    {kOpenSsl, kClient, "name constraints minimum and maximum not supported",
     {Code::kCertificateVerificationFailed}},
    {kOpenSsl, kClient, "unhandled critical extension", {Code::kUnknownCriticalExtension}},
    {kOpenSsl, kClient, "EE certificate key too weak", {Code::kCertificateKeyTooWeak}},
    {kOpenSsl, kClient, "CA certificate key too weak",
     {Code::kCertificateKeyTooWeak, Code::kRootKeyTooWeak}},
    {kOpenSsl, kClient, "CA signature digest algorithm too weak",
     {Code::kCertificateSignatureTooWeak}},
    {kOpenSsl, kClient, "certificate signature failure", {Code::kChainSignatureInvalid}},
    {kOpenSsl, kClient, "hostname mismatch", NotForHost()},
    {kOpenSsl, kClient, "IP address mismatch", NotForHost()},
    {kOpenSsl, kClient, "certificate revoked", {Code::kCertificateRevoked}},
    {kOpenSsl, kClient, "unable to get certificate CRL",
     {Code::kRevocationListMissing, Code::kRevocationListForeign}},
    {kOpenSsl, kClient, "CRL has expired", {Code::kRevocationListExpired}},
    {kOpenSsl, kClient, "CRL is not yet valid",
     {Code::kRevocationListNotYetValid, Code::kClockProbablyWrong}},
    // Connecting.
    {kOpenSsl, kClient, "Name or service not known", {Code::kNameNotResolved}},
    {kOpenSsl, kClient, "BIO_connect:Connection refused", {Code::kConnectionRefused}},
    {kOpenSsl, kClient, "BIO_connect:Connection timed out", {Code::kConnectionTimeout}},
    {kOpenSsl, kClient, "BIO_connect:No route to host", {Code::kNetworkUnreachable}},
    {kOpenSsl, kClient, "BIO_connect:Network is unreachable", {Code::kNetworkUnreachable}},
    {kOpenSsl, kClient, "wrong version number", {Code::kPlaintextServer, Code::kNotTls}},
    {kOpenSsl, kClient, "unexpected eof while reading", {Code::kPeerConnectionClosed}},
    {kOpenSsl, kClient, "write:errno=104", {Code::kPeerConnectionClosed}},
    {kOpenSsl, kClient, "sslv3 alert handshake failure",
     {Code::kCipherSuiteMismatch, Code::kKeyExchangeFailure, Code::kClientCertificateMissing},
     "The server's log tells which; with TLS 1.2 it may also want a client's certificate."},
    {kOpenSsl, kClient, "tlsv1 alert protocol version", {Code::kProtocolVersionUnsupported}},
    {kOpenSsl, kClient, "unsupported protocol", {Code::kProtocolVersionUnsupported}},
    {kOpenSsl, kClient, "legacy sigalg disallowed or unsupported",
     {Code::kProtocolVersionUnsupported},
     "Of TLS 1.1, which signs with SHA-1: only @SECLEVEL=0 allows it."},
    {kOpenSsl, kClient, "tlsv1 alert no application protocol", {Code::kNoApplicationProtocol}},
    {kOpenSsl, kClient, "tlsv1 unrecognized name", {Code::kServerNameUnrecognized}},
    // A client that was refused.
    {kOpenSsl, kClient, "tlsv13 alert certificate required",
     Together({{Code::kClientCertificateMissing}, CertificateLeftOut()})},
    {kOpenSsl, kClient, "tlsv1 alert unknown ca",
     {Code::kCertificateAuthorityInvalid, Code::kRootKeyDiffers, Code::kChainIncomplete,
      Code::kRevocationListMissing},
     "Of the client's certificate: the server does not know its CA, or has no list of it."},
    {kOpenSsl, kClient, "sslv3 alert certificate expired",
     {Code::kCertificateExpired, Code::kClockProbablyWrong, Code::kRevocationListExpired},
     "Of the client's certificate, or the server's revocation list."},
    {kOpenSsl, kClient, "sslv3 alert certificate revoked", {Code::kCertificateRevoked},
     "The client's certificate."},
    // A server, of a client.
    {kOpenSsl, kServer, "wrong version number",
     {Code::kPlaintextClient, Code::kNotTls, Code::kProtocolVersionUnsupported},
     "Also of a client that is too new for a server of TLS 1.1."},
    {kOpenSsl, kServer, "http request", {Code::kPlaintextClient}},
    {kOpenSsl, kServer, "https proxy request", {Code::kPlaintextClient},
     "CONNECT: the client takes the server for its proxy."},
    {kOpenSsl, kServer, "unsupported protocol", {Code::kProtocolVersionUnsupported}},
    {kOpenSsl, kServer, "no shared cipher",
     {Code::kCipherSuiteMismatch, Code::kKeyExchangeFailure},
     "With TLS 1.2 also where only the group is missing."},
    {kOpenSsl, kServer, "no suitable key share", {Code::kKeyExchangeFailure}},
    {kOpenSsl, kServer, "no application protocol", {Code::kNoApplicationProtocol}},
    {kOpenSsl, kServer, "peer did not return a certificate",
     Together({{Code::kClientCertificateMissing}, CertificateLeftOut()})},
  };
}
// clang-format on

}  // namespace certgen
