#include "tests/services/tls_pair.h"

#include <cstdlib>
#include <string_view>
#include <vector>

#include "certgen/openssl_ptr.h"
#include "tests/testing/status_matchers.h"

namespace test {
namespace {

using tls::SslContextPtr;
using tls::SslPtr;

constexpr std::string_view kHttp2("\x02h2", 3);

int ChooseHttp2(SSL* /*ssl*/, const unsigned char** out, unsigned char* out_size,
                const unsigned char* in, unsigned int in_size, void* /*argument*/) {
  if (std::string_view(reinterpret_cast<const char*>(in), in_size) != kHttp2) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *out = in + 1;
  *out_size = 2;
  return SSL_TLSEXT_ERR_OK;
}

void Must(bool good) {
  if (!good) std::abort();
}

SslContextPtr MakeContext(const TlsPair::Side& side, bool is_server) {
  SslContextPtr context(SSL_CTX_new(TLS_method()));
  Must(SSL_CTX_set_max_proto_version(context.get(), side.version) == 1);
  if (!is_server) SSL_CTX_set_security_level(context.get(), 0);
  if (side.credential != nullptr) {
    const certgen::PrivateKey key = ValueOf(certgen::PrivateKey::FromPem(side.credential->key));
    Must(SSL_CTX_use_certificate(context.get(), side.credential->leaf.get()) == 1);
    Must(SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1);
    const auto root = ValueOf(certgen::Certificate::FromPem(side.credential->roots));
    Must(X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), root.get()) == 1);
  }
  if (side.verifies) {
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  if (!side.alpn) return context;
  if (is_server) {
    SSL_CTX_set_alpn_select_cb(context.get(), ChooseHttp2, nullptr);
  } else {
    Must(SSL_CTX_set_alpn_protos(context.get(),
                                 reinterpret_cast<const unsigned char*>(kHttp2.data()),
                                 kHttp2.size()) == 0);
  }
  return context;
}

// What `from` has said since.
std::string Said(SSL* from) {
  std::string bytes(BIO_ctrl_pending(SSL_get_wbio(from)), '\0');
  if (!bytes.empty()) BIO_read(SSL_get_wbio(from), bytes.data(), static_cast<int>(bytes.size()));
  return bytes;
}

void Hear(SSL* ssl, const std::string& bytes) {
  if (!bytes.empty()) BIO_write(SSL_get_rbio(ssl), bytes.data(), static_cast<int>(bytes.size()));
}

SslPtr MakeSsl(SSL_CTX* context) {
  SslPtr ssl(SSL_new(context));
  SSL_set_bio(ssl.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  return ssl;
}

}  // namespace

TlsPair::TlsPair(const Side& server, const Side& client)
    : server_context_(MakeContext(server, /*is_server=*/true)),
      client_context_(MakeContext(client, /*is_server=*/false)),
      server_(MakeSsl(server_context_.get())),
      client_(MakeSsl(client_context_.get())) {
  SSL_set_accept_state(server_.get());
  SSL_set_connect_state(client_.get());
}

void TlsPair::StepServer() {
  Hear(server_.get(), Said(client_.get()));
  SSL_do_handshake(server_.get());
}

void TlsPair::StepClient() {
  Hear(client_.get(), Said(server_.get()));
  SSL_do_handshake(client_.get());
}

void TlsPair::ShakeHands() {
  for (int i = 0; i < 4; ++i) {
    StepClient();
    StepServer();
  }
}

void TlsPair::SayToServer(const std::string& bytes) {
  Hear(server_.get(), bytes);
  SSL_do_handshake(server_.get());
}

bool TlsPair::Transfers() {
  std::vector<char> data(100000, 'x');
  size_t size = 0;
  if (SSL_write_ex(client_.get(), data.data(), data.size(), &size) != 1) return false;
  Hear(server_.get(), Said(client_.get()));
  size_t read = 0;
  while (SSL_read_ex(server_.get(), data.data(), data.size(), &size) == 1) read += size;
  return read == data.size() && SSL_write_ex(server_.get(), "y", 1, &size) == 1;
}

}  // namespace test
