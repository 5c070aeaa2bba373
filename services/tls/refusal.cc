#include "services/tls/refusal.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "certgen/one_line.h"
#include "certgen/peer_check.h"
#include "services/tls/alert_code.h"
#include "services/tls/alert_name.h"

namespace tls {
namespace {

using certgen::Certificate;
using Code = certgen::FindingCode;

constexpr char kShowHandshake[] = "openssl s_client -connect HOST:PORT -state shows where it ends";

// Part of gRPC's limit is over before the first byte of TLS.
constexpr double kOfTheLimit = 0.95;

bool TookTheWholeTime(const Handshake& handshake, const RefusalPolicy& policy) {
  return handshake.ended - handshake.begun >= kOfTheLimit * policy.handshake_timeout;
}

// What a client sent that does not speak TLS.
Refusal OfOtherProtocol(const std::string& bytes) {
  if (absl::StartsWith(bytes, "PRI ")) {
    return {Code::kPlaintextClient,
            {},
            "the client speaks HTTP/2 without TLS: gRPC with plaintext credentials",
            "give the client TLS credentials, --tls-dir DIR (grpcurl: leave -plaintext out)"};
  }
  for (const char* method :
       {"GET ", "HEAD ", "POST ", "PUT ", "OPTIO", "CONNE", "DELET", "PATCH"}) {
    if (!absl::StartsWith(bytes, method)) continue;
    return {Code::kPlaintextClient,
            {},
            "the client speaks HTTP/1 without TLS: a browser, curl or an HTTP health probe",
            "call it by gRPC over TLS; for probes without TLS: echo-server --health-listen ADDR"};
  }
  // PROXY protocol, versions 1 and 2.
  if (bytes == "PROXY" || bytes == std::string("\r\n\r\n\0", 5)) {
    return {Code::kNotTls,
            {},
            "a load balancer puts a PROXY header before TLS, which gRPC does not know",
            "turn the PROXY protocol off in the load balancer (HAProxy: no send-proxy in the "
            "server line)"};
  }
  return {Code::kNotTls,
          {},
          "what the client sent is neither TLS nor HTTP: another protocol, or a port scanner",
          "check the port that the client calls: openssl s_client -connect HOST:PORT shows that "
          "this one speaks TLS"};
}

// As sent, up to the first that cannot be read.
std::vector<Certificate> Parsed(const std::vector<std::string>& chain) {
  std::vector<Certificate> certificates;
  for (const std::string& der : chain) {
    absl::StatusOr<Certificate> certificate = Certificate::FromDer(der);
    if (!certificate.ok()) break;
    certificates.push_back(*std::move(certificate));
  }
  return certificates;
}

// OpenSSL's own words: for what has no better.
Refusal OfUnknownReason(const std::string& words) {
  return {Code::kHandshakeFailed,
          {},
          absl::StrCat("TLS failed: ", certgen::OneLine(words)),
          kShowHandshake};
}

Refusal OfCertificate(const std::vector<Certificate>& chain, const Handshake& handshake,
                      const RefusalPolicy& policy) {
  if (!chain.empty()) {
    certgen::PeerPolicy peer;
    peer.purpose = certgen::Purpose::kTlsClient;
    peer.roots = policy.roots;
    peer.known = policy.known;
    peer.now = handshake.ended;
    const certgen::PeerVerdict verdict = certgen::CheckPeer(chain, peer);
    if (!verdict.good()) {
      const certgen::Finding& first = verdict.findings.front();
      return {first.code, first.certificate, first.cause, first.cure};
    }
  }
  Refusal refusal =
      OfUnknownReason(absl::StrCat("the client's certificate was refused: ",
                                   X509_verify_cert_error_string(handshake.verify_result)));
  refusal.code = CodeOfVerifyResult(handshake.verify_result);
  return refusal;
}

Refusal OfAlertMade(const std::vector<Certificate>& chain, const Handshake& handshake,
                    const RefusalPolicy& policy) {
  const int reason =
      ERR_GET_LIB(handshake.error) == ERR_LIB_SSL ? ERR_GET_REASON(handshake.error) : 0;
  const Code code = CodeOfAlert(*handshake.alert_made, reason);
  if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED) return OfCertificate(chain, handshake, policy);
  if (code == Code::kHandshakeFailed && CertificatesOf(handshake).size() > chain.size()) {
    return {Code::kCertificateMalformed,
            {},
            "the client's certificate cannot be read",
            "issue it again: certgen leaf NAME --force"};
  }
  if (const char* cause = CauseOf(code)) return {code, {}, cause, CureOf(code)};
  // Loaded by the first handshake, if not before.
  OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS, nullptr);
  const char* const words = ERR_reason_error_string(handshake.error);
  return OfUnknownReason(words != nullptr ? words : AlertName(*handshake.alert_made));
}

Refusal OfAlertReceived(int alert) {
  const Code code = CodeOfClientAlert(alert);
  Refusal refusal = OfUnknownReason(AlertName(alert));
  refusal.by_us = false;
  refusal.code = code;
  if (code == Code::kServerCertificateRefused) {
    refusal.cause =
        absl::StrCat("the client does not accept the server's certificate: ", AlertName(alert));
    refusal.cure = "give the client the root that issued it: --ca FILE";
  } else if (code == Code::kPeerConnectionClosed) {
    refusal.cause = "the client closed the connection in the middle of the handshake";
  } else {
    refusal.cause = absl::StrCat("the client ended the handshake: ", AlertName(alert));
    if (const char* cure = CureOf(code); *cure != '\0') refusal.cure = cure;
  }
  return refusal;
}

// Nobody said why.
Refusal OfSilence(const Handshake& handshake, const RefusalPolicy& policy) {
  if (TookTheWholeTime(handshake, policy)) {
    return {Code::kHandshakeTimeout,
            {},
            absl::StrCat("the client did not go on with the handshake within ",
                         absl::FormatDuration(policy.handshake_timeout)),
            absl::StrCat("look at what connects and waits: a probe of the port, or a client that "
                         "expects the server to speak first; ",
                         kShowHandshake)};
  }
  if (handshake.certificate_unanswered) {
    return {Code::kServerCertificateRefused,
            {},
            "the client hung up when it had seen the server's certificate, as gRPC clients do "
            "that do not accept it",
            "look at what the client says, and give it the root that issued the certificate: "
            "--ca FILE",
            /*by_us=*/false};
  }
  return {
      Code::kPeerConnectionClosed,
      {},
      handshake.client_hello_came
          ? "the client hung up in the middle of the handshake"
          : "the client connected and hung up without a word: a probe of the port, or a scanner",
      absl::StrCat("if it is a client of yours, look at what it says; ", kShowHandshake),
      /*by_us=*/false};
}

Refusal Judge(const std::vector<Certificate>& chain, const Handshake& handshake,
              const RefusalPolicy& policy) {
  if (handshake.only_logged) return OfUnknownReason("gRPC's log has its words (--log-level debug)");
  if (!handshake.not_tls.empty()) return OfOtherProtocol(handshake.not_tls);
  if (handshake.alert_made) return OfAlertMade(chain, handshake, policy);
  if (handshake.finished) {
    const Code code = Code::kNoApplicationProtocol;
    return {code, {}, CauseOf(code), CureOf(code)};
  }
  if (handshake.alert_received) return OfAlertReceived(*handshake.alert_received);
  return OfSilence(handshake, policy);
}

}  // namespace

Refusal RefusalOf(const Handshake& handshake, const RefusalPolicy& policy) {
  const std::vector<Certificate> chain = Parsed(CertificatesOf(handshake));
  Refusal refusal = Judge(chain, handshake, policy);
  if (!refusal.certificate && !chain.empty()) refusal.certificate = chain.front();
  return refusal;
}

}  // namespace tls
