#include "tests/e2e/logging_server.h"

#include <gtest/gtest.h>

#include <csignal>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/testing/openssl_program.h"

namespace test {
namespace {

using nlohmann::json;

Command Line(const Arguments& arguments) {
  Command command;
  command.line = {ECHO_SERVER_PROGRAM, "--listen", "127.0.0.1:0", "--log-format", "json"};
  command.line.insert(command.line.end(), arguments.begin(), arguments.end());
  return command;
}

}  // namespace

LoggingServer::LoggingServer(const Arguments& arguments) : process_(Line(arguments)) {
  const auto ready = process_.ReadLine(Process::kOut);
  if (!ready) {
    ADD_FAILURE() << "not ready: " << process_.Wait(absl::ZeroDuration()).err;
    return;
  }
  const std::string address = json::parse(*ready).at("listen").at(0);
  port_ = address.substr(address.rfind(':') + 1);
}

Result LoggingServer::Call(const Arguments& arguments) const {
  Arguments all = {"--target", "localhost:" + port_, "--no-diagnose"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return RunClient(all);
}

void LoggingServer::CallByOpenSsl(const Arguments& arguments) const {
  Arguments all = {"s_client", "-connect", "127.0.0.1:" + port_};
  all.insert(all.end(), arguments.begin(), arguments.end());
  RunOpenSsl(all);
}

void LoggingServer::Say(const std::string& bytes) const {
  Command command;
  // The server may hang up before all is said.
  command.line = {"bash", "-c",
                  absl::StrCat("trap '' PIPE; exec 3<>/dev/tcp/127.0.0.1/", port_, "; printf '",
                               bytes, "' >&3; timeout 20 cat <&3; [ $? -ne 124 ]")};
  EXPECT_EQ(test::Run(command).exit_code, 0) << "the server did not hang up";
}

void LoggingServer::ConnectAndLeave() const {
  Command command;
  command.line = {"bash", "-c", absl::StrCat("exec 3<>/dev/tcp/127.0.0.1/", port_)};
  EXPECT_EQ(test::Run(command).exit_code, 0);
}

std::optional<json> LoggingServer::Next(const std::string& event) {
  const auto line = process_.ReadLineWith(absl::StrCat("\"event\":\"", event, "\""), Process::kErr);
  if (!line) return std::nullopt;
  return json::parse(*line);
}

std::vector<json> LoggingServer::Stop() {
  process_.Signal(SIGTERM);
  const Result result = process_.Wait();
  EXPECT_EQ(result.exit_code, 0);
  std::vector<json> records;
  for (const auto& line : absl::StrSplit(result.err, '\n', absl::SkipEmpty())) {
    records.push_back(json::parse(line));
  }
  return records;
}

}  // namespace test
