// What differs between versions of gRPC: the one place that asks which it is.
#ifndef SERVICES_TLS_GRPC_VERSION_H_
#define SERVICES_TLS_GRPC_VERSION_H_

#include <grpcpp/version_info.h>

// gRPC's own log hook was replaced by Abseil's log in 1.65 (gRFC L117).
#if GRPC_CPP_VERSION_MAJOR == 1 && GRPC_CPP_VERSION_MINOR < 65
#define TLS_ECHO_GPR_LOG 1
#endif

namespace tls {

// On OpenSSL, older ones pin the key exchange to this group.
inline constexpr bool kOffersP256Only = GRPC_CPP_VERSION_MAJOR == 1 && GRPC_CPP_VERSION_MINOR < 83;

}  // namespace tls

#endif  // SERVICES_TLS_GRPC_VERSION_H_
