#include "certgen/symptom_tables.h"

namespace certgen {
namespace {

using Code = FindingCode;
using Speaker::kClient;
using Speaker::kLoader;
using Speaker::kLoadingClient;
using Speaker::kServer;

constexpr Stack kGo = Stack::kGo;
constexpr Stack kGrpcurl = Stack::kGrpcurl;
constexpr bool kVerbose = true;

FindingCodes RefusedOrLeftOut() { return Together({ClientRefused(), CertificateLeftOut()}); }

}  // namespace

// clang-format off
std::vector<Symptom> GoSymptoms() {
  return {
    // Loading.
    {kGo, kLoader, "no such file or directory", {Code::kFileMissing}},
    {kGo, kLoader, "permission denied", {Code::kFileUnreadable}},
    {kGo, kLoader, "is a directory", {Code::kFileIsDirectory}},
    {kGo, kLoader, "tls: failed to find any PEM data in key input",
     Together({NoPem(),
               {Code::kPrivateKeyTruncated, Code::kPrivateKeyEncrypted,
                Code::kPrivateKeyIsEngine}})},
    {kGo, kLoader, "tls: failed to parse private key",
     {Code::kPrivateKeyEncrypted, Code::kPrivateKeyUnsupported, Code::kPrivateKeyMalformed,
      Code::kCertificateKeyNotPortable},
     "A key with a passphrase, most often."},
    {kGo, kLoader, "tls: found unknown private key type in PKCS#8 wrapping",
     {Code::kPrivateKeyUnsupported}},
    {kGo, kLoader, "tls: failed to find PEM block with type ending in",
     {Code::kPrivateKeyIsPublicKey, Code::kPrivateKeyIsRequest}},
    {kGo, kLoader, "tls: found a certificate rather than a key in the PEM for the private key",
     {Code::kPrivateKeyIsCertificate}},
    {kGo, kLoader, "tls: private key does not match public key",
     {Code::kPrivateKeyMismatch, Code::kChainOrder, Code::kPrivateKeyMalformed},
     "Also where an intermediate stands before the leaf."},
    {kGo, kLoader, "tls: private key type does not match public key type",
     {Code::kPrivateKeyTypeMismatch, Code::kChainOrder}},
    {kGo, kLoader, "tls: failed to find any PEM data in certificate input",
     Together({NoPem(), {Code::kIsPkcs7, Code::kCertificateTruncated}})},
    {kGo, kLoader,
     "tls: failed to find certificate PEM data in certificate input, but did find a private key",
     {Code::kCertificateIsKey, Code::kFilesSwapped}},
    {kGo, kLoader,
     "PEM block in certificate input after skipping PEM blocks of the following types",
     {Code::kCertificateIsRequest, Code::kIsPkcs7, Code::kCertificateIsRevocationList,
      Code::kCertificateFormNotPortable}},
    {kGo, kLoader, "x509: malformed certificate", {Code::kCertificateMalformed}},
    {kGo, kLoader, "x509: invalid extended key usages", {Code::kCertificateExtensionMalformed}},
    {kGo, kLoader, "x509: invalid certificate policies", {Code::kCertificateFormNotPortable}},
    {kGo, kLoadingClient, "credentials: failed to append certificates", BadRoots(),
     "Of NewClientTLSFromFile; AppendCertsFromPEM only returns false, which many ignore."},
    // A client, of the server.
    {kGo, kClient, "x509: certificate signed by unknown authority",
     Together({NoWayToRoot(), {Code::kIssuerNotCa, Code::kChainSignatureInvalid}, BadRoots()}),
     "Also where the roots held nothing that Go could read."},
    {kGo, kClient, "crypto/rsa: verification error",
     {Code::kRootKeyDiffers, Code::kChainSignatureInvalid},
     "A root has the right name and another key: the CA was made again."},
    {kGo, kClient, "x509: certificate has expired or is not yet valid",
     {Code::kCertificateExpired, Code::kCertificateNotYetValid, Code::kClockProbablyWrong,
      Code::kRootExpired, Code::kRootNotYetValid},
     "\"is after\" means expired, \"is before\" not yet valid."},
    {kGo, kClient, "x509: certificate specifies an incompatible key usage",
     {Code::kCertificateWrongPurpose, Code::kIssuerWrongPurpose}},
    {kGo, kClient, "x509: invalid signature: parent certificate cannot sign this kind of certificate",
     {Code::kIssuerNotCa, Code::kIssuerMayNotSign, Code::kRootNotCa}},
    {kGo, kClient, "x509: too many intermediates for path length constraint",
     {Code::kPathLengthExceeded}},
    {kGo, kClient,
     "x509: a root or intermediate certificate is not authorized to sign for this name",
     {Code::kNameConstraintViolated}},
    {kGo, kClient, "tls: invalid signature by the server certificate",
     {Code::kPrivateKeyMalformed},
     "The server's private key: its halves do not belong together."},
    {kGo, kClient, "x509: no valid chains built", {Code::kCertificateFormNotPortable},
     "\"invalid policies\": a CA requires one that the chain does not have."},
    {kGo, kClient, "x509: unhandled critical extension",
     {Code::kUnknownCriticalExtension, Code::kCertificateFormNotPortable}},
    {kGo, kClient, "tls: failed to parse certificate from server",
     {Code::kCertificateExtensionMalformed, Code::kCertificateFormNotPortable,
      Code::kCertificateNameMalformed},
     "What Go could not parse follows."},
    {kGo, kClient, "x509: certificate is valid for",
     {Code::kCertificateHostnameMismatch, Code::kCertificateNameMalformed}},
    {kGo, kClient, "x509: certificate is not valid for any names",
     {Code::kChainOrder, Code::kCertificateHasNoHostName},
     "In a chain in wrong order Go looks for the name in the intermediate."},
    {kGo, kClient, "because it doesn't contain any IP SANs",
     {Code::kCertificateHostnameMismatch, Code::kCertificateIpAsDnsName}},
    {kGo, kClient, "x509: certificate relies on legacy Common Name field, use SANs instead",
     {Code::kCertificateCommonNameOnly}},
    {kGo, kClient, "x509: cannot verify signature: insecure algorithm",
     {Code::kCertificateSignatureTooWeak}},
    {kGo, kClient, "x509: cannot verify signature: algorithm unimplemented",
     {Code::kCertificateSignatureNotPortable, Code::kCertificateKeyNotPortable}},
    {kGo, kClient, "crypto/rsa: public exponent too large", {Code::kCertificateKeyNotPortable}},
    {kGo, kClient, "tls: first record does not look like a TLS handshake",
     {Code::kPlaintextServer}},
    {kGo, kClient, "remote error: tls: protocol version not supported",
     {Code::kProtocolVersionUnsupported}},
    {kGo, kClient, "credentials: cannot check peer: missing selected ALPN property",
     {Code::kNoApplicationProtocol}},
    {kGo, kClient, "connect: connection refused", {Code::kConnectionRefused}},
    {kGo, kClient, "name resolver error: produced zero addresses", {Code::kNameNotResolved}},
    {kGo, kClient, "authentication handshake failed: EOF", {Code::kPeerConnectionClosed,
     Code::kCertificateKeyNotPortable, Code::kCertificateKeyTooWeak,
     Code::kCertificateSignatureTooWeak, Code::kRootKeyTooWeak},
     "The server gave up: its own chain is weak, or its key none that Go knows (Ed448): see its "
     "log."},
    // A client that was refused.
    {kGo, kClient, "error reading server preface: remote error: tls: certificate required",
     Together({{Code::kClientCertificateMissing}, CertificateLeftOut()})},
    {kGo, kClient, "error reading server preface: remote error: tls: expired certificate",
     {Code::kCertificateExpired, Code::kCertificateNotYetValid, Code::kClockProbablyWrong},
     "The client's certificate."},
    {kGo, kClient, "error reading server preface: remote error: tls: bad certificate",
     {Code::kCertificateWrongPurpose, Code::kCertificatePurposeAnyOnly},
     "The client's certificate; what a Go server says where it has no better word."},
    {kGo, kClient, "error reading server preface: remote error: tls: unknown certificate authority",
     {Code::kCertificateAuthorityInvalid, Code::kRootKeyDiffers, Code::kChainIncomplete,
      Code::kCertificateSignatureTooWeak},
     "The server does not know who issued the client's certificate."},
    {kGo, kClient, "error reading server preface: EOF", Together({{Code::kClientCertificateMissing,
     Code::kPlaintextClient, Code::kPeerConnectionClosed}, RefusedOrLeftOut()}),
     "Refused by a server that does not say why, such as gRPC C++: see its log."},
    {kGo, kClient, "write: broken pipe", Together({{Code::kClientCertificateMissing,
     Code::kPeerConnectionClosed}, RefusedOrLeftOut()}),
     "Refused, and the reason was lost on the way: try again, or see the server's log."},
    {kGo, kClient, "write: connection reset by peer", Together({{Code::kClientCertificateMissing,
     Code::kPeerConnectionClosed}, RefusedOrLeftOut()}),
     "Refused, and the reason was lost on the way: try again, or see the server's log."},
    {kGo, kClient, "error reading server preface: read tcp",
     Together({{Code::kClientCertificateMissing, Code::kPeerConnectionClosed}, RefusedOrLeftOut()}),
     "Seen towards a Node server that refused the client: it says nothing."},
    {kGo, kClient, "transport: authentication handshake failed", {},
     "Whatever the fault: the reason follows."},
    // A server, of a client.
    {kGo, kServer, "tls: client didn't provide a certificate",
     Together({{Code::kClientCertificateMissing}, CertificateLeftOut()}), "", kVerbose},
    {kGo, kServer, "x509: certificate has expired or is not yet valid",
     {Code::kCertificateExpired, Code::kCertificateNotYetValid, Code::kClockProbablyWrong,
      Code::kRootExpired, Code::kRootNotYetValid},
     "\"is after\" means expired, \"is before\" not yet valid.", kVerbose},
    {kGo, kServer, "x509: certificate specifies an incompatible key usage",
     {Code::kCertificateWrongPurpose, Code::kIssuerWrongPurpose}, "", kVerbose},
    {kGo, kServer, "x509: certificate signed by unknown authority",
     Together({NoWayToRoot(), {Code::kClientRootsMissing}}), "", kVerbose},
    {kGo, kServer, "tls: first record does not look like a TLS handshake", {Code::kPlaintextClient},
     "", kVerbose},
    {kGo, kServer, "tls: client offered only unsupported versions",
     {Code::kProtocolVersionUnsupported}, "", kVerbose},
    {kGo, kServer, "remote error: tls: bad certificate", ServerRefused(),
     "A Go client refused the server's certificate: its own log says why.", kVerbose},
    {kGo, kServer, "local error: tls: bad record MAC", NoWayToRoot(),
     "No attack: openssl s_client refused the server's certificate.", kVerbose},
    {kGo, kServer, "credentials: cannot check peer: missing selected ALPN property",
     {Code::kNoApplicationProtocol}, "", kVerbose},
  };
}

std::vector<Symptom> GrpcurlSymptoms() {
  return {
    {kGrpcurl, kLoadingClient, "could not load client key pair: open",
     {Code::kFileMissing, Code::kFileUnreadable}},
    {kGrpcurl, kLoadingClient, "could not load client key pair: read", {Code::kFileIsDirectory}},
    {kGrpcurl, kLoadingClient, "could not load client key pair", {},
     "The reason follows, in the words of gRPC-Go."},
    {kGrpcurl, kLoadingClient, "could not read ca certificate: open",
     {Code::kFileMissing, Code::kFileUnreadable}},
    {kGrpcurl, kLoadingClient, "could not read ca certificate: read", {Code::kFileIsDirectory}},
    {kGrpcurl, kLoadingClient, "failed to append ca certs",
     Together({{Code::kFileEmpty}, BadRoots()})},
    {kGrpcurl, kClient, "context deadline exceeded", Together({{Code::kClientCertificateMissing,
     Code::kPlaintextClient, Code::kNoApplicationProtocol, Code::kPeerConnectionClosed},
     RefusedOrLeftOut()}),
     "Not slow: it was refused, tried again until the time was over, and keeps the reason; "
     "GRPC_GO_LOG_SEVERITY_LEVEL=info shows it (not of a missing ALPN)."},
    {kGrpcurl, kClient, "no such host", {Code::kNameNotResolved}},
    {kGrpcurl, kClient, "Failed to dial target host", {},
     "Whatever the fault: the reason follows; EOF alone means that the server gave up, and its log "
     "says why."},
  };
}
// clang-format on

}  // namespace certgen
