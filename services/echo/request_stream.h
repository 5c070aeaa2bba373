// Where a stream of requests stands, for those who may end it: the call itself, its caller, and a
// server that ends.
#ifndef SERVICES_ECHO_REQUEST_STREAM_H_
#define SERVICES_ECHO_REQUEST_STREAM_H_

#include <grpcpp/support/status.h>

#include <mutex>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"

namespace echo {

// From any thread. Each tells whether it is the caller's to act: no more once the call has ended.
class RequestStream {
 public:
  // The next request is waited for.
  bool BeginRead();
  // It came, or will not.
  bool EndRead();
  // True for the first.
  bool End();
  // End, if a request has been waited for since `since` or longer.
  bool EndIfQuiet(absl::Time since);

 private:
  std::mutex mutex_;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time reading_since_ ABSL_GUARDED_BY(mutex_);
};

// What a stream ends with that a server leaves in its own end.
grpc::Status ShuttingDown();

}  // namespace echo

#endif  // SERVICES_ECHO_REQUEST_STREAM_H_
