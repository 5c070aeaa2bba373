#include "services/echo/load_call.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace echo {
namespace {

std::optional<bool> SessionReused(const grpc::ClientContext& context) {
  const auto peer = context.auth_context();
  if (peer == nullptr) return std::nullopt;
  const std::vector<grpc::string_ref> values =
      peer->FindPropertyValues(GRPC_SSL_SESSION_REUSED_PROPERTY);
  if (values.empty()) return std::nullopt;
  return values.front() == "true";
}

}  // namespace

LoadCall::LoadCall(const LoadMessage& message, std::shared_ptr<grpc::Channel> channel,
                   Connect connect, OnEnd on_end)
    : message_(message),
      connect_(std::move(connect)),
      on_end_(std::move(on_end)),
      channel_(std::move(channel)) {
  if (channel_ != nullptr) stub_.emplace(channel_);
}

void LoadCall::Start(const ClientOptions& options) {
  requests_sent_ = 0;
  replies_ = 0;
  bytes_received_ = 0;
  wrong_.clear();
  if (connect_) {
    channel_ = connect_();
    stub_.emplace(channel_);
  }
  grpc::ClientContext* context = nullptr;
  {
    const absl::MutexLock lock(&mutex_);
    context = &context_.emplace();
    // gRPC remembers it for the call that begins with this context.
    if (cancelled_) context->TryCancel();
  }
  PrepareCall(options, context);
  if (message_.is_stream) {
    StartStream(context);
    return;
  }
  requests_sent_ = 1;
  // Not the reactor for unary calls: this has all of a call in one batch, and so one wake-up of
  // gRPC's threads where that has two.
  stub_->UnaryCall(context, message_.method, {}, &message_.request, &reply_,
                   [this](const grpc::Status& status) {
                     if (status.ok()) TakeReply();
                     End(status);
                   });
}

void LoadCall::StartStream(grpc::ClientContext* context) {
  stub_->PrepareBidiStreamingCall(context, message_.method, {}, this);
  StartRead(&reply_);
  Write();
  StartCall();
}

void LoadCall::Write() {
  if (requests_sent_ + 1 == message_.requests) {
    StartWriteLast(&message_.request, grpc::WriteOptions());
  } else {
    StartWrite(&message_.request);
  }
}

void LoadCall::OnWriteDone(bool ok) {
  if (ok && ++requests_sent_ < message_.requests) Write();
}

void LoadCall::OnReadDone(bool ok) {
  if (!ok) return;
  TakeReply();
  StartRead(&reply_);
}

void LoadCall::TakeReply() {
  ++replies_;
  bytes_received_ += static_cast<int64_t>(reply_.Length());
  const std::optional<size_t> size = PayloadSizeOf(&reply_);
  if (size != message_.payload_size && wrong_.empty()) {
    wrong_ = size ? absl::StrCat("a reply has ", *size, " bytes of payload, of ",
                                 message_.payload_size, " sent")
                  : "a reply is no EchoResponse";
  }
}

void LoadCall::Cancel() {
  const absl::MutexLock lock(&mutex_);
  cancelled_ = true;
  if (context_) context_->TryCancel();
}

void LoadCall::End(const grpc::Status& status) {
  LoadCallEnd end;
  end.code = status.error_code();
  end.messages = std::max(message_.requests > 1 ? requests_sent_ : 0, replies_);
  end.bytes_sent = requests_sent_ * static_cast<int64_t>(message_.request.Length());
  end.bytes_received = bytes_received_;
  if (!status.ok()) {
    end.words = status.error_message();
  } else if (wrong_.empty() && replies_ != message_.replies) {
    wrong_ = absl::StrCat(replies_, " replies came of ", message_.replies);
  }
  if (status.ok() && !wrong_.empty()) {
    end.wrong_reply = true;
    end.words = wrong_;
  }
  {
    const absl::MutexLock lock(&mutex_);
    if (connect_) end.session_reused = SessionReused(*context_);
    context_.reset();
  }
  reply_.Clear();
  if (connect_) {
    stub_.reset();
    channel_.reset();
  }
  // The last that is done here: afterwards the call may be in flight again, or gone.
  on_end_(end);
}

}  // namespace echo
