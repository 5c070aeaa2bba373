// The real programs, run as users run them.
#ifndef TESTS_E2E_PROGRAMS_H_
#define TESTS_E2E_PROGRAMS_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/testing/process.h"

namespace test {

using Arguments = std::vector<std::string>;
using Environment = std::vector<std::pair<std::string, std::string>>;

// certgen, echo-server or echo-client with `arguments`, to its end.
Result RunCertgen(const Arguments& arguments);
Result RunServer(const Arguments& arguments, const Environment& environment = {});
Result RunClient(const Arguments& arguments, const Environment& environment = {});

// An echo-server on a free port of 127.0.0.1, with gRPC's own lines in its log.
class RunningServer {
 public:
  // Fails the test if the server does not become ready.
  explicit RunningServer(const Arguments& arguments, const Environment& environment = {});

  // "localhost:PORT".
  std::string target() const;
  const std::string& port() const { return port_; }

  // Calls it.
  Result Call(const Arguments& arguments) const;

  // The next line of its log that contains `text`; nullopt if none comes.
  std::optional<std::string> LogLineWith(const std::string& text);

  // Orderly end; its exit code and the rest of its output.
  Result Stop();

  Process& process() { return process_; }

 private:
  Process process_;
  std::string port_;
};

}  // namespace test

#endif  // TESTS_E2E_PROGRAMS_H_
