#include "services/tls/handshake_watch.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "certgen/asn1_value.h"

namespace tls {
namespace {

// Never destroyed: gRPC's threads may let go of connections while the process ends.
class SharedSinks {
 public:
  static SharedSinks& Get() {
    static auto* const shared = new SharedSinks();
    return *shared;
  }

  void Set(HandshakeSinks sinks) {
    auto shared = std::make_shared<const HandshakeSinks>(std::move(sinks));
    const absl::MutexLock lock(&mutex_);
    sinks_ = std::move(shared);
  }

  // Tells `event` to the sink of its kind, such as &HandshakeSinks::failed.
  template <typename Event>
  void Tell(std::function<void(const Event&)> HandshakeSinks::*kind, const Event& event) {
    std::shared_ptr<const HandshakeSinks> sinks;
    {
      const absl::MutexLock lock(&mutex_);
      sinks = sinks_;
    }
    if (sinks != nullptr && (*sinks).*kind) ((*sinks).*kind)(event);
  }

 private:
  absl::Mutex mutex_;
  std::shared_ptr<const HandshakeSinks> sinks_ ABSL_GUARDED_BY(mutex_);
};

#ifndef OPENSSL_IS_BORINGSSL

constexpr int kSslFatal = 2;

// Of the Watched that belongs to an SSL object.
int state_index = -1;

// First a handshake, then, if that was good, a connection.
struct Watched {
  std::unique_ptr<Handshake> handshake;
  std::optional<OpenConnection> connection;
};

bool BeginsTlsRecord(std::string_view header) {
  const auto type = static_cast<unsigned char>(header[0]);
  return type >= SSL3_RT_CHANGE_CIPHER_SPEC && type <= SSL3_RT_APPLICATION_DATA &&
         header[1] == SSL3_VERSION_MAJOR;
}

void LetGo(SSL* ssl, Watched* watched) {
  const std::unique_ptr<Watched> owner(watched);
  SSL_set_ex_data(ssl, state_index, nullptr);
  SSL_set_msg_callback(ssl, nullptr);
}

void Opened(SSL* ssl, Watched* watched) {
  OpenConnection connection;
  if (const X509* const leaf = SSL_get0_peer_certificate(ssl)) {
    connection.client_not_after =
        certgen::TimeOf(X509_get0_notAfter(leaf), /*if_unreadable=*/absl::InfinitePast());
  }
  watched->handshake.reset();
  watched->connection = connection;
  SSL_set_msg_callback(ssl, nullptr);
  SharedSinks::Get().Tell(&HandshakeSinks::opened, connection);
}

void OnCame(int type, std::string_view bytes, const SSL* ssl, Handshake* handshake) {
  switch (type) {
    case SSL3_RT_HEADER:
      if (!handshake->client_hello_came && !BeginsTlsRecord(bytes)) handshake->not_tls = bytes;
      return;
    case SSL3_RT_ALERT:
      if (bytes[0] == kSslFatal || bytes[1] == SSL_AD_CLOSE_NOTIFY) {
        handshake->alert_received = static_cast<unsigned char>(bytes[1]);
      }
      return;
    case SSL3_RT_HANDSHAKE:
      break;
    default:
      return;
  }
  handshake->certificate_unanswered = false;
  switch (bytes[0]) {
    case SSL3_MT_CLIENT_HELLO:
      handshake->client_hello_came = true;
      return;
    case SSL3_MT_CERTIFICATE:
      if (bytes.size() <= kMaxCertificateMessage) handshake->certificate_message = bytes;
      handshake->is_tls13 = SSL_version(ssl) == TLS1_3_VERSION;
      return;
    case SSL3_MT_FINISHED: {
      const unsigned char* protocol = nullptr;
      unsigned int size = 0;
      SSL_get0_alpn_selected(ssl, &protocol, &size);
#ifndef OPENSSL_NO_NEXTPROTONEG
      // gRPC is content with ALPN's forerunner too.
      if (size == 0) SSL_get0_next_proto_negotiated(ssl, &protocol, &size);
#endif
      handshake->finished = true;
      handshake->has_application_protocol = size > 0;
      return;
    }
    default:
      return;
  }
}

void OnMade(int type, std::string_view bytes, const SSL* ssl, Handshake* handshake) {
  if (type == SSL3_RT_ALERT && bytes[0] == kSslFatal) {
    handshake->alert_made = static_cast<unsigned char>(bytes[1]);
    handshake->error = ERR_peek_last_error();
    handshake->verify_result = SSL_get_verify_result(ssl);
    handshake->ended = absl::Now();
  }
  if (type != SSL3_RT_HANDSHAKE) return;
  // The last message of the server's flight, before TLS 1.3 and since; a resumed session has
  // none that comes before the client's own end.
  if (bytes[0] == SSL3_MT_SERVER_DONE || (bytes[0] == SSL3_MT_FINISHED && !handshake->finished)) {
    handshake->certificate_unanswered = SSL_session_reused(ssl) == 0;
  }
}

void OnMessage(int is_made, int /*version*/, int type, const void* data, size_t size, SSL* ssl,
               void* /*argument*/) {
  // OpenSSL may call twice for one record without asking anew whether there is a callback: it
  // must not be taken off in between.
  if (is_made != 0 && type == SSL3_RT_HEADER) return;
  auto* const watched = static_cast<Watched*>(SSL_get_ex_data(ssl, state_index));
  if (watched == nullptr || watched->handshake == nullptr)
    return SSL_set_msg_callback(ssl, nullptr);
  // Only now is it known.
  if (SSL_is_server(ssl) == 0) return LetGo(ssl, watched);
  Handshake* const handshake = watched->handshake.get();
  const bool was_finished = handshake->finished;
  const std::string_view bytes(static_cast<const char*>(data), size);
  // Nothing of interest is shorter.
  const bool interests = size >= 2;
  if (interests && is_made != 0) OnMade(type, bytes, ssl, handshake);
  if (interests && is_made == 0 && !was_finished) OnCame(type, bytes, ssl, handshake);
  if (!was_finished) return;
  // What follows the client's last message shows that it was good: no alert.
  if (!handshake->alert_made && handshake->has_application_protocol) return Opened(ssl, watched);
  SSL_set_msg_callback(ssl, nullptr);
}

// To every context, because what is set on an SSL object while it is made does not last: since
// OpenSSL 3.2 it copies the context's callback later.
void OnNewContext(void* context, void* /*data*/, CRYPTO_EX_DATA* /*all*/, int /*index*/,
                  long /*number*/, void* /*pointer*/) {
  SSL_CTX_set_msg_callback(static_cast<SSL_CTX*>(context), OnMessage);
}

void OnNew(void* /*ssl*/, void* /*data*/, CRYPTO_EX_DATA* all, int index, long /*number*/,
           void* /*pointer*/) {
  auto watched = std::make_unique<Watched>();
  watched->handshake = std::make_unique<Handshake>();
  watched->handshake->begun = absl::Now();
  watched->handshake->ended = absl::InfiniteFuture();
  if (CRYPTO_set_ex_data(all, index, watched.get()) == 1) (void)watched.release();
}

// The SSL object may be half gone.
void OnFreed(void* /*ssl*/, void* data, CRYPTO_EX_DATA* /*all*/, int /*index*/, long /*number*/,
             void* /*pointer*/) {
  const std::unique_ptr<Watched> watched(static_cast<Watched*>(data));
  if (watched == nullptr) return;
  if (watched->connection) {
    return SharedSinks::Get().Tell(&HandshakeSinks::closed, *watched->connection);
  }
  Handshake* const handshake = watched->handshake.get();
  if (handshake->finished && handshake->has_application_protocol && !handshake->alert_made) {
    // Good, and over before anything was said.
    SharedSinks::Get().Tell(&HandshakeSinks::opened, OpenConnection());
    return SharedSinks::Get().Tell(&HandshakeSinks::closed, OpenConnection());
  }
  if (handshake->ended == absl::InfiniteFuture()) handshake->ended = absl::Now();
  SharedSinks::Get().Tell(&HandshakeSinks::failed, *handshake);
}

void Hook() {
  static const bool hooked = [] {
    state_index = SSL_get_ex_new_index(0, nullptr, OnNew, nullptr, OnFreed);
    return SSL_CTX_get_ex_new_index(0, nullptr, OnNewContext, nullptr, nullptr) >= 0;
  }();
  (void)hooked;
}

void OnGrpcLine(const std::string& /*line*/) {}

#else

void Hook() {}

void OnGrpcLine(const std::string& line) {
  if (line.find("Handshake failed with fatal error") == std::string::npos) return;
  Handshake handshake;
  handshake.only_logged = true;
  handshake.begun = handshake.ended = absl::Now();
  SharedSinks::Get().Tell(&HandshakeSinks::failed, handshake);
}

#endif

}  // namespace

void WatchHandshakes(HandshakeSinks sinks) {
  SharedSinks::Get().Set(std::move(sinks));
  Hook();
}

void WatchGrpcLine(const std::string& line) { OnGrpcLine(line); }

}  // namespace tls
