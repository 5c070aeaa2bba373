#include <atomic>
#include <memory>
#include <utility>

#include "services/echo/echo_calls.h"
#include "services/echo/echo_options.h"
#include "services/echo/request_stream.h"
#include "services/echo/wait.h"

namespace echo {
namespace {

class ClientStreamingEcho final : public grpc::ServerReadReactor<v1::EchoRequest>, public OpenCall {
 public:
  ClientStreamingEcho(EchoHost* host, grpc::CallbackServerContext* context,
                      v1::EchoResponse* response)
      : host_(host), replies_(&host->server, &host->memory, context), response_(response) {}

  void Read() {
    if (stream_.BeginRead()) StartRead(&next_);
  }

  void OnReadDone(bool ok) override {
    if (!stream_.EndRead()) return;
    if (!ok) {
      replies_.Fill(last_, response_);
      return End(grpc::Status::OK);
    }
    std::swap(last_, next_);
    const grpc::Status refusal = replies_.Accept(last_, /*streams_replies=*/false);
    if (!refusal.ok()) return End(refusal);
    wait_.Start(DelayOf(last_.options()), [this] {
      if (cancelled_) return End(grpc::Status::CANCELLED);
      const grpc::Status wanted = StatusOf(last_.options());
      if (!wanted.ok()) return End(wanted);
      Read();
    });
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
  void End(const grpc::Status& status) {
    if (stream_.End()) Finish(status);
  }

  EchoHost* const host_;
  EchoReplies replies_;
  v1::EchoResponse* const response_;
  v1::EchoRequest next_;
  v1::EchoRequest last_;
  std::atomic<bool> cancelled_ = false;
  RequestStream stream_;
  Wait wait_;
};

}  // namespace

grpc::ServerReadReactor<v1::EchoRequest>* StartClientStreamingEcho(
    EchoHost* host, grpc::CallbackServerContext* context, v1::EchoResponse* response) {
  auto call = std::make_shared<ClientStreamingEcho>(host, context, response);
  host->calls.Add(call);
  call->Read();
  return call.get();
}

}  // namespace echo
