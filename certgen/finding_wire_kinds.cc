#include "certgen/finding_kinds.h"

namespace certgen {
namespace {

using Code = FindingCode;
using Result = HandshakeResult;

}  // namespace

// clang-format off
std::vector<FindingKind> RevocationFindingKinds() {
  return {
    {Code::kCertificateRevoked, "CERTIFICATE_REVOKED",
     Result::kCertificateRevoked, true,
     "The certificate is on a revocation list of the CA that issued it.",
     "Issue it again: certgen leaf NAME --force."},
    {Code::kRevocationListMissing, "REVOCATION_LIST_MISSING",
     Result::kCertificateVerificationFailed, false,
     "Revocation is to be checked, and there is no list of the CA that issued the certificate.",
     "Fetch the CA's present list and name it with --crl FILE; lists of several CAs go into one "
     "file, one after the other."},
    {Code::kRevocationListMalformed, "REVOCATION_LIST_MALFORMED",
     Result::kCertificateVerificationFailed, false,
     "The file holds no revocation list that can be read.",
     "Fetch it again; gRPC and this program read PEM (BEGIN X509 CRL): openssl crl -inform DER."},
    {Code::kRevocationListExpired, "REVOCATION_LIST_EXPIRED",
     Result::kCertificateVerificationFailed, false,
     "The revocation list is stale: its CA promised the next one for a time that is past.",
     "Fetch the CA's present list and put it in the place of the old one; --crl FILE names it."},
    {Code::kRevocationListNotYetValid, "REVOCATION_LIST_NOT_YET_VALID",
     Result::kCertificateVerificationFailed, false,
     "The revocation list begins in the future: the clock of this machine, or of the CA's, is "
     "wrong.",
     "Set the clock (timedatectl; for a container, its host's), or fetch the list again."},
    {Code::kRevocationListForeign, "REVOCATION_LIST_FOREIGN",
     Result::kCertificateVerificationFailed, false,
     "The revocation list is not by any of the CAs known here: it says nothing of their "
     "certificates.",
     "Give the list of the CA that issues the peers' certificates: --crl FILE."},
  };
}

std::vector<FindingKind> WireFindingKinds() {
  return {
    // The way there.
    {Code::kNameNotResolved, "NAME_NOT_RESOLVED",
     Result::kNone, false,
     "DNS has no address for the host's name.",
     "Check the name in --target; a name that only the certificate has belongs to --server-name."},
    {Code::kConnectionRefused, "CONNECTION_REFUSED",
     Result::kNone, false,
     "Nobody listens there: the connection was refused before TLS began.",
     "Check host and port in --target, and that the server runs: it may have stopped at its own "
     "credentials."},
    {Code::kConnectionTimeout, "CONNECTION_TIMEOUT",
     Result::kNone, false,
     "Nothing at all comes back from the address: a firewall or a network policy drops the "
     "packets, or the machine is off.",
     "Check the address in --target, and what stands between: firewalls, network policies, "
     "security groups."},
    {Code::kNetworkUnreachable, "NETWORK_UNREACHABLE",
     Result::kNone, false,
     "This machine has no way to the address.",
     "Check the address in --target, the routes (ip route get ADDRESS) and whether IPv6 works "
     "here."},
    {Code::kProxyFailed, "PROXY_FAILED",
     Result::kNone, false,
     "A proxy that the environment names stands between, and it makes no connection to the "
     "server.",
     "Take the server out of its way (export no_proxy=HOST; the client's --target says HOST), or "
     "mend the proxy."},
    {Code::kPortTaken, "PORT_TAKEN",
     Result::kNone, false,
     "Another program listens on that address, or it is none of this machine.",
     "Choose another port with --listen, or end that program: ss -ltnp shows it."},
    // What is spoken there.
    {Code::kPlaintextServer, "PLAINTEXT_SERVER",
     Result::kUnexpectedMessage, false,
     "The client speaks TLS to a port that does not: the wrong port, a server without "
     "credentials, or a proxy that ended TLS before it.",
     "Name the TLS port in --target, or give the server credentials; behind a proxy that ends "
     "TLS, call without."},
    {Code::kPlaintextClient, "PLAINTEXT_CLIENT",
     Result::kUnexpectedMessage, false,
     "The client speaks without TLS to a port that expects it.",
     "Give the client TLS credentials, --tls-dir DIR (grpcurl: leave -plaintext out)."},
    {Code::kNotTls, "NOT_TLS",
     Result::kUnexpectedMessage, false,
     "What the other side speaks is neither TLS nor HTTP: another protocol, or the wrong port.",
     "Check the port in --target; openssl s_client -connect HOST:PORT shows what answers."},
    {Code::kProtocolVersionUnsupported, "PROTOCOL_VERSION_UNSUPPORTED",
     Result::kProtocolVersionUnsupported, false,
     "The two sides have no TLS version in common; gRPC wants 1.2 at least.",
     "Bring that side up to date, or allow it TLS 1.2 and 1.3: openssl s_client -tls1_2 -connect "
     "HOST:PORT shows whether it does."},
    {Code::kCipherSuiteMismatch, "CIPHER_SUITE_MISMATCH",
     Result::kCipherSuiteMismatch, false,
     "The two sides have no cipher suite in common: gRPC wants forward secrecy and AES-GCM or "
     "ChaCha20.",
     "Allow that side such suites, ECDHE with AES-GCM: openssl ciphers -v ECDHE+AESGCM lists them."},
    {Code::kKeyExchangeFailure, "KEY_EXCHANGE_FAILURE",
     Result::kKeyExchangeFailure, false,
     "The two sides have no group for the key exchange in common: gRPC C++ 1.51 offers P-256 "
     "and nothing else.",
     "Allow that side the group P-256 too: openssl s_client -groups P-256 -connect HOST:PORT "
     "shows whether it does."},
    {Code::kNoApplicationProtocol, "NO_APPLICATION_PROTOCOL",
     Result::kNoApplicationProtocol, false,
     "TLS is good, but the two sides did not agree on HTTP/2 by ALPN: no gRPC server, or a proxy "
     "that only knows HTTP/1.1; of a client, one that offers no ALPN.",
     "Name the gRPC port in --target, or let the proxy offer h2: openssl s_client -alpn h2 "
     "-connect HOST:PORT shows what is chosen."},
    {Code::kServerNameUnrecognized, "SERVER_NAME_UNRECOGNIZED",
     Result::kUnknownFailure, false,
     "The server has no certificate for the name that it was asked for (SNI).",
     "Ask by a name that it serves: --server-name NAME."},
    {Code::kSignatureVerificationFailed, "SIGNATURE_VERIFICATION_FAILED",
     Result::kSignatureVerificationFailed, false,
     "The signature of the handshake is not by the certificate's key, or not by a method that "
     "both sides allow.",
     "Check that the other side's key and certificate belong together: certgen verify DIR."},
    {Code::kHandshakeTimeout, "HANDSHAKE_TIMEOUT",
     Result::kHandshakeTimeout, false,
     "The connection stands, but the handshake does not go on: the other side is silent.",
     "Check that a TLS server listens on that port (--target), not one that waits for the client "
     "to speak another protocol, and that it is not stuck."},
    {Code::kPeerConnectionClosed, "PEER_CONNECTION_CLOSED",
     Result::kPeerConnectionClosed, false,
     "The other side hung up in the middle of the handshake, without a word: a proxy or a load "
     "balancer without a server behind it, a server that stops, or a probe that only connects.",
     "Call the server directly (--target), and look at the log of what stands between."},
    {Code::kHandshakeFailed, "HANDSHAKE_FAILED",
     Result::kUnknownFailure, false,
     "TLS failed for a reason that has no code of its own here; the words are the other side's or "
     "OpenSSL's.",
     "Look at the other side's log; openssl s_client -connect HOST:PORT -state shows where it "
     "ends."},
    // Who calls.
    {Code::kClientCertificateMissing, "CLIENT_CERTIFICATE_MISSING",
     Result::kCertificateVerificationFailed, false,
     "The server demands a certificate and the client sent none: none was given, or its key is "
     "empty (gRPC C++ then leaves the certificate out without a word), or no CA that the server "
     "asks for issued it (Go, grpcurl and Java then keep it back).",
     "Give the client --cert and --key, issued by a CA in the server's ca.crt; or ask for none: "
     "--client-cert none."},
    {Code::kClientCertificateRefused, "CLIENT_CERTIFICATE_REFUSED",
     Result::kPeerConnectionClosed, false,
     "The server hung up after it saw the client's certificate, in which nothing wrong can be "
     "seen from the client's side: it may be revoked, the server may know another root, or its "
     "clock may be wrong.",
     "Look at the server's log; compare its roots with the client's issuer: certgen inspect FILE."},
    {Code::kServerCertificateRefused, "SERVER_CERTIFICATE_REFUSED",
     Result::kPeerConnectionClosed, false,
     "The client ended the handshake after it saw the server's certificate: it does not accept it.",
     "Look at what the client says: echo-client diagnose names the reason; --ca names its roots."},
    {Code::kSessionWithoutVerdict, "SESSION_WITHOUT_VERDICT",
     Result::kNone, false,
     "The client resumed a TLS session that this server has no verdict on, and a resumed session "
     "does not bring the certificates that one could be made from.",
     "Connect anew without the old session: start the client again; a server with "
     "--explain-refusals or --crl remembers verdicts only while it runs."},
    {Code::kCallerNotAllowed, "CALLER_NOT_ALLOWED",
     Result::kNone, false,
     "The server knows who calls, and none of its rules lets that caller call that method: it has "
     "rules (--allow, --allow-file), and whom they do not name is refused.",
     "If the caller may, add a rule with the name that the message gives: --allow \"dns:NAME "
     "/package.Service/Method\", or that line in --allow-file, which is read again at once."},
    // Behind TLS.
    {Code::kHttp2Missing, "HTTP2_MISSING",
     Result::kNone, false,
     "TLS is good and h2 was agreed upon, but no HTTP/2 came: another program behind a proxy, or "
     "a server that hangs.",
     "Name the gRPC port in --target, and look at what the proxy sends it on to."},
    {Code::kDeadlineExceeded, "DEADLINE_EXCEEDED",
     Result::kNone, false,
     "The connection is good, but the call was not answered in time.",
     "Give it more time with --timeout, and look at how busy the server is."},
    {Code::kCallFailed, "CALL_FAILED",
     Result::kNone, false,
     "The probe found TLS and HTTP/2 good, but gRPC could not make its call.",
     "Run the command again; echo-server --log-level debug shows gRPC's own words on the other "
     "side."},
  };
}
// clang-format on

}  // namespace certgen
