// The calls that are open, so that a server that ends can wait for those that get somewhere and
// end those that do not.
#ifndef SERVICES_ECHO_OPEN_CALLS_H_
#define SERVICES_ECHO_OPEN_CALLS_H_

#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"

namespace echo {

class OpenCall {
 public:
  virtual ~OpenCall() = default;

  // Ends the call if nothing has come or gone since `since`, and it owes its caller nothing: it
  // waits for a message. What came was answered. From any thread.
  virtual void EndIfQuiet(absl::Time since) = 0;
};

class OpenCalls {
 public:
  // `call` lives until Remove, at least.
  void Add(std::shared_ptr<OpenCall> call);
  void Remove(const OpenCall* call);

  size_t size();
  void EndQuiet(absl::Time since);

 private:
  // Not absl::Mutex; see HealthService.
  std::mutex mutex_;
  std::unordered_map<const OpenCall*, std::shared_ptr<OpenCall>> calls_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace echo

#endif  // SERVICES_ECHO_OPEN_CALLS_H_
