// gRPC's threads for callbacks, of which a run with few calls in flight needs but a few.
#ifndef SERVICES_ECHO_SPARE_THREADS_H_
#define SERVICES_ECHO_SPARE_THREADS_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/byte_buffer.h>

#include <memory>
#include <vector>

#include "absl/synchronization/notification.h"

namespace echo {

// Threads that wait for the same call hand the socket to each other at each step of it: that is
// two or three futex calls, a tenth of the client's processor time, and on a busy machine, where
// each has to wait its turn, a fifth of the calls a second. So those that no call needs are kept
// from waiting.
class SpareThreads {
 public:
  // Holds up all of gRPC's `threads` but one for each of `in_flight` calls, as long as this
  // lives: by calls over `channel` that are cancelled before they begin, and so never leave this
  // process. None if that does not work out (another gRPC may have other threads). From here on
  // gRPC keeps its threads until `channel` is gone.
  SpareThreads(const std::shared_ptr<grpc::Channel>& channel, int threads, int in_flight);
  ~SpareThreads();
  SpareThreads(const SpareThreads&) = delete;
  SpareThreads& operator=(const SpareThreads&) = delete;

  // How many are held up.
  int held() const;

 private:
  struct Call {
    grpc::ClientContext context;
    grpc::ByteBuffer request;
    grpc::ByteBuffer reply;
    absl::Notification begun;
    absl::Notification ended;
  };

  // Whether a thread came to it.
  bool Start(const std::shared_ptr<grpc::Channel>& channel, bool hold);

  std::vector<std::unique_ptr<Call>> calls_;
  absl::Notification release_;
};

}  // namespace echo

#endif  // SERVICES_ECHO_SPARE_THREADS_H_
