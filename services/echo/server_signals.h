// The signals that a server obeys.
#ifndef SERVICES_ECHO_SERVER_SIGNALS_H_
#define SERVICES_ECHO_SERVER_SIGNALS_H_

#include <functional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"

namespace echo {

class ServerSignals {
 public:
  // Keeps SIGTERM and SIGINT back, and SIGHUP if `hangups`: else that ends the process, as it does
  // when a terminal is closed. Make it before any thread, which inherits that; it must live as long
  // as the process.
  explicit ServerSignals(bool hangups);
  ServerSignals(const ServerSignals&) = delete;
  ServerSignals& operator=(const ServerSignals&) = delete;

  // From now on a thread of its own waits for them, and logs. A second SIGTERM or SIGINT ends the
  // process at once, with exit code 1.
  void Start();

  // Until the first SIGTERM or SIGINT.
  void WaitForEnd() { end_.WaitForNotification(); }

  // From now on each SIGHUP goes to `on_hangup`, and so does one that came before; nullptr: to
  // nobody. It does not return while the one before still runs.
  void OnHangup(std::function<void()> on_hangup);

 private:
  void Watch();
  void HangUp();

  const bool hangups_;
  absl::Notification end_;
  absl::Mutex mutex_;
  std::function<void()> on_hangup_ ABSL_GUARDED_BY(mutex_);
  bool pending_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace echo

#endif  // SERVICES_ECHO_SERVER_SIGNALS_H_
