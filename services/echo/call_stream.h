// One call with messages in either direction, driven by one thread: it gives a request when the one
// before is on its way, and takes a reply when there is one. Never more than one of each is
// held, and neither waits for the other.
#ifndef SERVICES_ECHO_CALL_STREAM_H_
#define SERVICES_ECHO_CALL_STREAM_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/client_callback.h>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "services/echo/call_outcome.h"
#include "services/echo/client_channel.h"

namespace echo {

// On the wire calls of all kinds are alike: where there is one request or one reply, the stream
// ends after it.
template <typename Request, typename Response>
class CallStream final : public grpc::ClientBidiReactor<Request, Response> {
 public:
  // Begins the call of `method`, such as "/echo.v1.EchoService/Echo". `wake` is called, from
  // threads of gRPC's, whenever one of the questions below may have another answer.
  CallStream(std::shared_ptr<grpc::Channel> channel, const std::string& method,
             const ClientOptions& options, std::function<void()> wake)
      : channel_(std::move(channel)), wake_(std::move(wake)) {
    PrepareCall(options, &context_);
    outcome_.times.begun = absl::Now();
    grpc::TemplatedGenericStub<Request, Response>(channel_).PrepareBidiStreamingCall(
        &context_, method, grpc::StubOptions(), this);
    // For what is begun outside of gRPC's own callbacks.
    this->AddHold();
    this->StartRead(&reply_);
    this->StartCall();
  }
  // Cancels what goes on, and waits for its end.
  ~CallStream() override {
    context_.TryCancel();
    Release();
    done_.WaitForNotification();
  }
  CallStream(const CallStream&) = delete;
  CallStream& operator=(const CallStream&) = delete;

  // No request is on its way, and the call takes more.
  bool CanWrite() {
    const std::lock_guard lock(mutex_);
    return !writing_ && !writes_ended_ && read_ != Read::kEnded;
  }
  // Only if CanWrite().
  void Write(Request request) {
    request_ = std::move(request);
    BeginWrite();
    this->StartWrite(&request_);
  }
  // There are no more. Only if CanWrite().
  void EndWrites() {
    BeginWrite();
    {
      const std::lock_guard lock(mutex_);
      writes_ended_ = true;
    }
    this->StartWritesDone();
  }

  // The next reply, if it is there.
  std::optional<Response> TakeReply() {
    {
      const std::lock_guard lock(mutex_);
      if (read_ == Read::kEnded) Release();
      if (read_ != Read::kThere) return std::nullopt;
      read_ = Read::kInFlight;
    }
    Response reply = std::move(reply_);
    reply_.Clear();
    this->StartRead(&reply_);
    return reply;
  }

  // nullptr while the call goes on. It ends only after the last reply is taken.
  const CallOutcome* outcome() const { return done_.HasBeenNotified() ? &outcome_ : nullptr; }

  void Cancel() { context_.TryCancel(); }

 private:
  enum class Read { kInFlight, kThere, kEnded };

  void BeginWrite() {
    const std::lock_guard lock(mutex_);
    writing_ = true;
  }
  void Release() {
    if (!std::exchange(released_, true)) this->RemoveHold();
  }

  void OnReadInitialMetadataDone(bool ok) override {
    if (!ok) return;
    outcome_.answered = true;
    outcome_.times.first_byte = absl::Now();
  }
  void OnReadDone(bool ok) override {
    {
      const std::lock_guard lock(mutex_);
      read_ = ok ? Read::kThere : Read::kEnded;
    }
    wake_();
  }
  void OnWriteDone(bool ok) override {
    {
      const std::lock_guard lock(mutex_);
      writing_ = false;
      if (!ok) writes_ended_ = true;
    }
    wake_();
  }
  void OnWritesDoneDone(bool /*ok*/) override {}
  void OnDone(const grpc::Status& status) override {
    EndOutcome(status, channel_.get(), context_, &outcome_);
    // The destructor waits for no more than the notification.
    const std::function<void()> wake = wake_;
    done_.Notify();
    wake();
  }

  const std::shared_ptr<grpc::Channel> channel_;
  const std::function<void()> wake_;
  grpc::ClientContext context_;
  Request request_;
  Response reply_;
  CallOutcome outcome_;
  absl::Notification done_;
  // Of the driving thread.
  bool released_ = false;
  // Not absl::Mutex: see health_service.h.
  std::mutex mutex_;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool writes_ended_ ABSL_GUARDED_BY(mutex_) = false;
  Read read_ ABSL_GUARDED_BY(mutex_) = Read::kInFlight;
};

}  // namespace echo

#endif  // SERVICES_ECHO_CALL_STREAM_H_
