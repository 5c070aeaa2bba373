// Owners for the objects of libssl, which certgen does not link; see
// certgen/openssl_ptr.h.
#ifndef SERVICES_TLS_SSL_PTR_H_
#define SERVICES_TLS_SSL_PTR_H_

#include <openssl/ssl.h>

#include <memory>

#include "certgen/openssl_ptr.h"

namespace tls {

using SslPtr = std::unique_ptr<SSL, certgen::OpenSslFree<SSL_free>>;
using SslContextPtr = std::unique_ptr<SSL_CTX, certgen::OpenSslFree<SSL_CTX_free>>;

}  // namespace tls

#endif  // SERVICES_TLS_SSL_PTR_H_
