#include "certgen/symptom_tables.h"

namespace certgen {
namespace {

using Code = FindingCode;
using Speaker::kClient;
using Speaker::kLoader;

constexpr Stack kNode = Stack::kNode;

FindingCodes NoKey() {
  return Together(
      {NoPem(),
       {Code::kPrivateKeyTruncated, Code::kPrivateKeyMalformed, Code::kPrivateKeyIsPublicKey,
        Code::kPrivateKeyIsCertificate, Code::kPrivateKeyIsRequest}});
}

FindingCodes NoCertificate() {
  return Together({NoPem(), {Code::kCertificateIsKey, Code::kFilesSwapped}});
}

}  // namespace

// clang-format off
std::vector<Symptom> NodeSymptoms() {
  return {
    // Loading.
    {kNode, kLoader, "ENOENT: no such file or directory", {Code::kFileMissing}},
    {kNode, kLoader, "EACCES: permission denied", {Code::kFileUnreadable}},
    {kNode, kLoader, "EISDIR: illegal operation on a directory", {Code::kFileIsDirectory}},
    {kNode, kLoader, "1E08010C:DECODER routines::unsupported", NoKey(),
     "No algorithm is unsupported: the text is no private key."},
    {kNode, kLoader, "ERR_OSSL_UNSUPPORTED", NoKey(),
     "No algorithm is unsupported: the text is no private key."},
    {kNode, kLoader, "1C800064:Provider routines::bad decrypt", {Code::kPrivateKeyEncrypted}},
    {kNode, kLoader, "ERR_OSSL_BAD_DECRYPT", {Code::kPrivateKeyEncrypted}},
    {kNode, kLoader, "05800074:x509 certificate routines::key values mismatch",
     {Code::kPrivateKeyMismatch, Code::kChainOrder}},
    {kNode, kLoader, "ERR_OSSL_X509_KEY_VALUES_MISMATCH",
     {Code::kPrivateKeyMismatch, Code::kChainOrder}},
    {kNode, kLoader, "0480006C:PEM routines::no start line", NoCertificate(),
     "Of the certificate, not the key."},
    {kNode, kLoader, "ERR_OSSL_PEM_NO_START_LINE", NoCertificate(),
     "Of the certificate, not the key."},
    {kNode, kLoader, "04800066:PEM routines::bad end line", {Code::kCertificateTruncated}},
    {kNode, kLoader, "ERR_OSSL_PEM_BAD_END_LINE", {Code::kCertificateTruncated}},
    {kNode, kLoader, "0A00018E:SSL routines::ca md too weak",
     {Code::kCertificateSignatureTooWeak}},
    {kNode, kLoader, "ERR_SSL_CA_MD_TOO_WEAK", {Code::kCertificateSignatureTooWeak}},
    // A client, of the server.
    {kNode, kClient, "unable to verify the first certificate",
     Together({NoWayToRoot(), BadRoots()}),
     "Also where the client's own roots are empty or garbled: Node takes them without a word."},
    {kNode, kClient, "Last error: Error: self-signed certificate",
     {Code::kCertificateAuthorityInvalid, Code::kNamedAsIssuer}},
    {kNode, kClient, "Last error: Error: certificate has expired",
     {Code::kCertificateExpired, Code::kRootExpired}},
    {kNode, kClient, "Last error: Error: certificate is not yet valid",
     {Code::kCertificateNotYetValid, Code::kClockProbablyWrong, Code::kRootNotYetValid}},
    {kNode, kClient, "unsuitable certificate purpose",
     {Code::kCertificateWrongPurpose, Code::kCertificateKeyUsageUnfit,
      Code::kCertificatePurposeAnyOnly, Code::kIssuerWrongPurpose}},
    {kNode, kClient, "key usage does not include certificate signing",
     {Code::kIssuerNotCa, Code::kIssuerMayNotSign}},
    {kNode, kClient, "Last error: Error: path length constraint exceeded",
     {Code::kPathLengthExceeded}},
    {kNode, kClient, "Last error: Error: permitted subtree violation",
     {Code::kNameConstraintViolated}},
    {kNode, kClient, "Last error: Error: unhandled critical extension",
     {Code::kUnknownCriticalExtension}},
    {kNode, kClient, "CA signature digest algorithm too weak",
     {Code::kCertificateSignatureTooWeak}},
    {kNode, kClient, "Hostname/IP does not match certificate's altnames: Host:",
     {Code::kCertificateHostnameMismatch, Code::kCertificateHasNoHostName}},
    {kNode, kClient, "Hostname/IP does not match certificate's altnames: IP:",
     {Code::kCertificateHostnameMismatch, Code::kCertificateIpAsDnsName,
      Code::kCertificateCommonNameOnly}},
    {kNode, kClient, "ERR_TLS_CERT_ALTNAME_INVALID",
     {Code::kCertificateHostnameMismatch, Code::kCertificateIpAsDnsName,
      Code::kCertificateCommonNameOnly, Code::kCertificateHasNoHostName}},
    {kNode, kClient, "RSA_verify_PKCS1_PSS_mgf1:first octet invalid",
     {Code::kChainOrder, Code::kPrivateKeyMismatch},
     "The handshake was signed by another key than that of the first certificate."},
    {kNode, kClient, "0A00010B:SSL routines:ssl3_get_record:wrong version number",
     {Code::kPlaintextServer}},
    {kNode, kClient, "0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version",
     {Code::kProtocolVersionUnsupported}},
    {kNode, kClient, "Waiting for LB pick", {Code::kNoApplicationProtocol},
     "Only the deadline passes: ALPN is never named."},
    {kNode, kClient, "Last error: Error: connect ECONNREFUSED", {Code::kConnectionRefused}},
    {kNode, kClient, "Name resolution failed for target", {Code::kNameNotResolved}},
    // A client that was refused.
    {kNode, kClient, "Last error: Failed to connect", Together({{Code::kClientCertificateMissing,
     Code::kPlaintextClient, Code::kPeerConnectionClosed}, ClientRefused(), CertificateLeftOut(),
     {Code::kPrivateKeyTypeMismatch}}),
     "Refused by a server that does not say why, such as gRPC C++: see its log."},
    {kNode, kClient, "0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required",
     Together({{Code::kClientCertificateMissing}, {Code::kPrivateKeyTypeMismatch},
     CertificateLeftOut()}),
     "A certificate whose key is of another type is left out without a word."},
    {kNode, kClient, "0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca",
     {Code::kCertificateAuthorityInvalid, Code::kRootKeyDiffers, Code::kChainIncomplete},
     "The server does not know who issued the client's certificate."},
    {kNode, kClient, "0A000415:SSL routines:ssl3_read_bytes:sslv3 alert certificate expired",
     {Code::kCertificateExpired, Code::kCertificateNotYetValid, Code::kClockProbablyWrong},
     "The client's certificate."},
    {kNode, kClient, "0A000412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate",
     {Code::kCertificateWrongPurpose, Code::kCertificatePurposeAnyOnly},
     "The client's certificate; what a Go server says where it has no better word."},
    {kNode, kClient, "No connection established. Last error:", {},
     "Whatever the fault: the reason follows."},
  };
}
// clang-format on

}  // namespace certgen
