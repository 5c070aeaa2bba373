// A wait of a call that holds no thread and can be called off.
#ifndef SERVICES_ECHO_WAIT_H_
#define SERVICES_ECHO_WAIT_H_

#include <grpcpp/alarm.h>

#include <functional>
#include <memory>
#include <mutex>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"

namespace echo {

class Wait {
 public:
  // Calls `then` once, when `time` is over or the wait is called off: on a thread of gRPC's, or
  // here and now if there is nothing to wait for. One wait at a time. The object must live until
  // then.
  void Start(absl::Duration time, std::function<void()> then);
  // Ends the wait under way, and each that is to come, at once. From any thread.
  void CallOff();

 private:
  std::mutex mutex_;
  bool called_off_ ABSL_GUARDED_BY(mutex_) = false;
  // One for each wait: an alarm that is set anew while it calls would overwrite what it calls.
  std::unique_ptr<grpc::Alarm> alarm_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace echo

#endif  // SERVICES_ECHO_WAIT_H_
