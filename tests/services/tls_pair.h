// A TLS server and a client in memory, made by OpenSSL alone: each handshake goes as far as
// the test drives it.
#ifndef TESTS_SERVICES_TLS_PAIR_H_
#define TESTS_SERVICES_TLS_PAIR_H_

#include <openssl/ssl.h>

#include <string>

#include "services/tls/ssl_ptr.h"
#include "tests/testing/test_pki.h"

namespace test {

class TlsPair {
 public:
  struct Side {
    // Its certificate, key and roots; without a certificate if `cert` is empty.
    const Credential* credential = nullptr;
    bool verifies = false;
    int version = TLS1_3_VERSION;
    bool alpn = true;
  };

  TlsPair(const Side& server, const Side& client);

  // Goes on until neither side has anything more to say.
  void ShakeHands();
  // One step of one side. What it says reaches the other side's next step.
  void StepServer();
  void StepClient();
  // Bytes to the server as they are.
  void SayToServer(const std::string& bytes);
  // The client's data comes to the server; false if it does not.
  bool Transfers();
  // As gRPC does when the connection is gone.
  void DropServer() { server_.reset(); }
  bool ServerIsDone() const { return SSL_is_init_finished(server_.get()) == 1; }

 private:
  tls::SslContextPtr server_context_;
  tls::SslContextPtr client_context_;
  tls::SslPtr server_;
  tls::SslPtr client_;
};

}  // namespace test

#endif  // TESTS_SERVICES_TLS_PAIR_H_
