// Programs under test, and the ones that judge them: started without a shell,
// never left behind, never waited for without an end.
#ifndef TESTS_TESTING_PROCESS_H_
#define TESTS_TESTING_PROCESS_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace test {

struct Command {
  // A path, or a name that is looked up in $PATH. Then the arguments.
  std::vector<std::string> line = {};
  // Added to the environment of the test, of which variables that begin with
  // CERTGEN_ or ECHO_ are not passed on.
  std::vector<std::pair<std::string, std::string>> environment = {};
  std::string input = "";
  // Empty: where the test runs.
  std::string directory = "";
  std::optional<mode_t> umask = std::nullopt;
  // The group gets the same number, and there are no others. For root only.
  std::optional<uid_t> uid = std::nullopt;
};

struct Result {
  // 128 + N for an end by signal N; 127 if the program could not be started.
  int exit_code = -1;
  bool timed_out = false;
  std::string out;
  std::string err;
};

// Runs it to its end; kills it when `within` is over.
Result Run(const Command& command, absl::Duration within = absl::Seconds(60));

// A program that goes on while the test does something else.
class Process {
 public:
  explicit Process(const Command& command);
  // Kills it if it still runs.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  enum Stream { kOut, kErr };
  // The next line, without its end. nullopt if there was none in time, or the
  // stream ended. The other stream is read meanwhile, so nothing can stall.
  std::optional<std::string> ReadLine(Stream stream, absl::Duration within = absl::Seconds(20));
  // Reads lines of `stream` until one contains `text`: that line, or nullopt.
  std::optional<std::string> ReadLineWith(const std::string& text, Stream stream,
                                          absl::Duration within = absl::Seconds(20));

  void Signal(int number) const;
  pid_t pid() const { return pid_; }

  // Waits for its end, and kills it when `within` is over. `out` and `err` are
  // what was not read before.
  Result Wait(absl::Duration within = absl::Seconds(20));

 private:
  // Waits until there is something to read, or the end of the process if
  // `until_exit`; false when the deadline passed.
  bool Poll(absl::Time deadline, bool until_exit);
  void Drain();

  pid_t pid_ = -1;
  int pid_fd_ = -1;
  int fds_[2] = {-1, -1};
  std::string unread_[2];
  std::optional<int> exit_code_;
};

}  // namespace test

#endif  // TESTS_TESTING_PROCESS_H_
