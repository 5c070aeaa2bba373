// An echo service that does not answer as it should, over mutual TLS on 127.0.0.1. In a stream of
// replies one is missing.
#ifndef TESTS_SERVICES_ODD_ECHO_SERVER_H_
#define TESTS_SERVICES_ODD_ECHO_SERVER_H_

#include <echo/v1/echo.grpc.pb.h>
#include <grpcpp/server.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/testing/test_pki.h"

namespace test {

class OddEchoServer : private echo::v1::EchoService::CallbackService {
 public:
  // How call number 1, 2, 3… of Echo ends; the reply is an echo already, and can be changed.
  // nullopt: it is held. It must not wait, as client and server share gRPC's few threads.
  using Answer =
      std::function<std::optional<grpc::Status>(int number, echo::v1::EchoResponse* response)>;

  OddEchoServer(const Credential& credential, Answer answer);
  ~OddEchoServer() override;

  // "127.0.0.1:PORT".
  std::string target() const;
  // Ends those that are held, OK.
  void Release();
  int calls() const { return calls_; }
  // Different callers' addresses.
  int connections() const;

 private:
  grpc::ServerUnaryReactor* Echo(grpc::CallbackServerContext* context,
                                 const echo::v1::EchoRequest* request,
                                 echo::v1::EchoResponse* response) override;
  grpc::ServerWriteReactor<echo::v1::EchoResponse>* ServerStreamingEcho(
      grpc::CallbackServerContext* context, const echo::v1::EchoRequest* request) override;

  const Answer answer_;
  std::atomic<int> calls_ = 0;
  mutable std::mutex mutex_;
  std::set<std::string> peers_;
  std::vector<grpc::ServerUnaryReactor*> held_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace test

#endif  // TESTS_SERVICES_ODD_ECHO_SERVER_H_
