// `echo-client load` as a program: its one line of JSON, its end by a signal, and what a server
// that stalls looks like.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/e2e/programs.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace test {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

class LoadProgram : public ::testing::Test {
 protected:
  LoadProgram() {
    root_.Leaf().WriteTo(temp_.File("tls"));
    server_.emplace(Arguments{"--tls-dir", temp_.File("tls")});
  }

  Arguments Line(const Arguments& arguments) const {
    Arguments all = {"--tls-dir", temp_.File("tls"), "load"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
  }
  Result Load(const Arguments& arguments) const { return server_->Call(Line(arguments)); }

  // While the test goes on.
  Command Later(const Arguments& arguments) const {
    Command command;
    command.line = {ECHO_CLIENT_PROGRAM, "--target", server_->target()};
    const Arguments line = Line(arguments);
    command.line.insert(command.line.end(), line.begin(), line.end());
    return command;
  }

  // Waits until the server has spent some time on calls: so much that no handshake takes it.
  bool Works() {
    const long before = ServerTicks();
    const absl::Time deadline = absl::Now() + absl::Seconds(20);
    while (ServerTicks() < before + 3) {
      if (absl::Now() > deadline) return false;
      absl::SleepFor(absl::Milliseconds(1));
    }
    return true;
  }

  long ServerTicks();

  TempDir temp_;
  TestCa root_;
  std::optional<RunningServer> server_;
};

// Of 10 ms: its processor time (fields 14 and 15 of proc(5)'s stat, after the name in brackets).
long LoadProgram::ServerTicks() {
  std::ifstream stream(absl::StrCat("/proc/", server_->process().pid(), "/stat"));
  const std::string stat((std::istreambuf_iterator<char>(stream)), {});
  std::istringstream fields(stat.substr(stat.rfind(')') + 1));
  std::string skipped;
  for (int i = 3; i < 14; ++i) fields >> skipped;
  long user = 0;
  long system = 0;
  fields >> user >> system;
  return user + system;
}

TEST_F(LoadProgram, PrintsOneLineOfJson) {
  const Result result = Load({"--count", "50", "--streams", "3", "--json"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(result.out.find('\n'), result.out.size() - 1);
  const json document = json::parse(result.out);
  EXPECT_EQ(document.at("version"), 1);
  EXPECT_EQ(document.at("ok"), true);
  EXPECT_EQ(document.at("calls"), 50);
  EXPECT_EQ(document.at("errors"), 0);
  EXPECT_GT(document.at("calls_per_second"), 0);
  EXPECT_GT(document.at("latency_us").at("p999"), 0);
}

TEST_F(LoadProgram, PrintsATableForPeople) {
  const Result result = Load({"--count", "50"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("calls        50 in "), HasSubstr("none lost"),
                                HasSubstr("  p99.9 "), HasSubstr("###")));
}

TEST_F(LoadProgram, AServerThatStallsShowsInThePercentilesAndNoCallIsLost) {
  Process load(Later({"--rate", "200", "--duration", "5s", "--streams", "8", "--json"}));
  ASSERT_TRUE(Works());
  server_->process().Signal(SIGSTOP);
  absl::SleepFor(absl::Seconds(1));
  server_->process().Signal(SIGCONT);
  const Result result = load.Wait(absl::Seconds(60));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const json document = json::parse(result.out);
  EXPECT_EQ(document.at("calls"), 1000);
  EXPECT_EQ(document.at("errors"), 0);
  EXPECT_GE(document.at("latency_us").at("p99"), 300'000);
}

TEST_F(LoadProgram, ASignalEndsItEarlyWithTheReport) {
  for (const int signal : {SIGINT, SIGTERM}) {
    Command command = Later({"--duration", "1h", "--json"});
    Process load(command);
    ASSERT_TRUE(Works());
    load.Signal(signal);
    const Result result = load.Wait(absl::Seconds(60));
    EXPECT_EQ(result.exit_code, 0) << result.err << result.out;
    const json document = json::parse(result.out);
    EXPECT_GT(document.at("calls"), 0);
    EXPECT_EQ(document.at("interrupted"), true);
  }
}

TEST_F(LoadProgram, ResumedHandshakesAreCounted) {
  const Result full = Load({"--new-connections", "--count", "5", "--json"});
  EXPECT_EQ(full.exit_code, 0) << full.err;
  EXPECT_EQ(json::parse(full.out).at("handshakes"), json({{"full", 5}, {"resumed", 0}}));
  const Result resumed = Load({"--new-connections", "--resume", "--count", "5", "--json"});
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_GT(json::parse(resumed.out).at("handshakes").at("resumed"), 0);
}

TEST_F(LoadProgram, WithoutAServerItSaysWhatEchoSays) {
  server_->Stop();
  const Result load = Load({"--count", "1"});
  const Result echo = server_->Call({"--tls-dir", temp_.File("tls"), "echo", "hi"});
  EXPECT_EQ(load.exit_code, 12);
  EXPECT_EQ(echo.exit_code, 12);
  EXPECT_EQ(load.err, echo.err);
  EXPECT_EQ(load.out, "");
}

TEST_F(LoadProgram, BadFlagsAreUsage) {
  for (const Arguments& bad :
       {Arguments{"--count", "5", "--duration", "5s"}, Arguments{"--connections", "0"},
        Arguments{"--rate", "x"}, Arguments{"--payload-size", "1GiB"}, Arguments{"--resume"},
        Arguments{"--retries", "5"}}) {
    EXPECT_EQ(Load(bad).exit_code, 64) << bad[0];
  }
}

TEST_F(LoadProgram, HelpTeaches) {
  const Result result = RunClient({"load", "--help"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, AllOf(HasSubstr("--rate"), HasSubstr("Examples:"),
                                HasSubstr("echo-client load --connections 4"),
                                HasSubstr("Exit codes:"), HasSubstr("$ECHO_RATE")));
}

}  // namespace
}  // namespace test
