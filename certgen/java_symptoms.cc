#include "certgen/symptom_tables.h"

namespace certgen {
namespace {

using Code = FindingCode;
using Speaker::kClient;
using Speaker::kLoader;
using Speaker::kLoadingClient;
using Speaker::kLoadingServer;
using Speaker::kServer;

constexpr Stack kJava = Stack::kJava;
constexpr bool kVerbose = true;

FindingCodes NoKey() {
  return Together({NoPem(),
                   {Code::kPrivateKeyTruncated, Code::kPrivateKeyIsPublicKey,
                    Code::kPrivateKeyIsCertificate, Code::kPrivateKeyIsRequest}});
}

FindingCodes UnknownKey() {
  return {Code::kPrivateKeyEncrypted, Code::kPrivateKeyUnsupported,
          Code::kCertificateKeyNotPortable, Code::kPrivateKeyMalformed};
}

FindingCodes NoCertificate() {
  return Together(
      {NoPem(), {Code::kCertificateTruncated, Code::kCertificateIsKey, Code::kFilesSwapped}});
}

FindingCodes RefusedOrLeftOut() { return Together({ClientRefused(), CertificateLeftOut()}); }

FindingCodes UnfitKeyUsage() {
  return {Code::kCertificateKeyUsageNotPortable, Code::kCertificateKeyUsageUnfit,
          Code::kChainOrder};
}

}  // namespace

// clang-format off
std::vector<Symptom> JavaSymptoms() {
  return {
    // Loading.
    {kJava, kLoader, "(No such file or directory)", {Code::kFileMissing}},
    {kJava, kLoader, "(Permission denied)", {Code::kFileUnreadable}},
    {kJava, kLoader, "(Is a directory)", {Code::kFileIsDirectory}},
    {kJava, kLoader, "could not find a PKCS #8 private key in input stream", NoKey()},
    {kJava, kLoader, "Neither RSA, DSA nor EC worked", UnknownKey(),
     "Also of whole keys in the old form (BEGIN RSA PRIVATE KEY, BEGIN EC PRIVATE KEY): openssl "
     "pkcs8 -topk8 -nocrypt converts them."},
    {kJava, kLoader, "does not contain valid private key",
     Together({UnknownKey(), NoKey(), {Code::kFileMissing}}),
     "The cause below it has the reason; forServer(File, File) says it of a missing file too."},
    {kJava, kLoader, "could not find key file:", {Code::kFileMissing},
     "Of the older forServer(File, File)."},
    {kJava, kLoader, "found no certificates in input stream",
     Together({NoCertificate(), BadRoots()}), "The certificate's file; of a server the roots' too."},
    {kJava, kLoader, "File does not contain valid certificates:",
     Together({NoCertificate(), BadRoots()}), "Of the older forServer(File, File)."},
    {kJava, kLoadingServer, "Certificate chain is not valid", {Code::kChainOrder}},
    {kJava, kLoadingClient, "Unable to create SslContext: failed to set certificate and key",
     {Code::kChainOrder}, "grpc-netty-shaded."},
    {kJava, kLoadingClient,
     "Unable to create SslContext: failed to initialize the client-side SSL context",
     {Code::kChainOrder}, "grpc-netty."},
    {kJava, kLoadingClient, "Unable to create SslContext: No certificate data found", BadRoots(),
     "No provider is missing: the client's roots are no certificates."},
    {kJava, kLoadingClient, "the trustAnchors parameter must be non-empty",
     {Code::kFileEmpty, Code::kRootsMissing},
     "The client's roots hold no certificate; with grpc-netty the status is UNKNOWN."},
    {kJava, kLoadingClient, "UNKNOWN: Channel Pipeline:", {Code::kFileEmpty, Code::kRootsMissing},
     "grpc-netty: the client's roots hold no certificate."},
    {kJava, kLoader, "X.509 certificate routines:OPENSSL_internal:KEY_VALUES_MISMATCH",
     {Code::kPrivateKeyMismatch},
     "grpc-netty-shaded loads such a pair, and says this at the first handshake."},
    {kJava, kLoader, "X.509 certificate routines:OPENSSL_internal:KEY_TYPE_MISMATCH",
     {Code::kPrivateKeyTypeMismatch},
     "grpc-netty-shaded loads such a pair, and says this at the first handshake."},
    // A client, of the server.
    {kJava, kClient, "unable to find valid certification path to requested target",
     Together({NoWayToRoot(), BadRoots()})},
    {kJava, kClient, "PKIX path building failed",
     Together({NoWayToRoot(), BadRoots()})},
    {kJava, kClient, "Path does not chain with any of the trust anchors",
     {Code::kRootKeyDiffers, Code::kCertificateAuthorityInvalid},
     "A root has the right name and another key: the CA was made again."},
    {kJava, kClient, "CertificateExpiredException: NotAfter:",
     {Code::kCertificateExpired, Code::kRootExpired}},
    {kJava, kClient, "CertificateNotYetValidException: NotBefore:",
     {Code::kCertificateNotYetValid, Code::kClockProbablyWrong, Code::kRootNotYetValid}},
    {kJava, kClient, "Extended key usage does not permit use for TLS server authentication",
     {Code::kCertificateWrongPurpose}},
    {kJava, kClient, "1000012e:SSL routines:OPENSSL_internal:KEY_USAGE_BIT_INCORRECT",
     UnfitKeyUsage(),
     "grpc-netty-shaded; in a chain in wrong order the intermediate is taken for the leaf."},
    {kJava, kClient, "KeyUsage does not allow digital signatures", UnfitKeyUsage(),
     "grpc-netty; in a chain in wrong order the intermediate is taken for the leaf."},
    {kJava, kClient, "CA key usage check failed: keyCertSign bit is not set",
     {Code::kIssuerNotCa, Code::kIssuerMayNotSign}},
    {kJava, kClient, "basic constraints check failed: pathLenConstraint violated",
     {Code::kPathLengthExceeded}},
    {kJava, kClient, "name constraints check failed", {Code::kNameConstraintViolated}},
    {kJava, kClient, "unrecognized critical extension(s)", {Code::kUnknownCriticalExtension}},
    {kJava, kClient, "No subject alternative DNS name matching",
     {Code::kCertificateHostnameMismatch, Code::kCertificateHasNoHostName}},
    {kJava, kClient, "No subject alternative names matching IP address",
     {Code::kCertificateHostnameMismatch, Code::kCertificateIpAsDnsName}},
    {kJava, kClient, "No subject alternative names present", {Code::kCertificateCommonNameOnly},
     "A common name does not serve for an IP address."},
    {kJava, kClient, "10000410:SSL routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE",
     {Code::kCertificateKeyNotPortable},
     "grpc-netty-shaded: BoringSSL offers neither Ed25519 nor P-521."},
    {kJava, kClient, "not an SSL/TLS record:", {Code::kPlaintextServer}},
    {kJava, kClient, "1000042e:SSL routines:OPENSSL_internal:TLSV1_ALERT_PROTOCOL_VERSION",
     {Code::kProtocolVersionUnsupported}, "grpc-netty-shaded."},
    {kJava, kClient, "Received fatal alert: protocol_version", {Code::kProtocolVersionUnsupported},
     "grpc-netty."},
    {kJava, kClient, "Failed ALPN negotiation: Unable to find compatible protocol",
     {Code::kNoApplicationProtocol}},
    {kJava, kClient, "Connection refused", {Code::kConnectionRefused}},
    {kJava, kClient, "Unable to resolve host", {Code::kNameNotResolved}},
    // A client that was refused.
    {kJava, kClient, "Network closed for unknown reason",
     Together({{Code::kClientCertificateMissing, Code::kPlaintextClient,
     Code::kPeerConnectionClosed}, RefusedOrLeftOut()}),
     "Refused by a server that does not say why, such as gRPC C++: see its log."},
    {kJava, kClient, "1000045c:SSL routines:OPENSSL_internal:TLSV1_ALERT_CERTIFICATE_REQUIRED",
     Together({{Code::kClientCertificateMissing}, CertificateLeftOut()}), "grpc-netty-shaded."},
    {kJava, kClient, "10000418:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA",
     {Code::kCertificateAuthorityInvalid, Code::kRootKeyDiffers, Code::kChainIncomplete,
      Code::kCertificateSignatureTooWeak},
     "grpc-netty-shaded: the server does not know who issued the client's certificate."},
    {kJava, kClient, "10000415:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_EXPIRED",
     {Code::kCertificateExpired, Code::kCertificateNotYetValid, Code::kClockProbablyWrong},
     "grpc-netty-shaded: the client's certificate."},
    {kJava, kClient, "10000412:SSL routines:OPENSSL_internal:SSLV3_ALERT_BAD_CERTIFICATE",
     {Code::kCertificateWrongPurpose, Code::kCertificatePurposeAnyOnly},
     "grpc-netty-shaded: the client's certificate; what a Go server says where it has no better "
     "word."},
    {kJava, kClient, "Received fatal alert: certificate_required",
     Together({{Code::kClientCertificateMissing}, {Code::kPrivateKeyTypeMismatch},
     CertificateLeftOut()}),
     "grpc-netty: a certificate whose key is of another type is left out without a word."},
    {kJava, kClient, "Received fatal alert: unknown_ca",
     {Code::kCertificateAuthorityInvalid, Code::kRootKeyDiffers, Code::kChainIncomplete,
      Code::kCertificateSignatureTooWeak},
     "grpc-netty: the server does not know who issued the client's certificate."},
    {kJava, kClient, "Received fatal alert: certificate_expired",
     {Code::kCertificateExpired, Code::kCertificateNotYetValid, Code::kClockProbablyWrong},
     "grpc-netty: the client's certificate."},
    {kJava, kClient, "Received fatal alert: bad_certificate",
     {Code::kCertificateWrongPurpose, Code::kCertificatePurposeAnyOnly},
     "grpc-netty: the client's certificate; what a Go server says where it has no better word."},
    {kJava, kClient, "Received fatal alert: decrypt_error", {Code::kPrivateKeyMismatch},
     "grpc-netty loads such a pair, and the server refuses what the key signed."},
    {kJava, kClient, "UNAVAILABLE: io exception", {},
     "Whatever the fault: the reason is in getCause()."},
    {kJava, kClient, "UNAVAILABLE: ssl exception", {},
     "The server refused the client: the reason is in getCause()."},
    {kJava, kClient, "General OpenSslEngine problem", {},
     "Whatever the fault: the reason is in getCause()."},
    // A server, of a client.
    {kJava, kServer, "TLS negotiation failed for new client.", {},
     "Whatever the fault; the reason follows, but for a client that hung up without a word "
     "because it does not trust the server.", kVerbose},
    {kJava, kServer, "100000c0:SSL routines:OPENSSL_internal:PEER_DID_NOT_RETURN_A_CERTIFICATE",
     Together({{Code::kClientCertificateMissing}, CertificateLeftOut()}), "grpc-netty-shaded.",
     kVerbose},
    {kJava, kServer, "Empty client certificate chain", Together({{Code::kClientCertificateMissing},
     CertificateLeftOut()}), "grpc-netty.", kVerbose},
    {kJava, kServer, "unable to find valid certification path to requested target", NoWayToRoot(),
     "", kVerbose},
    {kJava, kServer, "CertificateExpiredException: NotAfter:",
     {Code::kCertificateExpired, Code::kRootExpired}, "", kVerbose},
    {kJava, kServer, "Extended key usage does not permit use for TLS client authentication",
     {Code::kCertificateWrongPurpose}, "", kVerbose},
    {kJava, kServer, "not an SSL/TLS record:", {Code::kPlaintextClient}, "", kVerbose},
    {kJava, kServer, "100000f0:SSL routines:OPENSSL_internal:UNSUPPORTED_PROTOCOL",
     {Code::kProtocolVersionUnsupported}, "grpc-netty-shaded.", kVerbose},
    {kJava, kServer, "is not enabled or supported in server context",
     {Code::kProtocolVersionUnsupported}, "grpc-netty.", kVerbose},
    {kJava, kServer, "10000412:SSL routines:OPENSSL_internal:SSLV3_ALERT_BAD_CERTIFICATE",
     ServerRefused(),
     "grpc-netty-shaded: a Go client refused the server's certificate; its own log says why.",
     kVerbose},
    {kJava, kServer, "Received fatal alert: bad_certificate", ServerRefused(),
     "grpc-netty: a Go client refused the server's certificate; its own log says why.", kVerbose},
    {kJava, kServer, "10000070:SSL routines:OPENSSL_internal:BAD_PACKET_LENGTH", NoWayToRoot(),
     "grpc-netty-shaded. No attack: openssl s_client refused the server's certificate.", kVerbose},
  };
}
// clang-format on

}  // namespace certgen
