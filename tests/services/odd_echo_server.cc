#include "tests/services/odd_echo_server.h"

#include <grpcpp/server_builder.h>

#include <chrono>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/tls/credentials.h"
#include "tests/services/serving.h"

namespace test {
namespace {

// The same reply, so often.
class Replies : public grpc::ServerWriteReactor<echo::v1::EchoResponse> {
 public:
  Replies(const std::string& payload, uint32_t number) : left_(number) {
    response_.set_payload(payload);
    Next();
  }

 private:
  void OnWriteDone(bool /*ok*/) override { Next(); }
  void OnDone() override { delete this; }
  void Next() {
    if (left_-- == 0) {
      Finish(grpc::Status::OK);
    } else {
      StartWrite(&response_);
    }
  }

  echo::v1::EchoResponse response_;
  uint32_t left_;
};

}  // namespace

OddEchoServer::OddEchoServer(const Credential& credential, Answer answer)
    : answer_(std::move(answer)) {
  GrpcLog::Get();
  grpc::ServerBuilder builder;
  builder.AddListeningPort(
      "127.0.0.1:0",
      tls::MakeServerCredentials(Unchecked(credential), certgen::ClientCertificateMode::kRequire),
      &port_);
  builder.RegisterService(this);
  server_ = builder.BuildAndStart();
  if (server_ == nullptr) std::abort();
}

OddEchoServer::~OddEchoServer() {
  Release();
  server_->Shutdown(std::chrono::system_clock::now());
}

void OddEchoServer::Release() {
  std::vector<grpc::ServerUnaryReactor*> held;
  {
    const std::lock_guard lock(mutex_);
    held.swap(held_);
  }
  for (grpc::ServerUnaryReactor* reactor : held) reactor->Finish(grpc::Status::OK);
}

std::string OddEchoServer::target() const { return absl::StrCat("127.0.0.1:", port_); }

int OddEchoServer::connections() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(peers_.size());
}

grpc::ServerUnaryReactor* OddEchoServer::Echo(grpc::CallbackServerContext* context,
                                              const echo::v1::EchoRequest* request,
                                              echo::v1::EchoResponse* response) {
  {
    const std::lock_guard lock(mutex_);
    peers_.insert(context->peer());
  }
  response->set_message(request->message());
  response->set_payload(request->payload());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  if (const std::optional<grpc::Status> status = answer_(++calls_, response)) {
    reactor->Finish(*status);
  } else {
    const std::lock_guard lock(mutex_);
    held_.push_back(reactor);
  }
  return reactor;
}

grpc::ServerWriteReactor<echo::v1::EchoResponse>* OddEchoServer::ServerStreamingEcho(
    grpc::CallbackServerContext* /*context*/, const echo::v1::EchoRequest* request) {
  return new Replies(request->payload(), request->options().repetitions() - 1);
}

}  // namespace test
