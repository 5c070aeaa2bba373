#include "certgen/symptom_tables.h"

namespace certgen {
namespace {

using Code = FindingCode;
using Speaker::kClient;
using Speaker::kLoader;
using Speaker::kLoadingClient;
using Speaker::kLoadingServer;
using Speaker::kServer;

constexpr Stack kPython = Stack::kPython;

FindingCodes BadFiles() { return Together({BadKey(), BadCertificate(), BadRoots()}); }

FindingCodes RefusedOrLeftOut() { return Together({ClientRefused(), CertificateLeftOut()}); }

FindingCodes Times() {
  return {Code::kCertificateExpired, Code::kCertificateNotYetValid, Code::kClockProbablyWrong};
}

FindingCodes Unfit() {
  return {Code::kCertificateKeyUsageNotPortable, Code::kCertificateKeyUsageUnfit,
          Code::kChainOrder};
}

}  // namespace

// clang-format off
std::vector<Symptom> PythonSymptoms() {
  return {
    // Loading.
    {kPython, kLoader, "[Errno 2] No such file or directory", {Code::kFileMissing}},
    {kPython, kLoader, "[Errno 13] Permission denied", {Code::kFileUnreadable}},
    {kPython, kLoader, "[Errno 21] Is a directory", {Code::kFileIsDirectory}},
    {kPython, kLoader, "Invalid private key.", BadKey(),
     "One line for every fault of a key; of a server also for an empty certificate."},
    {kPython, kLoader, "Invalid cert chain file.", BadCertificate()},
    {kPython, kLoader, "Could not load any root certificate.", BadRoots()},
    {kPython, kLoader, "Invalid verification certs", BadRoots()},
    {kPython, kLoader, "Handshaker factory creation failed with TSI_INVALID_ARGUMENT", {},
     "The line before it has the cause."},
    {kPython, kLoader, "Update handshaker factory failed.", {},
     "The lines before it have the cause."},
    {kPython, kLoadingClient, "Check failed: private_key != nullptr",
     {Code::kFileEmpty, Code::kPrivateKeyMissing},
     "The process is aborted: Python sees no exception."},
    {kPython, kLoadingClient, "Check failed: cert_chain != nullptr",
     {Code::kFileEmpty, Code::kCertificateMissing},
     "The process is aborted: Python sees no exception."},
    {kPython, kLoadingClient, "Failed to create security handshaker", BadFiles(),
     "The client's own files; the cause is on stderr."},
    {kPython, kLoadingServer, "Failed to bind to address", Together({{Code::kPortTaken},
     BadFiles()}), "Seldom the port: the server's own files; the cause is on stderr."},
    {kPython, kLoadingServer, "Unable to create secure server with credentials of type", {},
     "The lines before it have the cause."},
    // A client, of the server.
    {kPython, kClient,
     "1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED: unable to get local issuer certificate",
     Together({NoWayToRoot(), {Code::kIssuerNotCa, Code::kFileEmpty}}),
     "Also of an issuer that is no CA."},
    {kPython, kClient,
     "1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED: certificate has expired",
     {Code::kCertificateExpired, Code::kRootExpired}},
    {kPython, kClient,
     "1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED: certificate is not yet valid",
     {Code::kCertificateNotYetValid, Code::kClockProbablyWrong, Code::kRootNotYetValid}},
    {kPython, kClient,
     "1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED: unsupported certificate purpose",
     {Code::kCertificateWrongPurpose, Code::kIssuerWrongPurpose}},
    {kPython, kClient,
     "1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED: path length constraint exceeded",
     {Code::kPathLengthExceeded}},
    {kPython, kClient,
     "1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED: permitted subtree violation",
     {Code::kNameConstraintViolated}},
    {kPython, kClient,
     "1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED: unhandled critical extension",
     {Code::kUnknownCriticalExtension, Code::kCertificateFormNotPortable}},
    {kPython, kClient, "OPENSSL_internal:CERTIFICATE_VERIFY_FAILED: no explicit policy",
     {Code::kCertificateFormNotPortable},
     "A CA requires a policy that the chain does not have."},
    {kPython, kClient, "OPENSSL_internal:CERTIFICATE_VERIFY_FAILED: unsupported name constraint type",
     {Code::kCertificateFormNotPortable},
     "A CA constrains IP addresses, which BoringSSL cannot check."},
    {kPython, kClient, "OPENSSL_internal:CERTIFICATE_VERIFY_FAILED: invalid or inconsistent certificate extension",
     {Code::kCertificateExtensionMalformed, Code::kCertificateFormNotPortable}},
    {kPython, kClient, "OPENSSL_internal:DECODE_ERROR: invalid or inconsistent certificate",
     {Code::kCertificateExtensionMalformed, Code::kCertificateFormNotPortable}},
    {kPython, kClient, "OPENSSL_internal:BAD_ENCODING: certificate signature failure",
     {Code::kCertificateSignatureNotPortable}},
    {kPython, kClient, "OPENSSL_internal:UNKNOWN_SIGNATURE_ALGORITHM: certificate signature failure",
     {Code::kCertificateSignatureNotPortable}},
    {kPython, kClient, "OPENSSL_internal:BAD_E_VALUE", {Code::kCertificateKeyNotPortable}},
    {kPython, kClient, "1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED",
     Together({VerificationFailed(), {Code::kFileEmpty}}), "The reason follows, but not in every version."},
    {kPython, kClient, "1000012e:SSL routines:OPENSSL_internal:KEY_USAGE_BIT_INCORRECT", Unfit(),
     "In a chain in wrong order the intermediate is taken for the leaf."},
    {kPython, kClient, "10000410:SSL routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE",
     {Code::kCertificateKeyNotPortable}, "BoringSSL offers neither Ed25519 nor P-521."},
    {kPython, kClient, "Hostname Verification Check failed.",
     {Code::kCertificateHostnameMismatch, Code::kCertificateHasNoHostName}},
    {kPython, kClient, "call host does not match SSL server name",
     {Code::kCertificateCommonNameOnly, Code::kCertificateHostnameMismatch},
     "Status 16, UNAUTHENTICATED: a common name does not serve for an IP address."},
    {kPython, kClient, "100000f7:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER",
     {Code::kPlaintextServer}},
    {kPython, kClient, "1000042e:SSL routines:OPENSSL_internal:TLSV1_ALERT_PROTOCOL_VERSION",
     {Code::kProtocolVersionUnsupported}},
    {kPython, kClient, "Cannot check peer: missing selected ALPN property",
     {Code::kNoApplicationProtocol}},
    {kPython, kClient, "Failed to connect to remote host: Connection refused",
     {Code::kConnectionRefused}},
    {kPython, kClient, "Domain name not found", {Code::kNameNotResolved}},
    {kPython, kClient, "Invalid certificate verification context", {},
     "It was not verification that failed: the words before it have the cause."},
    // A client that was refused.
    {kPython, kClient, "Socket closed", Together({{Code::kClientCertificateMissing,
     Code::kPlaintextClient, Code::kPeerConnectionClosed}, RefusedOrLeftOut()}),
     "All that a client sees of its refusal by gRPC C++: the server's log has the reason."},
    {kPython, kClient, "Unwrap failed (TSI_DATA_CORRUPTED)",
     Together({{Code::kClientCertificateMissing}, RefusedOrLeftOut()}),
     "Nothing is corrupt: the server refused the client's certificate; stderr says why."},
    {kPython, kClient, "Corruption detected.", Together({{Code::kClientCertificateMissing},
     RefusedOrLeftOut()}),
     "Nothing is corrupt: the server refused the client's certificate; the next line says why."},
    {kPython, kClient, "1000045c:SSL routines:OPENSSL_internal:TLSV1_ALERT_CERTIFICATE_REQUIRED",
     Together({{Code::kClientCertificateMissing}, CertificateLeftOut()})},
    {kPython, kClient, "10000418:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA",
     {Code::kCertificateAuthorityInvalid, Code::kRootKeyDiffers, Code::kChainIncomplete,
      Code::kCertificateSignatureTooWeak},
     "The server does not know who issued the client's certificate."},
    {kPython, kClient, "10000415:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_EXPIRED",
     Times(), "The client's certificate."},
    {kPython, kClient, "10000412:SSL routines:OPENSSL_internal:SSLV3_ALERT_BAD_CERTIFICATE",
     {Code::kCertificateWrongPurpose, Code::kCertificatePurposeAnyOnly},
     "The client's certificate; what a Go server says where it has no better word."},
    {kPython, kClient, "failed to connect to all addresses", {},
     "Whatever the fault: the reason follows \"last error\"."},
    // A server, of a client.
    {kPython, kServer, "100000c0:SSL routines:OPENSSL_internal:PEER_DID_NOT_RETURN_A_CERTIFICATE",
     Together({{Code::kClientCertificateMissing}, CertificateLeftOut()}),
     "Also of a client of Go, grpcurl or Java whose certificate another CA issued."},
    {kPython, kServer,
     "1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED: unable to get local issuer certificate",
     Together({NoWayToRoot(), {Code::kClientRootsMissing, Code::kFileEmpty}})},
    {kPython, kServer,
     "1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED: certificate has expired",
     {Code::kCertificateExpired, Code::kRootExpired}},
    {kPython, kServer,
     "1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED: unsupported certificate purpose",
     {Code::kCertificateWrongPurpose, Code::kIssuerWrongPurpose}},
    {kPython, kServer, "100000f7:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER",
     {Code::kPlaintextClient}},
    {kPython, kServer, "100000f0:SSL routines:OPENSSL_internal:UNSUPPORTED_PROTOCOL",
     {Code::kProtocolVersionUnsupported}},
    {kPython, kServer, "10000412:SSL routines:OPENSSL_internal:SSLV3_ALERT_BAD_CERTIFICATE",
     ServerRefused(), "A Go client refused the server's certificate: its own log says why."},
    {kPython, kServer, "10000070:SSL routines:OPENSSL_internal:BAD_PACKET_LENGTH", NoWayToRoot(),
     "No attack: openssl s_client refused the server's certificate."},
  };
}
// clang-format on

}  // namespace certgen
