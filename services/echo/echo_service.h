// The handlers of echo.v1.EchoService: see proto/echo/v1/echo.proto for what
// they promise.
#ifndef SERVICES_ECHO_ECHO_SERVICE_H_
#define SERVICES_ECHO_ECHO_SERVICE_H_

#include <echo/v1/echo.grpc.pb.h>
#include <grpcpp/grpcpp.h>

#include <utility>

#include "services/echo/echo_calls.h"

namespace echo {

class EchoService final : public v1::EchoService::CallbackService {
 public:
  // `callers_are_verified`: whether TLS checks client certificates, which the
  // connection itself cannot tell (see tls::IdentityOf).
  // `memory_bytes`: what all calls may hold in messages; 0: no limit.
  EchoService(ServerFacts server, uint64_t memory_bytes, bool callers_are_verified)
      : host_{.server = std::move(server), .memory = MemoryBudget(memory_bytes)},
        callers_are_verified_(callers_are_verified) {}

  // WhoAmI's apart, which end at once.
  OpenCalls& open_calls() { return host_.calls; }

  grpc::ServerUnaryReactor* Echo(grpc::CallbackServerContext* context,
                                 const v1::EchoRequest* request,
                                 v1::EchoResponse* response) override;
  grpc::ServerWriteReactor<v1::EchoResponse>* ServerStreamingEcho(
      grpc::CallbackServerContext* context, const v1::EchoRequest* request) override;
  grpc::ServerReadReactor<v1::EchoRequest>* ClientStreamingEcho(
      grpc::CallbackServerContext* context, v1::EchoResponse* response) override;
  grpc::ServerBidiReactor<v1::EchoRequest, v1::EchoResponse>* BidirectionalStreamingEcho(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* WhoAmI(grpc::CallbackServerContext* context,
                                   const v1::WhoAmIRequest* request,
                                   v1::WhoAmIResponse* response) override;

 private:
  EchoHost host_;
  const bool callers_are_verified_;
};

}  // namespace echo

#endif  // SERVICES_ECHO_ECHO_SERVICE_H_
