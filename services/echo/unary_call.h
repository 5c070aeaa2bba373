// One call of one request and one reply, by gRPC's callback API.
#ifndef SERVICES_ECHO_UNARY_CALL_H_
#define SERVICES_ECHO_UNARY_CALL_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/client_callback.h>

#include <functional>
#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "services/echo/call_outcome.h"
#include "services/echo/client_channel.h"

namespace echo {

template <typename Response>
class UnaryCall final : public grpc::ClientUnaryReactor {
 public:
  // `ended` is called from a thread of gRPC's, when there is the outcome; this object may be
  // destroyed from then on, and not before.
  UnaryCall(std::shared_ptr<grpc::Channel> channel, const ClientOptions& options,
            std::function<void()> ended)
      : channel_(std::move(channel)), ended_(std::move(ended)) {
    PrepareCall(options, &context_);
  }

  // `begin` is a method of a stub's async(), given context, response and reactor.
  template <typename Begin>
  void Start(Begin begin) {
    outcome_.times.begun = absl::Now();
    begin(&context_, &response_, this);
    StartCall();
  }

  grpc::ClientContext* context() { return &context_; }
  CallOutcome& outcome() { return outcome_; }
  Response& response() { return response_; }

 private:
  void OnReadInitialMetadataDone(bool ok) override {
    if (!ok) return;
    outcome_.answered = true;
    outcome_.times.first_byte = absl::Now();
  }
  void OnDone(const grpc::Status& status) override {
    EndOutcome(status, channel_.get(), context_, &outcome_);
    // It may take this object away.
    const std::function<void()> ended = std::move(ended_);
    ended();
  }

  const std::shared_ptr<grpc::Channel> channel_;
  std::function<void()> ended_;
  grpc::ClientContext context_;
  Response response_;
  CallOutcome outcome_;
};

}  // namespace echo

#endif  // SERVICES_ECHO_UNARY_CALL_H_
