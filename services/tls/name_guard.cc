#include "services/tls/name_guard.h"

#include <openssl/ssl.h>

#include "certgen/peer_name.h"

namespace tls {

#ifdef OPENSSL_IS_BORINGSSL

void RefuseNamesThatEndGrpc() {}

#else

namespace {

// In the place of OpenSSL's own verification, which it calls: with whatever the connection is set
// to, its callback included.
int VerifyAndGuard(X509_STORE_CTX* context, void* /*argument*/) {
  const int verified = X509_verify_cert(context);
  if (verified <= 0) return verified;
  X509* leaf = X509_STORE_CTX_get0_cert(context);
  X509_up_ref(leaf);
  if (!certgen::HasMalformedAddress(certgen::Certificate(certgen::X509Ptr(leaf)))) return 1;
  X509_STORE_CTX_set_error(context, X509_V_ERR_UNSUPPORTED_NAME_SYNTAX);
  return 0;
}

// Each SSL_CTX as it is made, before anybody else has it.
void OnNewContext(void* parent, void* /*value*/, CRYPTO_EX_DATA* /*data*/, int /*index*/,
                  long /*number*/, void* /*argument*/) {
  SSL_CTX_set_cert_verify_callback(static_cast<SSL_CTX*>(parent), VerifyAndGuard, nullptr);
}

}  // namespace

void RefuseNamesThatEndGrpc() {
  SSL_CTX_get_ex_new_index(0, nullptr, OnNewContext, nullptr, nullptr);
}

#endif

}  // namespace tls
