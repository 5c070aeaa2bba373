#include "services/tls/handshake_verdict.h"

#include <openssl/sslerr.h>

#include <cstdlib>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "certgen/one_line.h"
#include "services/tls/alert_name.h"
#include "services/tls/own_refusal.h"
#include "services/tls/wire_protocol.h"

namespace tls {
namespace {

using Code = certgen::FindingCode;
using certgen::kExitNetwork;

// Of what stands in our own files, not in the server's.
bool IsOurs(Code code) {
  switch (code) {
    case Code::kRootExpired:
    case Code::kRootNotYetValid:
    case Code::kRootKeyTooWeak:
    case Code::kRootHasExtendedKeyUsage:
    case Code::kRevocationListMissing:
    case Code::kRevocationListMalformed:
    case Code::kRevocationListExpired:
    case Code::kRevocationListNotYetValid:
    case Code::kRevocationListForeign:
      return true;
    default:
      return false;
  }
}

std::string Words(const HandshakeSight& sight) {
  if (sight.alert >= 0) {
    return absl::StrCat("the server ends the handshake with the alert ", AlertName(sight.alert));
  }
  return sight.words.empty() ? "OpenSSL goes no further"
                             : absl::StrCat("OpenSSL ends the handshake: ", sight.words);
}

Verdict Failed(const HandshakeSight& sight) {
  return Fault(Code::kHandshakeFailed, kExitNetwork, Words(sight),
               "look at the server's log; openssl s_client -connect HOST:PORT -state shows where "
               "it ends");
}

Verdict OfVersion(const std::string& version) {
  return Fault(Code::kProtocolVersionUnsupported, kExitNetwork,
               version.empty()
                   ? "the server takes neither TLS 1.2 nor 1.3, and gRPC offers nothing else"
                   : absl::StrCat("the server speaks ", version,
                                  " at most, and gRPC wants TLS 1.2 at least"),
               "allow the server TLS 1.2 and 1.3 (openssl s_client -tls1_2 -connect HOST:PORT "
               "shows whether it does)");
}

Verdict OfCipher(const std::string& cipher) {
  return Fault(Code::kCipherSuiteMismatch, kExitNetwork,
               absl::StrCat("the server and gRPC have no cipher suite in common",
                            cipher.empty() ? "" : absl::StrCat(": it chooses ", cipher)),
               std::getenv("GRPC_SSL_CIPHER_SUITES") != nullptr
                   ? "offer gRPC's own suites again: unset GRPC_SSL_CIPHER_SUITES"
                   : "allow the server ECDHE with AES-GCM (openssl ciphers -v ECDHE+AESGCM lists "
                     "them), or let the client offer more: export GRPC_SSL_CIPHER_SUITES=LIST");
}

Verdict OfGroup(const std::string& group) {
  return Fault(Code::kKeyExchangeFailure, kExitNetwork,
               absl::StrCat("the server and gRPC have no group for the key exchange in common: "
                            "gRPC offers ",
                            OfferedGroups(),
                            group.empty() ? "" : absl::StrCat(", the server wants ", group)),
               "allow the server the group P-256 too (openssl s_client -groups P-256 -connect "
               "HOST:PORT shows whether it does)");
}

Verdict OfAlert(const HandshakeSight& sight, const certgen::CheckedCredentials& own,
                absl::Time now) {
  if (sight.asks_for_certificate && IsOfOurCertificate(sight.alert)) {
    return WhyRefused(sight, own, now);
  }
  switch (sight.alert) {
    case SSL_AD_PROTOCOL_VERSION:
      return OfVersion("");
    case SSL_AD_INSUFFICIENT_SECURITY:
      return OfCipher("");
    case SSL_AD_NO_APPLICATION_PROTOCOL:
      return Fault(Code::kNoApplicationProtocol, kExitNetwork,
                   "the server does not speak HTTP/2: it refuses h2 in ALPN",
                   "name the gRPC port in --target, or let what stands there offer h2");
    case SSL_AD_UNRECOGNIZED_NAME:
      return Fault(Code::kServerNameUnrecognized, kExitNetwork,
                   "the server has no certificate for the name that we asked for (SNI)",
                   "ask by a name that it serves: --server-name NAME");
    case SSL_AD_DECRYPT_ERROR:
      return Fault(Code::kSignatureVerificationFailed, kExitNetwork, Words(sight),
                   "check that key and certificate belong together on both sides: certgen verify "
                   "DIR");
    default:
      return Failed(sight);
  }
}

Verdict OfReason(const HandshakeSight& sight) {
  switch (sight.reason) {
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_WRONG_SSL_VERSION:
    case SSL_R_NO_PROTOCOLS_AVAILABLE:
      return OfVersion(sight.version);
    case SSL_R_WRONG_CIPHER_RETURNED:
    case SSL_R_UNKNOWN_CIPHER_RETURNED:
    case SSL_R_NO_SHARED_CIPHER:
      return OfCipher(sight.cipher);
    case SSL_R_BAD_KEY_SHARE:
    case SSL_R_NO_SUITABLE_KEY_SHARE:
    case SSL_R_WRONG_CURVE:
      return OfGroup(sight.group);
    case SSL_R_BAD_SIGNATURE:
    case SSL_R_WRONG_SIGNATURE_TYPE:
      return Fault(
          Code::kSignatureVerificationFailed, kExitNetwork,
          absl::StrCat("the server's signature on the handshake does not verify: ", sight.words),
          "check that its key and certificate belong together: certgen verify DIR");
    default:
      return Failed(sight);
  }
}

Verdict OfSilence(const HandshakeSight& sight) {
  return Fault(Code::kHandshakeTimeout, kExitNetwork,
               sight.first_bytes.empty()
                   ? "the connection stands, but the server says nothing to our first words in TLS"
                   : "the server began the handshake and does not get on with it",
               "check that a TLS server listens on that port (--target) and is not stuck, or give "
               "it more time with --timeout");
}

Verdict OfHangUp(const HandshakeSight& sight) {
  const std::string how = sight.end == HandshakeEnd::kReset ? "resets the connection" : "hangs up";
  return Fault(Code::kPeerConnectionClosed, kExitNetwork,
               sight.first_bytes.empty()
                   ? absl::StrCat("the other side ", how, " at our first words in TLS")
                   : absl::StrCat("the other side ", how, " in the middle of the handshake"),
               "call the server directly (--target), and look at the log of what stands between");
}

}  // namespace

Verdict AboutPlaintext(const std::string& first_bytes) {
  const char* cure =
      "name the TLS port in --target, or give the server credentials (certgen init); behind a "
      "proxy that ends TLS, call without";
  switch (ProtocolOfServer(first_bytes)) {
    case WireProtocol::kHttp2:
      return Fault(Code::kPlaintextServer, kExitNetwork,
                   "the server speaks HTTP/2 without TLS on this port", cure);
    case WireProtocol::kHttp1:
      return Fault(Code::kPlaintextServer, kExitNetwork,
                   absl::StrCat("the server speaks HTTP/1 without TLS on this port: it says ",
                                Quoted(first_bytes)),
                   cure);
    default:
      return Fault(
          Code::kNotTls, kExitNetwork,
          absl::StrCat("what answers on this port speaks no TLS: it says ", Quoted(first_bytes)),
          "check the port in --target");
  }
}

Verdict AboutServerCertificate(const certgen::PeerVerdict& refused) {
  const certgen::Finding& first = refused.findings.front();
  Verdict verdict = FromFinding(
      first, IsOurs(first.code) ? certgen::kExitOurCredentials : certgen::kExitTheirCertificate);
  for (size_t i = 1; i < refused.findings.size(); ++i) {
    absl::StrAppend(&verdict.cause, "; besides, ", refused.findings[i].cause);
  }
  return verdict;
}

bool WantsWideOffer(const HandshakeSight& sight) {
  if (sight.verdict) return false;
  if (sight.end == HandshakeEnd::kAlert) {
    return !sight.asks_for_certificate &&
           (sight.alert == SSL_AD_HANDSHAKE_FAILURE || sight.alert == SSL_AD_PROTOCOL_VERSION ||
            sight.alert == SSL_AD_INSUFFICIENT_SECURITY);
  }
  // Before the server's first word, some hang up on what they do not like.
  return sight.end == HandshakeEnd::kFailed && OfReason(sight).code == Code::kHandshakeFailed;
}

Verdict AboutDisagreement(const HandshakeSight& narrow, const HandshakeSight& wide) {
  if (!wide.version.empty() && wide.version != "TLSv1.2" && wide.version != "TLSv1.3") {
    return OfVersion(wide.version);
  }
  if (wide.version == "TLSv1.2") {
    const std::vector<std::string> ours = absl::StrSplit(OfferedCiphers(), ':');
    for (const std::string& cipher : ours) {
      // Then only the group is left.
      if (cipher == wide.cipher) return OfGroup(wide.group);
    }
    return OfCipher(wide.cipher);
  }
  if (wide.version == "TLSv1.3") return OfGroup(wide.group);
  if (narrow.alert == SSL_AD_PROTOCOL_VERSION) return OfVersion("");
  return Failed(narrow);
}

Verdict AboutHandshake(const HandshakeSight& sight, const certgen::CheckedCredentials& own,
                       absl::Time now) {
  switch (sight.end) {
    case HandshakeEnd::kRefusedByUs:
      return AboutServerCertificate(*sight.verdict);
    case HandshakeEnd::kAlert:
      return OfAlert(sight, own, now);
    case HandshakeEnd::kNotTls:
      return AboutPlaintext(sight.first_bytes);
    case HandshakeEnd::kClosed:
    case HandshakeEnd::kReset:
      if (sight.asks_for_certificate && sight.finished_sent) return WhyRefused(sight, own, now);
      return OfHangUp(sight);
    case HandshakeEnd::kTimeout:
      return OfSilence(sight);
    case HandshakeEnd::kFailed:
      return OfReason(sight);
    case HandshakeEnd::kDone:
      break;
  }
  return {};
}

}  // namespace tls
