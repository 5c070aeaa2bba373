// Reads the file of rules again when it changes, or when it is asked to.
#ifndef SERVICES_ECHO_ALLOW_FILE_WATCH_H_
#define SERVICES_ECHO_ALLOW_FILE_WATCH_H_

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/tls/allow_file.h"
#include "services/tls/allow_list.h"

namespace echo {

class AllowFileWatch {
 public:
  struct Options {
    std::string path;
    // As it was read for the rules that are in force.
    std::string contents;
    // Rules that stand before those of the file, and stay.
    std::vector<tls::AllowRule> fixed;
    std::shared_ptr<tls::AllowList> list;
    // Hears how many rules are in force by now, or that the old were kept; may be empty.
    std::function<void(size_t)> on_replaced = {};
    std::function<void()> on_kept = {};
  };

  // Looks every half second; at a pipe, which can be read but once, only when asked. What two looks
  // found alike is taken, so that nothing half-written is. The file may be replaced, or a link be
  // led elsewhere, as Kubernetes does with a ConfigMap.
  //
  // Rules that are bad change nothing, once for each such reading. Logs "rules-replaced" as
  // information with `file` and `rules` (their number), or "rules-kept" as an error with `file` and
  // `errors`.
  explicit AllowFileWatch(Options options);
  // Waits for a reading that goes on: up to five seconds, of a pipe that nobody writes to.
  ~AllowFileWatch();
  AllowFileWatch(const AllowFileWatch&) = delete;
  AllowFileWatch& operator=(const AllowFileWatch&) = delete;

  // Reads it soon, in the watch's own thread, and takes it as it is; also if it has not changed.
  void ReadNow();

 private:
  void Watch();
  void Take(tls::AllowFile file);

  const Options options_;
  absl::Mutex mutex_;
  bool asked_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  // Of the thread alone: what was read last, and what was taken or refused last.
  std::string seen_;
  std::string judged_;
  std::thread thread_;
};

}  // namespace echo

#endif  // SERVICES_ECHO_ALLOW_FILE_WATCH_H_
