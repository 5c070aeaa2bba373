#include "services/tls/tls_version.h"

#include <openssl/ssl.h>

namespace tls {
namespace {

// gRPC sets the lowest version of each context itself, but takes no option off.
void OnNewContext(void* context, void* /*data*/, CRYPTO_EX_DATA* /*all*/, int /*index*/,
                  long /*number*/, void* /*pointer*/) {
  SSL_CTX_set_options(static_cast<SSL_CTX*>(context), SSL_OP_NO_TLSv1_2);
}

}  // namespace

void RequireTls13() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, OnNewContext, nullptr, nullptr);
  static_cast<void>(index);
}

}  // namespace tls
