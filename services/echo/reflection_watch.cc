#include "services/echo/reflection_watch.h"

#include <grpcpp/server_context.h>

#include <mutex>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/time/clock.h"

namespace echo {
namespace {

using grpc::experimental::InterceptionHookPoints;

// gRPC lets go of the interceptor, and of the context, when the call is over.
class ReflectionCall final : public OpenCall {
 public:
  explicit ReflectionCall(grpc::ServerContextBase* context)
      : context_(context), last_message_(absl::Now()) {}

  void OnMessage() {
    const std::lock_guard lock(mutex_);
    last_message_ = absl::Now();
  }

  void OnEnd() {
    const std::lock_guard lock(mutex_);
    context_ = nullptr;
  }

  void EndIfQuiet(absl::Time since) override {
    const std::lock_guard lock(mutex_);
    if (context_ != nullptr && last_message_ <= since) context_->TryCancel();
  }

 private:
  std::mutex mutex_;
  grpc::ServerContextBase* context_ ABSL_GUARDED_BY(mutex_);
  absl::Time last_message_ ABSL_GUARDED_BY(mutex_);
};

class Interceptor final : public grpc::experimental::Interceptor {
 public:
  Interceptor(grpc::ServerContextBase* context, OpenCalls* calls)
      : calls_(calls), call_(std::make_shared<ReflectionCall>(context)) {
    calls_->Add(call_);
  }
  ~Interceptor() override {
    call_->OnEnd();
    calls_->Remove(call_.get());
  }
  Interceptor(const Interceptor&) = delete;
  Interceptor& operator=(const Interceptor&) = delete;

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_MESSAGE) ||
        methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_MESSAGE)) {
      call_->OnMessage();
    }
    methods->Proceed();
  }

 private:
  OpenCalls* const calls_;
  const std::shared_ptr<ReflectionCall> call_;
};

class Factory final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit Factory(OpenCalls* calls) : calls_(calls) {}

  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* info) override {
    if (!absl::StartsWith(info->method(), "/grpc.reflection.")) return nullptr;
    return new Interceptor(info->server_context(), calls_);
  }

 private:
  OpenCalls* const calls_;
};

}  // namespace

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> WatchReflection(
    OpenCalls* calls) {
  return std::make_unique<Factory>(calls);
}

}  // namespace echo
