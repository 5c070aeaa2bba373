#include "certgen/symptom_tables.h"

namespace certgen {
namespace {

using Code = FindingCode;
using Speaker::kClient;
using Speaker::kLoader;
using Speaker::kLoadingClient;
using Speaker::kLoadingServer;
using Speaker::kServer;

constexpr Stack kCpp = Stack::kGrpcCpp;

FindingCodes BadFiles() {
  return Together(
      {BadKey(), BadCertificate(), WeakCertificate(), BadRoots(), {Code::kPrivateKeyIsEngine}});
}

// The server's certificate is left out where its key is empty, too.
FindingCodes LeftOut() {
  return Together({CertificateLeftOut(), {Code::kFileEmpty, Code::kFileMissing}});
}

FindingCodes RefusedOrLeftOut() { return Together({ClientRefused(), LeftOut()}); }

}  // namespace

// clang-format off
std::vector<Symptom> GrpcCppSymptoms() {
  return {
    // Loading.
    {kCpp, kLoader, "Invalid private key.", Together({BadKey(), {Code::kPrivateKeyIsEngine}}),
     "One line for every fault of a key; a missing file was read as an empty one."},
    {kCpp, kLoader, "Invalid cert chain file.",
     Together({BadCertificate(), WeakCertificate(), {Code::kPrivateKeyUnsupported}}),
     "Also of a certificate that is whole, but weak: RSA below 2048 bits, or SHA-1."},
    {kCpp, kLoader, "Invalid certificate", {Code::kCertificateFormNotPortable},
     "A TRUSTED CERTIFICATE, OpenSSL's own form."},
    {kCpp, kLoader, "Could not load any root certificate.", BadRoots()},
    {kCpp, kLoader, "Invalid verification certs.", BadRoots()},
    {kCpp, kLoader, "Cannot find engine", {Code::kPrivateKeyIsEngine},
     "OpenSSL went to look for code to load."},
    {kCpp, kLoader, "Handshaker factory creation failed with TSI_INVALID_ARGUMENT", {},
     "The line before it has the cause."},
    {kCpp, kLoader, "Update handshaker factory failed.", {},
     "Of TlsServerCredentials and TlsCredentials: the line before it has the cause."},
    {kCpp, kLoader, "Unable to get latest identity certificates.",
     {Code::kFileMissing, Code::kFileUnreadable, Code::kFileEmpty},
     "Of the provider that watches files: the server runs and fails each handshake meanwhile."},
    {kCpp, kLoadingServer, "Unable to create secure server with credentials of type Ssl", {},
     "The lines before it have the cause; BuildAndStart() returned nullptr."},
    {kCpp, kLoadingServer, "!cert_pair_list[i].private_key().empty()",
     {Code::kFileEmpty, Code::kFileMissing, Code::kPrivateKeyMissing},
     "Of TlsServerCredentials: an empty key ends the process."},
    {kCpp, kLoadingClient, "empty address list:", BadFiles(),
     "No name or address is at fault: the client's own files are; the cause is on stderr."},
    {kCpp, kLoadingClient, "Failed to create secure subchannel for secure name", {},
     "The lines before it have the cause: one of the client's own files."},
    // A client, of the server.
    {kCpp, kClient, "0A000086:SSL routines::certificate verify failed",
     Together({VerificationFailed(), {Code::kFileEmpty, Code::kFileMissing}}),
     "One text for every fault but a wrong name; an empty ca.crt means gRPC's own roots."},
    {kCpp, kClient, "is not in peer certificate",
     {Code::kCertificateHostnameMismatch, Code::kCertificateHasNoHostName,
      Code::kCertificateCommonNameOnly, Code::kCertificateNameMalformed},
     "Peer name HOST: the name or address that was called."},
    {kCpp, kClient, "06880006:asn1 encoding routines::EVP lib", {Code::kChainSignatureInvalid}},
    {kCpp, kClient, "0A00007B:SSL routines::bad signature", {Code::kPrivateKeyMalformed},
     "The server's private key: its halves do not belong together."},
    {kCpp, kClient, "1100009E:X509 V3 routines::invalid certificate",
     {Code::kCertificateExtensionMalformed}, "The server's certificate, or a CA's above it."},
    {kCpp, kClient, "0A00018D:SSL routines::ca key too small",
     {Code::kCertificateKeyTooWeak, Code::kRootKeyTooWeak},
     "A CA in the client's own chain."},
    {kCpp, kClient, "0A00018E:SSL routines::ca md too weak",
     {Code::kCertificateSignatureTooWeak}, "A CA in the client's own chain."},
    {kCpp, kClient, "Certificate verify failed with code 23", {Code::kCertificateRevoked}},
    {kCpp, kClient, "0A00010B:SSL routines::wrong version number", {Code::kPlaintextServer}},
    {kCpp, kClient, "0A00042E:SSL routines::tlsv1 alert protocol version",
     {Code::kProtocolVersionUnsupported}},
    {kCpp, kClient, "Cannot check peer: missing selected ALPN property",
     {Code::kNoApplicationProtocol}},
    {kCpp, kClient, "Failed to connect to remote host: Connection refused",
     {Code::kConnectionRefused}},
    {kCpp, kClient, "DNS resolution failed for", {Code::kNameNotResolved}},
    // A client that was refused.
    {kCpp, kClient, "Socket closed", Together({{Code::kClientCertificateMissing,
     Code::kPlaintextClient, Code::kPeerConnectionClosed}, RefusedOrLeftOut(), WeakCertificate(),
     {Code::kRootKeyTooWeak}}),
     "All that a client sees of its refusal by gRPC C++: the server's log has the reason."},
    {kCpp, kClient, "Endpoint read failed", Together({{Code::kClientCertificateMissing,
     Code::kPeerConnectionClosed}, RefusedOrLeftOut()}),
     "Refused by a server that says why, such as Go's: the alert is on the client's stderr."},
    {kCpp, kClient, "Corruption detected.", Together({{Code::kClientCertificateMissing},
     RefusedOrLeftOut()}),
     "Nothing is corrupt: the server refused the client's certificate; the next line says why."},
    {kCpp, kClient, "Decryption error: TSI_DATA_CORRUPTED",
     Together({{Code::kClientCertificateMissing}, RefusedOrLeftOut()}),
     "Nothing is corrupt: the server refused the client's certificate; the line before says why."},
    {kCpp, kClient, "0A00045C:SSL routines::tlsv13 alert certificate required",
     Together({{Code::kClientCertificateMissing}, LeftOut()})},
    {kCpp, kClient, "0A000418:SSL routines::tlsv1 alert unknown ca",
     {Code::kCertificateAuthorityInvalid, Code::kRootKeyDiffers, Code::kChainIncomplete,
      Code::kCertificateSignatureTooWeak},
     "The server does not know who issued the client's certificate."},
    {kCpp, kClient, "0A000415:SSL routines::sslv3 alert certificate expired",
     {Code::kCertificateExpired, Code::kCertificateNotYetValid, Code::kClockProbablyWrong},
     "The client's certificate."},
    {kCpp, kClient, "0A000412:SSL routines::sslv3 alert bad certificate",
     {Code::kCertificateWrongPurpose, Code::kCertificatePurposeAnyOnly},
     "The client's certificate; what a Go server says where it has no better word."},
    {kCpp, kClient, "recvmsg:Connection reset by peer", Together({{Code::kClientCertificateMissing,
     Code::kPeerConnectionClosed}, RefusedOrLeftOut()}),
     "Seen towards a Node server that refused the client."},
    {kCpp, kClient, "failed to connect to all addresses", {},
     "Whatever the fault: the reason follows \"last error\"."},
    {kCpp, kClient, "Deadline Exceeded", {},
     "With wait-for-ready every fault reads so: call without it to see the reason."},
    // A server, of a client.
    {kCpp, kServer, "0A0000C7:SSL routines::peer did not return a certificate",
     Together({{Code::kClientCertificateMissing}, LeftOut()}),
     "Also of a client of Go, grpcurl or Java whose certificate another CA issued."},
    {kCpp, kServer, "0A000086:SSL routines::certificate verify failed",
     Together({{Code::kClientRootsMissing}, VerificationFailed(),
               {Code::kFileEmpty, Code::kFileMissing,
                Code::kCertificateKeyUsageNotPortable}}),
     "The client's certificate; or the server has no roots to verify clients by."},
    {kCpp, kServer, "06880006:asn1 encoding routines::EVP lib", {Code::kChainSignatureInvalid}},
    {kCpp, kServer, "0A00018D:SSL routines::ca key too small",
     {Code::kCertificateKeyTooWeak, Code::kRootKeyTooWeak},
     "A CA in the server's own chain: it starts with it, and refuses at each handshake."},
    {kCpp, kServer, "0A00018E:SSL routines::ca md too weak",
     {Code::kCertificateSignatureTooWeak},
     "A CA in the server's own chain: it starts with it, and refuses at each handshake."},
    {kCpp, kServer, "0A00007B:SSL routines::bad signature", {Code::kPrivateKeyMalformed},
     "The client's private key: its halves do not belong together."},
    {kCpp, kServer, "1100009E:X509 V3 routines::invalid certificate",
     {Code::kCertificateExtensionMalformed}, "The client's certificate."},
    {kCpp, kServer, "0A000076:SSL routines::no suitable signature algorithm",
     {Code::kCertificateKeyNotPortable, Code::kCertificateSignatureNotPortable},
     "The client knows no algorithm of the server's key, or of the signature on its certificate: "
     "Go of Ed448 and SHA-224."},
    {kCpp, kServer, "No match found for server name:",
     {Code::kCertificateHostnameMismatch, Code::kCertificateHasNoHostName,
      Code::kCertificateCommonNameOnly, Code::kCertificateNameMalformed},
     "A client called the server by a name that is not in its certificate."},
    {kCpp, kServer, "0A00010B:SSL routines::wrong version number", {Code::kPlaintextClient}},
    {kCpp, kServer, "0A000102:SSL routines::unsupported protocol",
     {Code::kProtocolVersionUnsupported}},
    {kCpp, kServer, "0A000412:SSL routines::sslv3 alert bad certificate", ServerRefused(),
     "A Go client refused the server's certificate: its own log says why."},
    {kCpp, kServer, "0A000418:SSL routines::tlsv1 alert unknown ca", NoWayToRoot(),
     "The client does not trust the server's root."},
    {kCpp, kServer, "Cannot check peer: missing selected ALPN property",
     {Code::kNoApplicationProtocol}, "", true},
  };
}
// clang-format on

}  // namespace certgen
