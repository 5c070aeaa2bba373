#include <atomic>
#include <memory>

#include "services/echo/echo_calls.h"
#include "services/echo/echo_options.h"
#include "services/echo/wait.h"

namespace echo {
namespace {

class UnaryEcho final : public grpc::ServerUnaryReactor, public OpenCall {
 public:
  UnaryEcho(EchoHost* host, grpc::CallbackServerContext* context, const v1::EchoRequest* request,
            v1::EchoResponse* response)
      : host_(host),
        replies_(&host->server, &host->memory, context),
        request_(request),
        response_(response) {}

  void Begin() {
    const grpc::Status status = replies_.Accept(*request_, /*streams_replies=*/false);
    if (!status.ok()) return Finish(status);
    wait_.Start(DelayOf(request_->options()), [this] { Reply(); });
  }

  void OnCancel() override {
    cancelled_ = true;
    wait_.CallOff();
  }
  void OnDone() override { host_->calls.Remove(this); }
  // It owes a reply.
  void EndIfQuiet(absl::Time /*since*/) override {}

 private:
  void Reply() {
    if (cancelled_) return Finish(grpc::Status::CANCELLED);
    replies_.Fill(*request_, response_);
    Finish(StatusOf(request_->options()));
  }

  EchoHost* const host_;
  EchoReplies replies_;
  const v1::EchoRequest* const request_;
  v1::EchoResponse* const response_;
  std::atomic<bool> cancelled_ = false;
  Wait wait_;
};

}  // namespace

grpc::ServerUnaryReactor* StartUnaryEcho(EchoHost* host, grpc::CallbackServerContext* context,
                                         const v1::EchoRequest* request,
                                         v1::EchoResponse* response) {
  auto call = std::make_shared<UnaryEcho>(host, context, request, response);
  host->calls.Add(call);
  call->Begin();
  return call.get();
}

}  // namespace echo
