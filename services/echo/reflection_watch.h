// Open streams of server reflection, so that a server that ends can end them: gRPC's own service
// would hold it up until its timeout, for a developer's tool that was left open.
#ifndef SERVICES_ECHO_REFLECTION_WATCH_H_
#define SERVICES_ECHO_REFLECTION_WATCH_H_

#include <grpcpp/support/server_interceptor.h>

#include <memory>

#include "services/echo/open_calls.h"

namespace echo {

// An interceptor of the methods of grpc.reflection (of any version) alone: adds each call to
// `calls`, which must outlive the server, as one to be cancelled once it is quiet.
std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> WatchReflection(
    OpenCalls* calls);

}  // namespace echo

#endif  // SERVICES_ECHO_REFLECTION_WATCH_H_
