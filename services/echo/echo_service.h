// The handlers of echo.v1.EchoService: see proto/echo/v1/echo.proto for what
// they promise.
#ifndef SERVICES_ECHO_ECHO_SERVICE_H_
#define SERVICES_ECHO_ECHO_SERVICE_H_

#include <echo/v1/echo.grpc.pb.h>
#include <grpcpp/grpcpp.h>

#include <string>

namespace echo {

class EchoService final : public v1::EchoService::CallbackService {
 public:
  // `callers_are_verified`: whether TLS checks client certificates, which the
  // connection itself cannot tell (see tls::IdentityOf).
  EchoService(std::string server_name, bool callers_are_verified)
      : server_name_(std::move(server_name)), callers_are_verified_(callers_are_verified) {}

  grpc::ServerUnaryReactor* Echo(grpc::CallbackServerContext* context,
                                 const v1::EchoRequest* request,
                                 v1::EchoResponse* response) override;
  grpc::ServerUnaryReactor* WhoAmI(grpc::CallbackServerContext* context,
                                   const v1::WhoAmIRequest* request,
                                   v1::WhoAmIResponse* response) override;

 private:
  const std::string server_name_;
  const bool callers_are_verified_;
};

}  // namespace echo

#endif  // SERVICES_ECHO_ECHO_SERVICE_H_
