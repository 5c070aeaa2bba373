// An echo-server whose log is JSON, and callers that are not always gRPC.
#ifndef TESTS_E2E_LOGGING_SERVER_H_
#define TESTS_E2E_LOGGING_SERVER_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tests/e2e/programs.h"
#include "tests/testing/process.h"

namespace test {

class LoggingServer {
 public:
  // On a free port of 127.0.0.1. Fails the test if it does not become ready.
  explicit LoggingServer(const Arguments& arguments);

  const std::string& port() const { return port_; }

  // By echo-client, without its own probe, which would be one more caller.
  Result Call(const Arguments& arguments) const;
  // By openssl s_client, which has nothing to say.
  void CallByOpenSsl(const Arguments& arguments) const;
  // By a socket: says `bytes`, in printf's form, and waits until the server hangs up.
  void Say(const std::string& bytes) const;
  void ConnectAndLeave() const;

  // The next record of this event; nullopt if none comes.
  std::optional<nlohmann::json> Next(const std::string& event);

  // What it writes from SIGTERM to its end.
  std::vector<nlohmann::json> Stop();

 private:
  Process process_;
  std::string port_;
};

}  // namespace test

#endif  // TESTS_E2E_LOGGING_SERVER_H_
