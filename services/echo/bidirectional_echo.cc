#include <atomic>
#include <memory>

#include "services/echo/echo_calls.h"
#include "services/echo/echo_options.h"
#include "services/echo/request_stream.h"
#include "services/echo/wait.h"

namespace echo {
namespace {

class BidirectionalEcho final : public grpc::ServerBidiReactor<v1::EchoRequest, v1::EchoResponse>,
                                public OpenCall {
 public:
  BidirectionalEcho(EchoHost* host, grpc::CallbackServerContext* context)
      : host_(host), replies_(&host->server, &host->memory, context) {}

  void Read() {
    if (stream_.BeginRead()) StartRead(&request_);
  }

  void OnReadDone(bool ok) override {
    if (!stream_.EndRead()) return;
    if (!ok) return End(grpc::Status::OK);
    const grpc::Status refusal = replies_.Accept(request_, /*streams_replies=*/true);
    if (!refusal.ok()) return End(refusal);
    left_ = RepetitionsOf(request_.options());
    wait_.Start(DelayOf(request_.options()), [this] { WriteNext(); });
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(grpc::Status::CANCELLED);
    --left_;
    // No wait after the last.
    wait_.Start(left_ > 0 ? IntervalOf(request_.options()) : absl::ZeroDuration(),
                [this] { WriteNext(); });
  }

  // A read or write under way fails by itself.
  void OnCancel() override {
    cancelled_ = true;
    wait_.CallOff();
  }
  void OnDone() override { host_->calls.Remove(this); }

  void EndIfQuiet(absl::Time since) override {
    if (stream_.EndIfQuiet(since)) Finish(ShuttingDown());
  }

 private:
  void WriteNext() {
    if (cancelled_) return End(grpc::Status::CANCELLED);
    if (left_ > 0) {
      replies_.Fill(request_, &response_);
      return StartWrite(&response_);
    }
    const grpc::Status wanted = StatusOf(request_.options());
    if (!wanted.ok()) return End(wanted);
    Read();
  }

  void End(const grpc::Status& status) {
    if (stream_.End()) Finish(status);
  }

  EchoHost* const host_;
  EchoReplies replies_;
  v1::EchoRequest request_;
  v1::EchoResponse response_;
  uint32_t left_ = 0;
  std::atomic<bool> cancelled_ = false;
  RequestStream stream_;
  Wait wait_;
};

}  // namespace

grpc::ServerBidiReactor<v1::EchoRequest, v1::EchoResponse>* StartBidirectionalEcho(
    EchoHost* host, grpc::CallbackServerContext* context) {
  auto call = std::make_shared<BidirectionalEcho>(host, context);
  host->calls.Add(call);
  call->Read();
  return call.get();
}

}  // namespace echo
