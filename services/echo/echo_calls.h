// The four kinds of call of EchoService: one reactor each. A call has one read, one write or one
// wait under way at a time, and reads the next request when the one before is answered: a caller
// that does not read, or sends without an end, costs the server one request and one reply, and
// HTTP/2's windows. Cancelled calls end at once, in a wait too.
#ifndef SERVICES_ECHO_ECHO_CALLS_H_
#define SERVICES_ECHO_ECHO_CALLS_H_

#include <echo/v1/echo.pb.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include "services/echo/echo_reply.h"
#include "services/echo/open_calls.h"

namespace echo {

// What all calls share; outlives them.
struct EchoHost {
  ServerFacts server;
  MemoryBudget memory;
  OpenCalls calls = {};
};

// Each begins the call, which `host->calls` holds to its end.
grpc::ServerUnaryReactor* StartUnaryEcho(EchoHost* host, grpc::CallbackServerContext* context,
                                         const v1::EchoRequest* request,
                                         v1::EchoResponse* response);
grpc::ServerWriteReactor<v1::EchoResponse>* StartServerStreamingEcho(
    EchoHost* host, grpc::CallbackServerContext* context, const v1::EchoRequest* request);
grpc::ServerReadReactor<v1::EchoRequest>* StartClientStreamingEcho(
    EchoHost* host, grpc::CallbackServerContext* context, v1::EchoResponse* response);
grpc::ServerBidiReactor<v1::EchoRequest, v1::EchoResponse>* StartBidirectionalEcho(
    EchoHost* host, grpc::CallbackServerContext* context);

}  // namespace echo

#endif  // SERVICES_ECHO_ECHO_CALLS_H_
