#include <atomic>
#include <memory>

#include "services/echo/echo_calls.h"
#include "services/echo/echo_options.h"
#include "services/echo/wait.h"

namespace echo {
namespace {

class ServerStreamingEcho final : public grpc::ServerWriteReactor<v1::EchoResponse>,
                                  public OpenCall {
 public:
  ServerStreamingEcho(EchoHost* host, grpc::CallbackServerContext* context,
                      const v1::EchoRequest* request)
      : host_(host), replies_(&host->server, &host->memory, context), request_(request) {}

  void Begin() {
    const grpc::Status status = replies_.Accept(*request_, /*streams_replies=*/true);
    if (!status.ok()) return Finish(status);
    left_ = RepetitionsOf(request_->options());
    wait_.Start(DelayOf(request_->options()), [this] { WriteNext(); });
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    --left_;
    // No wait after the last.
    wait_.Start(left_ > 0 ? IntervalOf(request_->options()) : absl::ZeroDuration(),
                [this] { WriteNext(); });
  }

  void OnCancel() override {
    cancelled_ = true;
    wait_.CallOff();
  }
  void OnDone() override { host_->calls.Remove(this); }
  // It owes replies.
  void EndIfQuiet(absl::Time /*since*/) override {}

 private:
  void WriteNext() {
    if (cancelled_) return Finish(grpc::Status::CANCELLED);
    if (left_ == 0) return Finish(StatusOf(request_->options()));
    replies_.Fill(*request_, &response_);
    StartWrite(&response_);
  }

  EchoHost* const host_;
  EchoReplies replies_;
  const v1::EchoRequest* const request_;
  v1::EchoResponse response_;
  uint32_t left_ = 0;
  std::atomic<bool> cancelled_ = false;
  Wait wait_;
};

}  // namespace

grpc::ServerWriteReactor<v1::EchoResponse>* StartServerStreamingEcho(
    EchoHost* host, grpc::CallbackServerContext* context, const v1::EchoRequest* request) {
  auto call = std::make_shared<ServerStreamingEcho>(host, context, request);
  host->calls.Add(call);
  call->Begin();
  return call.get();
}

}  // namespace echo
