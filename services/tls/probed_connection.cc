#include "services/tls/probed_connection.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "certgen/bio_text.h"
#include "certgen/distinguished_name.h"
#include "certgen/ip_address.h"
#include "certgen/openssl_error.h"
#include "services/tls/grpc_version.h"
#include "services/tls/wire_protocol.h"

namespace tls {
namespace {

constexpr size_t kMaxFirstBytes = 64;
constexpr unsigned char kAlpn[] = "\x02h2";
// The lengths of a Certificate message without a certificate: 1.2's list alone, 1.3's with context.
constexpr size_t kEmptyCertificate12 = 7;
constexpr size_t kEmptyCertificate13 = 8;

bool UseOwn(const HandshakeOffer& offer, SSL_CTX* context) {
  if (offer.cert_pem.empty()) return true;
  const certgen::BioPtr cert(BIO_new_mem_buf(offer.cert_pem.data(), -1));
  const certgen::BioPtr key_bio(BIO_new_mem_buf(offer.key_pem.text().data(), -1));
  if (cert == nullptr || key_bio == nullptr) return false;
  const certgen::EvpPkeyPtr key(PEM_read_bio_PrivateKey(key_bio.get(), nullptr, nullptr, nullptr));
  bool first = true;
  for (;;) {
    certgen::X509Ptr certificate(PEM_read_bio_X509(cert.get(), nullptr, nullptr, nullptr));
    if (certificate == nullptr) break;
    if (first) {
      if (SSL_CTX_use_certificate(context, certificate.get()) != 1) return false;
    } else if (SSL_CTX_add1_chain_cert(context, certificate.get()) != 1) {
      return false;
    }
    first = false;
  }
  certgen::ClearOpenSslErrors();
  return !first && key != nullptr && SSL_CTX_use_PrivateKey(context, key.get()) == 1;
}

bool SetOffer(const HandshakeOffer& offer, SSL_CTX* context) {
  if (offer.wide) {
    SSL_CTX_set_security_level(context, 0);
    return SSL_CTX_set_min_proto_version(context, TLS1_VERSION) == 1 &&
           SSL_CTX_set_cipher_list(context, "ALL:!aNULL:@SECLEVEL=0") == 1;
  }
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
         SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1 &&
         SSL_CTX_set_cipher_list(context, OfferedCiphers().c_str()) == 1 &&
         SSL_CTX_set1_groups_list(context, OfferedGroups().c_str()) == 1 && UseOwn(offer, context);
}

std::vector<certgen::Certificate> AsSent(X509_STORE_CTX* store) {
  std::vector<certgen::Certificate> chain;
  const auto add = [&chain](X509* certificate) {
    X509_up_ref(certificate);
    chain.emplace_back(certgen::X509Ptr(certificate));
  };
  // The leaf is the first of the others.
  const auto* all = X509_STORE_CTX_get0_untrusted(store);
  for (int i = 0; i < sk_X509_num(all); ++i) add(sk_X509_value(all, i));
  if (chain.empty()) add(X509_STORE_CTX_get0_cert(store));
  return chain;
}

std::vector<std::string> CaNames(const SSL* ssl) {
  std::vector<std::string> names;
  const auto* all = SSL_get0_peer_CA_list(ssl);
  names.reserve(static_cast<size_t>(std::max(sk_X509_NAME_num(all), 0)));
  for (int i = 0; i < sk_X509_NAME_num(all); ++i) {
    names.push_back(certgen::NameText(sk_X509_NAME_value(all, i)));
  }
  return names;
}

}  // namespace

std::string OfferedCiphers() {
  // gRPC's own variable and default.
  if (const char* set = std::getenv("GRPC_SSL_CIPHER_SUITES"); set != nullptr && *set) return set;
  return "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
         "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384";
}

std::string OfferedGroups() { return kOffersP256Only ? "P-256" : "X25519:P-256:X448:P-521:P-384"; }

ProbedConnection::ProbedConnection(ProbeSocket socket, std::unique_ptr<State> state,
                                   SslContextPtr context, SslPtr ssl)
    : socket_(std::move(socket)),
      state_(std::move(state)),
      context_(std::move(context)),
      ssl_(std::move(ssl)) {}

absl::StatusOr<ProbedConnection> ProbedConnection::Start(ProbeSocket socket,
                                                         const HandshakeOffer& offer) {
  certgen::ClearOpenSslErrors();
  auto state = std::make_unique<State>();
  state->offer = offer;
  SslContextPtr context(SSL_CTX_new(TLS_client_method()));
  if (context != nullptr && SSL_CTX_set_cipher_list(context.get(), OfferedCiphers().c_str()) != 1) {
    certgen::ClearOpenSslErrors();
    return absl::InvalidArgumentError(
        "the variable GRPC_SSL_CIPHER_SUITES names no cipher suite that OpenSSL knows");
  }
  if (context == nullptr || !SetOffer(offer, context.get())) {
    return absl::FailedPreconditionError(
        certgen::OpenSslError("take our own certificate and key").message());
  }
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context.get(), &Verify, state.get());
  SSL_CTX_set_alpn_protos(context.get(), kAlpn, sizeof(kAlpn) - 1);
  SSL_CTX_set_msg_callback(context.get(), &OnMessage);
  SSL_CTX_set_msg_callback_arg(context.get(), state.get());
  SslPtr ssl(SSL_new(context.get()));
  certgen::BioPtr in(BIO_new(BIO_s_mem()));
  certgen::BioPtr out(BIO_new(BIO_s_mem()));
  if (ssl == nullptr || in == nullptr || out == nullptr) {
    return absl::FailedPreconditionError(certgen::OpenSslError("begin a handshake").message());
  }
  SSL_set_bio(ssl.get(), in.release(), out.release());
  SSL_set_connect_state(ssl.get());
  if (!offer.server_name.empty() && !certgen::IpOctets(offer.server_name)) {
    // SSL_set_tlsext_host_name is a macro with an old cast; the name is copied.
    std::string name = offer.server_name;
    SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
  }
  return ProbedConnection(std::move(socket), std::move(state), std::move(context), std::move(ssl));
}

int ProbedConnection::Verify(X509_STORE_CTX* store, void* state) {
  auto* self = static_cast<State*>(state);
  HandshakeSight& sight = self->sight;
  const auto* ssl =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  sight.ca_names = CaNames(ssl);
  sight.chain = AsSent(store);
  sight.verdict = certgen::CheckPeer(sight.chain, self->offer.policy);
  if (sight.verdict->good() && !self->offer.wide) {
    X509_STORE_CTX_set_error(store, X509_V_OK);
    return 1;
  }
  // The alert that OpenSSL then sends tells the server what we refuse.
  X509_STORE_CTX_set_error(store, sight.verdict->errors.empty()
                                      ? X509_V_ERR_HOSTNAME_MISMATCH
                                      : sight.verdict->errors.front().code);
  return 0;
}

void ProbedConnection::OnMessage(int write, int /*version*/, int type, const void* bytes,
                                 size_t length, SSL* ssl, void* state) {
  HandshakeSight& sight = static_cast<State*>(state)->sight;
  const auto* message = static_cast<const unsigned char*>(bytes);
  if (type == SSL3_RT_ALERT && write == 0 && length == 2 && message[0] == SSL3_AL_FATAL) {
    sight.alert = message[1];
  } else if (type == SSL3_RT_HANDSHAKE && length > 0) {
    if (write == 0 && message[0] == SSL3_MT_CERTIFICATE_REQUEST) sight.asks_for_certificate = true;
    if (write == 1 && message[0] == SSL3_MT_CERTIFICATE) {
      sight.presented =
          length > (SSL_version(ssl) == TLS1_3_VERSION ? kEmptyCertificate13 : kEmptyCertificate12);
    }
    if (write == 1 && message[0] == SSL3_MT_FINISHED) sight.finished_sent = true;
  }
}

void ProbedConnection::SetAgreement() {
  HandshakeSight& sight = state_->sight;
  SSL* ssl = ssl_.get();
  // Before a ServerHello it is only what we offer.
  const SSL_CIPHER* cipher = SSL_get_pending_cipher(ssl);
  if (cipher == nullptr) cipher = SSL_get_current_cipher(ssl);
  if (cipher == nullptr) return;
  sight.version = SSL_get_version(ssl);
  sight.cipher = SSL_CIPHER_get_name(cipher);
  if (const int group = static_cast<int>(SSL_get_negotiated_group(ssl)); group > 0) {
    const char* name = SSL_group_to_name(ssl, group);
    sight.group = name == nullptr ? "" : name;
  }
  const unsigned char* alpn = nullptr;
  unsigned int length = 0;
  SSL_get0_alpn_selected(ssl, &alpn, &length);
  sight.alpn.assign(reinterpret_cast<const char*>(alpn), length);
  if (sight.ca_names.empty()) sight.ca_names = CaNames(ssl);
}

void ProbedConnection::SetEnd(HandshakeEnd end) {
  HandshakeSight& sight = state_->sight;
  const unsigned long error = ERR_peek_last_error();
  if (error != 0) {
    sight.reason = ERR_GET_REASON(error);
    const char* words = ERR_reason_error_string(error);
    sight.words = words == nullptr ? "" : words;
  }
  certgen::ClearOpenSslErrors();
  SetAgreement();
  if (sight.verdict && (!sight.verdict->good() || state_->offer.wide)) {
    end = HandshakeEnd::kRefusedByUs;
  } else if (sight.alert >= 0) {
    end = HandshakeEnd::kAlert;
  }
  const WireProtocol spoken = ProtocolOfServer(sight.first_bytes);
  if (spoken != WireProtocol::kTls && spoken != WireProtocol::kNothing) end = HandshakeEnd::kNotTls;
  sight.end = end;
}

absl::Status ProbedConnection::Flush(const Patience& patience) {
  BIO* out = SSL_get_wbio(ssl_.get());
  std::string bytes(BIO_ctrl_pending(out), '\0');
  if (bytes.empty()) return absl::OkStatus();
  const int count = BIO_read(out, bytes.data(), static_cast<int>(bytes.size()));
  return socket_.Send(bytes.substr(0, static_cast<size_t>(std::max(count, 0))), patience);
}

absl::StatusOr<std::string> ProbedConnection::Feed(const Patience& patience) {
  absl::StatusOr<std::string> bytes = socket_.Receive(patience);
  if (!bytes.ok() || bytes->empty()) return bytes;
  std::string& first = state_->sight.first_bytes;
  if (first.size() < kMaxFirstBytes) first += bytes->substr(0, kMaxFirstBytes - first.size());
  BIO_write(SSL_get_rbio(ssl_.get()), bytes->data(), static_cast<int>(bytes->size()));
  return bytes;
}

const HandshakeSight& ProbedConnection::ShakeHands(const Patience& patience) {
  for (;;) {
    const int result = SSL_do_handshake(ssl_.get());
    const int error = SSL_get_error(ssl_.get(), result);
    // What is left to say is said even to a peer that is gone: what it said before counts.
    const absl::Status flushed = Flush(patience);
    if (result == 1) {
      SetEnd(HandshakeEnd::kDone);
      return sight();
    }
    if (error != SSL_ERROR_WANT_READ) {
      SetEnd(HandshakeEnd::kFailed);
      return sight();
    }
    const absl::StatusOr<std::string> bytes = Feed(patience);
    if (bytes.ok() && !bytes->empty()) continue;
    SetEnd(bytes.ok()                                                ? HandshakeEnd::kClosed
           : bytes.status().code() == absl::StatusCode::kUnavailable ? HandshakeEnd::kReset
                                                                     : HandshakeEnd::kTimeout);
    return sight();
  }
}

absl::Status ProbedConnection::Write(const std::string& bytes, const Patience& patience) {
  const int count = SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
  if (count != static_cast<int>(bytes.size())) {
    certgen::ClearOpenSslErrors();
    return absl::UnavailableError("TLS has ended");
  }
  return Flush(patience);
}

absl::StatusOr<std::string> ProbedConnection::Read(const Patience& patience) {
  std::array<char, 16384> buffer;
  for (;;) {
    const int count = SSL_read(ssl_.get(), buffer.data(), buffer.size());
    if (count > 0) return std::string(buffer.data(), static_cast<size_t>(count));
    const int error = SSL_get_error(ssl_.get(), count);
    certgen::ClearOpenSslErrors();
    if (error == SSL_ERROR_ZERO_RETURN) return std::string();
    if (error != SSL_ERROR_WANT_READ) return absl::UnavailableError("TLS has ended");
    absl::StatusOr<std::string> bytes = Feed(patience);
    if (!bytes.ok() || bytes->empty()) return bytes;
  }
}

}  // namespace tls
