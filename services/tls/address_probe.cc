#include "services/tls/address_probe.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "certgen/lifetime.h"
#include "services/tls/connection_verdict.h"
#include "services/tls/handshake_verdict.h"
#include "services/tls/http2_greeting.h"
#include "services/tls/own_refusal.h"
#include "services/tls/wire_protocol.h"

namespace tls {
namespace {

using Code = certgen::FindingCode;
using Status = Stage::Status;

constexpr std::array kStages = {
    "TCP", "TLS", "ALPN", "certificates", "verification", "name", "our certificate", "HTTP/2"};

// Of the time that is left: for the way there, then for the handshake, so that something is left
// to find out more.
constexpr double kPartForTcp = 0.5;
constexpr double kPartForHandshake = 0.6;

bool IsOfName(Code code) {
  return code == Code::kCertificateHostnameMismatch || code == Code::kCertificateIpAsDnsName ||
         code == Code::kCertificateCommonNameOnly;
}

class Stopwatch {
 public:
  absl::Duration Read() const { return absl::Now() - begin_; }

 private:
  const absl::Time begin_ = absl::Now();
};

class Probe {
 public:
  Probe(const SocketAddress& address, const ProbeRequest& request, const Patience& patience)
      : address_(address), request_(request), patience_(patience) {
    report_.address = address.text;
  }

  AddressReport Run() {
    Look();
    const auto& stages = report_.stages;
    for (const char* name : kStages) {
      const bool seen = std::any_of(stages.begin(), stages.end(),
                                    [name](const Stage& stage) { return stage.name == name; });
      if (!seen) report_.stages.push_back({name, Status::kNotReached, ""});
    }
    return std::move(report_);
  }

 private:
  void Add(const std::string& name, bool ok, const std::string& detail,
           std::optional<absl::Duration> time = std::nullopt) {
    report_.stages.push_back({name, ok ? Status::kOk : Status::kFailed, detail, time});
    if (ok) ++report_.reached;
  }

  void End(const std::string& name, Verdict verdict,
           std::optional<absl::Duration> time = std::nullopt) {
    Add(name, false, verdict.cause, time);
    report_.verdict = std::move(verdict);
  }

  // The socket, or the end.
  std::optional<ProbeSocket> Connect() {
    ++report_.connections;
    const Patience patience = patience_.Part(kPartForTcp);
    absl::StatusOr<ProbeSocket> socket = ProbeSocket::Connect(address_, patience);
    if (!socket.ok()) {
      connect_failure_ = request_.proxy
                             ? AboutProxy(*request_.proxy, std::string(socket.status().message()))
                             : AboutTcp(socket.status(), address_.text);
      return std::nullopt;
    }
    if (!request_.proxy) return *std::move(socket);
    const absl::Status through =
        ConnectThrough(*request_.proxy, request_.target, patience, &*socket);
    if (through.ok()) return *std::move(socket);
    connect_failure_ = AboutProxy(*request_.proxy, std::string(through.message()));
    return std::nullopt;
  }

  HandshakeOffer Offer(bool wide) const {
    HandshakeOffer offer;
    offer.server_name = request_.server_name;
    offer.wide = wide;
    offer.policy.purpose = certgen::Purpose::kTlsServer;
    offer.policy.roots = request_.own.roots;
    offer.policy.crls = request_.own.crls;
    offer.policy.crls_required = request_.own.crls_required;
    offer.policy.now = request_.now;
    offer.policy.host = request_.server_name;
    offer.policy.known = request_.own.chain;
    if (!wide) {
      offer.cert_pem = request_.own.cert_pem;
      offer.key_pem = request_.own.key_pem;
    }
    return offer;
  }

  void Look() {
    const Stopwatch tcp;
    std::optional<ProbeSocket> socket = Connect();
    if (!socket) return End("TCP", connect_failure_, tcp.Read());
    Add("TCP", true,
        request_.proxy ? absl::StrCat("connected to ", request_.target, " by the proxy")
                       : "connected",
        tcp.Read());

    const Stopwatch handshake;
    absl::StatusOr<ProbedConnection> connection =
        ProbedConnection::Start(*std::move(socket), Offer(/*wide=*/false));
    if (!connection.ok()) {
      const bool variable = connection.status().code() == absl::StatusCode::kInvalidArgument;
      return End("TLS", Fault(Code::kHandshakeFailed, certgen::kExitOurCredentials,
                              std::string(connection.status().message()),
                              variable ? "unset GRPC_SSL_CIPHER_SUITES"
                                       : "see what is wrong with --cert and --key: certgen verify "
                                         "DIR"));
    }
    report_.sight = connection->ShakeHands(patience_.Part(kPartForHandshake));
    const HandshakeSight& sight = *report_.sight;
    if (sight.version.empty()) return End("TLS", AboutNoTls(sight), handshake.Read());
    // It broke between the certificate and our answer to it: the server's signature, say.
    const bool broke = sight.end != HandshakeEnd::kDone && sight.end != HandshakeEnd::kRefusedByUs;
    if (broke && !sight.finished_sent) {
      return End("TLS", AboutHandshake(sight, request_.own, request_.now), handshake.Read());
    }
    Add("TLS", true,
        absl::StrCat(sight.version, ", ", sight.cipher,
                     sight.group.empty() ? "" : absl::StrCat(", group ", sight.group)),
        handshake.Read());
    Judge(&*connection);
  }

  // What else there is to find out by another connection.
  Verdict AboutNoTls(const HandshakeSight& sight) {
    const bool nothing_came = sight.first_bytes.empty();
    if (!nothing_came && !WantsWideOffer(sight)) {
      return AboutHandshake(sight, request_.own, request_.now);
    }
    std::optional<ProbeSocket> socket = Connect();
    if (!socket) return AboutHandshake(sight, request_.own, request_.now);
    if (nothing_came) {
      // Some wait for words that they know before they answer.
      if (!socket->Send(Http2Preface(), patience_).ok()) {
        return AboutHandshake(sight, request_.own, request_.now);
      }
      const absl::StatusOr<std::string> bytes = socket->Receive(patience_.Part(kPartForTcp));
      return bytes.ok() && !bytes->empty() ? AboutPlaintext(*bytes)
                                           : AboutHandshake(sight, request_.own, request_.now);
    }
    absl::StatusOr<ProbedConnection> wide =
        ProbedConnection::Start(*std::move(socket), Offer(/*wide=*/true));
    if (!wide.ok()) return AboutHandshake(sight, request_.own, request_.now);
    return AboutDisagreement(sight, wide->ShakeHands(patience_.Part(kPartForHandshake)));
  }

  // Of what TLS agreed on and showed.
  void Judge(ProbedConnection* connection) {
    const HandshakeSight& sight = *report_.sight;
    const Verdict verdict = AboutHandshake(sight, request_.own, request_.now);
    // A cipher suite without certificates, which we do not offer.
    if (!sight.verdict) return End("certificates", verdict);
    std::vector<std::string> sent;
    for (const certgen::Certificate& certificate : sight.chain) {
      sent.push_back(absl::StrCat(
          certgen::Called(certificate), " (",
          certgen::TimeLeft(certificate.not_before(), certificate.not_after(), request_.now), ")"));
    }
    Add("certificates", true, absl::StrJoin(sent, " < "));
    AddVerification(*sight.verdict);
    if (!sight.verdict->good()) {
      report_.verdict = verdict;
      return AddOurCertificate(/*reached=*/false);
    }
    if (sight.end != HandshakeEnd::kDone) return End("our certificate", verdict);
    if (sight.alpn != "h2") {
      return End("ALPN", Fault(Code::kNoApplicationProtocol, certgen::kExitNetwork,
                               sight.alpn.empty()
                                   ? "TLS is good, but the server chose no protocol by ALPN, and "
                                     "gRPC wants h2"
                                   : absl::StrCat("TLS is good, but the server chose ", sight.alpn,
                                                  " by ALPN, and gRPC wants h2"),
                               "name the gRPC port in --target, or let what stands there offer "
                               "h2"));
    }
    Add("ALPN", true, "h2");
    GreetAndJudge(connection);
  }

  void AddVerification(const certgen::PeerVerdict& verdict) {
    std::vector<std::string> errors;
    for (const certgen::ChainError& error : verdict.errors) {
      errors.push_back(absl::StrCat("error ", error.code, " at depth ", error.depth, ": ",
                                    error.reason, " (", certgen::Called(error.certificate), ")"));
    }
    const bool name_is_good =
        std::none_of(verdict.findings.begin(), verdict.findings.end(),
                     [](const auto& finding) { return IsOfName(finding.code); });
    const bool chain_is_good = verdict.findings.size() == (name_is_good ? 0U : 1U);
    Add("verification", chain_is_good,
        chain_is_good ? "the chain leads to our roots" : absl::StrJoin(errors, "; "));
    const certgen::Certificate& leaf = report_.sight->chain.front();
    const std::string names = leaf.names().empty() ? "CN alone" : certgen::FirstNames(leaf.names());
    Add("name", name_is_good,
        absl::StrCat(request_.server_name, name_is_good ? " is among " : " is not among ", names));
  }

  void AddOurCertificate(bool reached) {
    const HandshakeSight& sight = *report_.sight;
    if (!sight.asks_for_certificate) {
      if (reached) Add("our certificate", true, "not asked for");
      return;
    }
    const std::string asked =
        absl::StrCat("asked for, issued by ", CaNamesText(sight.ca_names), "; ");
    if (!reached) {
      report_.stages.push_back(
          {"our certificate", Status::kNotReached, absl::StrCat(asked, "nothing was sent")});
      return;
    }
    Add("our certificate", true,
        sight.presented
            ? absl::StrCat(asked, certgen::Called(request_.own.chain.front()), " was taken")
            : absl::StrCat(asked, "none was presented, and none was insisted on"));
  }

  void GreetAndJudge(ProbedConnection* connection) {
    const Stopwatch watch;
    const Greeting greeting = Greet(patience_.Part(kPartForHandshake), connection);
    report_.sight = connection->sight();
    const HandshakeSight& sight = *report_.sight;
    if (greeting.good()) {
      AddOurCertificate(/*reached=*/true);
      return Add("HTTP/2", true, "SETTINGS came", watch.Read());
    }
    // TLS 1.3 refuses after the client is done.
    const bool refused = greeting.bytes.empty() &&
                         (sight.alert >= 0 ? IsOfOurCertificate(sight.alert) : greeting.ended);
    if (refused && sight.asks_for_certificate) {
      return End("our certificate", WhyRefused(sight, request_.own, request_.now), watch.Read());
    }
    AddOurCertificate(/*reached=*/true);
    End("HTTP/2", AboutGreeting(greeting, sight.alert), watch.Read());
  }

  const SocketAddress& address_;
  const ProbeRequest& request_;
  const Patience& patience_;
  AddressReport report_;
  Verdict connect_failure_;
};

}  // namespace

AddressReport ProbeAddress(const SocketAddress& address, const ProbeRequest& request,
                           const Patience& patience) {
  return Probe(address, request, patience).Run();
}

}  // namespace tls
