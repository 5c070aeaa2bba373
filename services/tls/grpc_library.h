// gRPC's library as an object of main: up as long as it lives, and wholly down
// afterwards.
#ifndef SERVICES_TLS_GRPC_LIBRARY_H_
#define SERVICES_TLS_GRPC_LIBRARY_H_

#include <cstddef>

namespace tls {

// Left to itself, gRPC goes down in a thread of its own while the process ends
// around it; what it had not yet freed then counts as leaked. Make it before any
// other object of gRPC, and after signals are blocked: it starts threads.
class GrpcLibrary {
 public:
  GrpcLibrary();
  // Waits for gRPC's connections and threads to end, as far as gRPC ends them (a client's event
  // engine stays): for as long as one ends every 5 ms, as each frees only then what OpenSSL keeps
  // for it.
  ~GrpcLibrary();
  GrpcLibrary(const GrpcLibrary&) = delete;
  GrpcLibrary& operator=(const GrpcLibrary&) = delete;

 private:
  // Of the process, when it came up.
  const std::ptrdiff_t threads_;
};

}  // namespace tls

#endif  // SERVICES_TLS_GRPC_LIBRARY_H_
