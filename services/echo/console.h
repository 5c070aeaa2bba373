// A program's standard streams, and the signals that end it, as events of one thread: it waits for
// all of them at once, and for what other threads wake it for.
#ifndef SERVICES_ECHO_CONSOLE_H_
#define SERVICES_ECHO_CONSOLE_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "certgen/unique_fd.h"
#include "services/echo/line_buffer.h"

namespace echo {

class Console {
 public:
  struct Descriptors {
    int in;
    int out;
    int err;
  };

  // `program` stands before what Warn says. The descriptors stay the caller's.
  Console(std::string program, const Descriptors& descriptors);
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  // From now on SIGINT and SIGTERM end nothing by themselves: signal() tells of them. Before there
  // are other threads, which inherit that.
  absl::Status TakeSignals();
  // The one that came, if one did.
  std::optional<int> signal();

  // To standard output, as it is, at once. Waits for the reader, but not after a signal: then, and
  // after a failure, nothing more is written.
  void Print(const std::string& text);
  // The same, after a signal too, but then without waiting longer than a second for the reader.
  void PrintLast(const std::string& text);
  // A line "PROGRAM: text" to standard error, and a text as it is.
  void Warn(const std::string& text);
  void Note(const std::string& text);
  // Something could not be written to standard output.
  bool is_broken() const { return broken_; }

  // Waits for a signal, Wake(), or, if `for_input`, more input, and reads that into lines().
  void Wait(bool for_input);
  // From any thread.
  void Wake();
  LineBuffer& lines() { return lines_; }
  // Why it cannot be read to its end; 0: so far it can.
  int input_error() const { return input_error_; }

 private:
  void ReadInput();

  const std::string program_;
  const Descriptors descriptors_;
  certgen::UniqueFd signals_;
  certgen::UniqueFd wake_;
  std::optional<int> signal_;
  bool broken_ = false;
  int input_error_ = 0;
  // A text was begun, and not ended.
  bool cut_ = false;
  LineBuffer lines_;
};

}  // namespace echo

#endif  // SERVICES_ECHO_CONSOLE_H_
