// echo-client health --watch: each status as it comes, and how the watch ends.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "tests/e2e/programs.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace test {
namespace {

using nlohmann::json;

class ClientHealthTest : public ::testing::Test {
 protected:
  ClientHealthTest() {
    root_.Leaf().WriteTo(Dir());
    server_.emplace(Arguments{"--tls-dir", Dir(), "--drain-delay", "300ms"});
  }

  std::string Dir() const { return temp_.File("tls"); }
  Command Watch(const Arguments& arguments = {}) const {
    Command command;
    command.line = {ECHO_CLIENT_PROGRAM,
                    "--target",
                    server_->target(),
                    "--tls-dir",
                    Dir(),
                    "health",
                    "--watch"};
    command.line.insert(command.line.end(), arguments.begin(), arguments.end());
    return command;
  }

  TempDir temp_;
  TestCa root_;
  std::optional<RunningServer> server_;
};

TEST_F(ClientHealthTest, PrintsEachStatusUntilTheServerEnds) {
  Process client(Watch());
  EXPECT_EQ(client.ReadLine(Process::kOut), "SERVING");
  server_->process().Signal(SIGTERM);
  EXPECT_EQ(client.ReadLine(Process::kOut), "NOT_SERVING");
  const Result result = client.Wait();
  // As it ends, or when its connection does.
  EXPECT_THAT(result.exit_code, ::testing::AnyOf(12, 15)) << result.err;
  EXPECT_THAT(result.err, ::testing::Not(""));
}

TEST_F(ClientHealthTest, EndsWellWhenItsTimeIsOverAndAllIsWell) {
  const Result result = test::Run(Watch({"--timeout", "4s"}));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, "SERVING\n");
  EXPECT_EQ(result.err, "");
}

TEST_F(ClientHealthTest, SaysThatAServiceIsNotServed) {
  const Result result = test::Run(Watch({"no.such.Service", "--timeout", "4s"}));
  EXPECT_EQ(result.exit_code, 16) << result.err;
  EXPECT_EQ(result.out, "SERVICE_UNKNOWN\n");
}

TEST_F(ClientHealthTest, CtrlCEndsIt) {
  Process client(Watch({"--json"}));
  const auto line = client.ReadLine(Process::kOut);
  ASSERT_TRUE(line);
  EXPECT_EQ(json::parse(*line).at("health").at("status"), "SERVING");
  client.Signal(SIGINT);
  const Result result = client.Wait();
  EXPECT_EQ(result.exit_code, 130);
  EXPECT_EQ(json::parse(result.out).at("ended"), "CANCELLED");
}

TEST_F(ClientHealthTest, SaysWhyThereIsNoConnection) {
  const Result result =
      RunClient({"--target", "localhost:1", "--tls-dir", Dir(), "health", "--watch"});
  EXPECT_EQ(result.exit_code, 12);
  EXPECT_THAT(result.err, ::testing::HasSubstr("[CONNECTION_REFUSED]"));
}

}  // namespace
}  // namespace test
