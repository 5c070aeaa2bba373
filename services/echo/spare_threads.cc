#include "services/echo/spare_threads.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/slice.h>

#include <algorithm>
#include <thread>

#include "absl/time/clock.h"

namespace echo {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(5);

}  // namespace

SpareThreads::SpareThreads(const std::shared_ptr<grpc::Channel>& channel, int threads,
                           int in_flight) {
  bool works = true;
  for (int i = std::max(1, in_flight); works && i < threads; ++i) {
    works = Start(channel, /*hold=*/true);
  }
  // The one that is left must still come.
  if (!works || !Start(channel, /*hold=*/false)) release_.Notify();
}

SpareThreads::~SpareThreads() {
  if (!release_.HasBeenNotified()) release_.Notify();
  for (const auto& call : calls_) call->ended.WaitForNotification();
}

int SpareThreads::held() const {
  return release_.HasBeenNotified() ? 0 : static_cast<int>(calls_.size()) - 1;
}

bool SpareThreads::Start(const std::shared_ptr<grpc::Channel>& channel, bool hold) {
  Call* const call = calls_.emplace_back(std::make_unique<Call>()).get();
  const grpc::Slice nothing("");
  call->request = grpc::ByteBuffer(&nothing, 1);
  call->context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
  call->context.TryCancel();
  const auto run = [this, call, hold, starter = std::this_thread::get_id()](const grpc::Status&) {
    call->begun.Notify();
    // Nor must it wait here for itself.
    if (hold && std::this_thread::get_id() != starter) release_.WaitForNotification();
    call->ended.Notify();
  };
  grpc::GenericStub(channel).UnaryCall(&call->context, "/echo.v1.EchoService/Echo", {},
                                       &call->request, &call->reply, run);
  return call->begun.WaitForNotificationWithTimeout(kPatience);
}

}  // namespace echo
