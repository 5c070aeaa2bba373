#include "tests/e2e/programs.h"

#include <gtest/gtest.h>

#include <csignal>

namespace test {
namespace {

Command Line(const char* program, const Arguments& arguments, const Environment& environment) {
  Command command;
  command.line = {program};
  command.line.insert(command.line.end(), arguments.begin(), arguments.end());
  command.environment = environment;
  return command;
}

Arguments WithFreePort(const Arguments& arguments) {
  Arguments all = {"--listen", "127.0.0.1:0", "--log-level", "debug"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return all;
}

}  // namespace

Result RunCertgen(const Arguments& arguments) { return Run(Line(CERTGEN_PROGRAM, arguments, {})); }

Result RunServer(const Arguments& arguments, const Environment& environment) {
  return Run(Line(ECHO_SERVER_PROGRAM, arguments, environment));
}

Result RunClient(const Arguments& arguments, const Environment& environment) {
  return Run(Line(ECHO_CLIENT_PROGRAM, arguments, environment));
}

RunningServer::RunningServer(const Arguments& arguments, const Environment& environment)
    : process_(Line(ECHO_SERVER_PROGRAM, WithFreePort(arguments), environment)) {
  const std::string ready = "echo-server: listening on 127.0.0.1:";
  const auto line = process_.ReadLine(Process::kOut);
  if (!line || line->rfind(ready, 0) != 0) {
    const Result result = process_.Wait(absl::ZeroDuration());
    ADD_FAILURE() << "the server is not ready: " << line.value_or("(no line)") << "\n"
                  << result.err;
    return;
  }
  port_ = line->substr(ready.size());
}

std::string RunningServer::target() const { return "localhost:" + port_; }

Result RunningServer::Call(const Arguments& arguments) const {
  Arguments all = {"--target", target()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return RunClient(all);
}

std::optional<std::string> RunningServer::LogLineWith(const std::string& text) {
  return process_.ReadLineWith(text, Process::kErr);
}

Result RunningServer::Stop() {
  process_.Signal(SIGTERM);
  return process_.Wait();
}

}  // namespace test
