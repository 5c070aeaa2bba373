// One TLS connection to a server, made to be looked at: what gRPC's client would offer is
// offered, what gRPC would check is checked, and everything that is seen is kept.
#ifndef SERVICES_TLS_PROBED_CONNECTION_H_
#define SERVICES_TLS_PROBED_CONNECTION_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "certgen/certificate.h"
#include "certgen/peer_check.h"
#include "certgen/secret_text.h"
#include "services/tls/patience.h"
#include "services/tls/probe_socket.h"
#include "services/tls/ssl_ptr.h"

namespace tls {

struct HandshakeOffer {
  // For SNI, unless it is an address.
  std::string server_name;
  // Both empty: no certificate of our own.
  std::string cert_pem;
  certgen::SecretText key_pem;
  // What the server must be; its name is policy.host.
  certgen::PeerPolicy policy;
  // All that OpenSSL can do, old and weak, in place of what gRPC offers: to find out what the
  // server wants. Such a handshake never gets past the server's certificate.
  bool wide = false;
};

enum class HandshakeEnd {
  kDone,
  // We refuse the server: see `verdict`. Nothing but an alert was sent after that.
  kRefusedByUs,
  // A fatal alert came: see `alert`.
  kAlert,
  kClosed,
  kReset,
  kTimeout,
  // What came is no TLS: see `first_bytes`.
  kNotTls,
  // OpenSSL goes no further: see `reason` and `words`.
  kFailed,
};

struct HandshakeSight {
  HandshakeEnd end = HandshakeEnd::kFailed;
  // The first that came, at most 64.
  std::string first_bytes;
  // As OpenSSL names them: "TLSv1.3", "TLS_AES_128_GCM_SHA256", "secp256r1"; empty: not agreed on.
  std::string version;
  std::string cipher;
  std::string group;
  // "h2"; empty: the server chose none.
  std::string alpn;
  // As the server sent it, the leaf first.
  std::vector<certgen::Certificate> chain;
  // Of the chain, once it came.
  std::optional<certgen::PeerVerdict> verdict;
  // The server asked for a certificate, by CAs of these names (RFC 2253; none: any).
  bool asks_for_certificate = false;
  std::vector<std::string> ca_names;
  // We sent one.
  bool presented = false;
  // We said all that we have to say: what ends after that, the server ended.
  bool finished_sent = false;
  // RFC 8446 §6.2; -1: none came.
  int alert = -1;
  // OpenSSL's, as in ERR_GET_REASON; 0: none.
  int reason = 0;
  std::string words;
};

class ProbedConnection {
 public:
  // kFailedPrecondition: OpenSSL does not take our own certificate and key. kInvalidArgument: nor
  // what the environment sets for gRPC.
  static absl::StatusOr<ProbedConnection> Start(ProbeSocket socket, const HandshakeOffer& offer);
  ProbedConnection(ProbedConnection&&) = default;

  // Shakes hands to whatever end. The sight lives as long as the connection.
  const HandshakeSight& ShakeHands(const Patience& patience);

  // Behind a handshake that is done; in the sight, `alert` may come late (TLS 1.3). As
  // ProbeSocket's.
  absl::Status Write(const std::string& bytes, const Patience& patience);
  absl::StatusOr<std::string> Read(const Patience& patience);

  const HandshakeSight& sight() const { return state_->sight; }

 private:
  // What OpenSSL's callbacks write to: it stays where it is.
  struct State {
    HandshakeSight sight;
    HandshakeOffer offer;
  };

  ProbedConnection(ProbeSocket socket, std::unique_ptr<State> state, SslContextPtr context,
                   SslPtr ssl);

  static int Verify(X509_STORE_CTX* store, void* state);
  static void OnMessage(int write, int version, int type, const void* bytes, size_t length,
                        SSL* ssl, void* state);
  void SetAgreement();
  void SetEnd(HandshakeEnd end);
  absl::Status Flush(const Patience& patience);
  // More bytes for OpenSSL; "" as in ProbeSocket::Receive.
  absl::StatusOr<std::string> Feed(const Patience& patience);

  ProbeSocket socket_;
  std::unique_ptr<State> state_;
  SslContextPtr context_;
  SslPtr ssl_;
};

// What gRPC's client offers in TLS, in OpenSSL's words.
std::string OfferedCiphers();
std::string OfferedGroups();

}  // namespace tls

#endif  // SERVICES_TLS_PROBED_CONNECTION_H_
