// gRPC's library as an object of main: up as long as it lives, and wholly down
// afterwards.
#ifndef SERVICES_TLS_GRPC_LIBRARY_H_
#define SERVICES_TLS_GRPC_LIBRARY_H_

#include <grpc/grpc.h>

namespace tls {

// Left to itself, gRPC goes down in a thread of its own while the process ends
// around it; what it had not yet freed then counts as leaked. Make it before any
// other object of gRPC, and after signals are blocked: it starts threads.
class GrpcLibrary {
 public:
  GrpcLibrary() { grpc_init(); }
  // Waits for gRPC's connections and threads to end.
  ~GrpcLibrary() { grpc_shutdown_blocking(); }
  GrpcLibrary(const GrpcLibrary&) = delete;
  GrpcLibrary& operator=(const GrpcLibrary&) = delete;
};

}  // namespace tls

#endif  // SERVICES_TLS_GRPC_LIBRARY_H_
