// echo-server as a program: its ready line, its flags and variables, its end.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/e2e/programs.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace test {
namespace {

using ::testing::HasSubstr;

class ServerProgramTest : public ::testing::Test {
 protected:
  ServerProgramTest() { root_.Leaf().WriteTo(Dir()); }

  std::string Dir() const { return temp_.File("tls"); }
  Arguments Caller(const Arguments& command) const {
    Arguments all = {"--tls-dir", Dir()};
    all.insert(all.end(), command.begin(), command.end());
    return all;
  }

  TempDir temp_;
  TestCa root_;
};

TEST_F(ServerProgramTest, PrintsAReadyLineForEachAddressWithItsRealPort) {
  RunningServer server({"--tls-dir", Dir(), "--listen", "localhost:0"});
  const auto second = server.process().ReadLine(Process::kOut);
  ASSERT_TRUE(second);
  EXPECT_THAT(*second, HasSubstr("echo-server: listening on localhost:"));
  const std::string port = second->substr(second->rfind(':') + 1);
  EXPECT_NE(port, "0");
  const Result result =
      RunClient({"--target", "localhost:" + port, "--tls-dir", Dir(), "echo", "hi"});
  EXPECT_EQ(result.out, "hi\n") << result.err;
}

TEST_F(ServerProgramTest, ReadyLineInJsonIsOneObject) {
  Command command;
  command.line = {ECHO_SERVER_PROGRAM, "--listen", "127.0.0.1:0", "--tls-dir", Dir(),
                  "--log-format",      "json"};
  Process server(command);
  const auto line = server.ReadLine(Process::kOut);
  ASSERT_TRUE(line);
  const auto ready = nlohmann::json::parse(*line);
  EXPECT_EQ(ready.at("event"), "ready");
  EXPECT_EQ(ready.at("listen").size(), 1U);
  server.Signal(SIGTERM);
  const Result result = server.Wait();
  EXPECT_EQ(result.exit_code, 0);
  const auto draining = nlohmann::json::parse(result.err.substr(0, result.err.find('\n')));
  EXPECT_EQ(draining.at("event"), "draining");
  EXPECT_EQ(draining.at("signal"), "SIGTERM");
}

TEST_F(ServerProgramTest, ReadyLineInJsonNamesTheHealthPort) {
  Command command;
  command.line = {ECHO_SERVER_PROGRAM, "--listen", "127.0.0.1:0",     "--tls-dir",  Dir(),
                  "--log-format",      "json",     "--health-listen", "127.0.0.1:0"};
  Process server(command);
  const auto line = server.ReadLine(Process::kOut);
  ASSERT_TRUE(line);
  const auto ready = nlohmann::json::parse(*line);
  EXPECT_THAT(ready.at("health_listen").get<std::string>(),
              ::testing::MatchesRegex("127.0.0.1:[1-9][0-9]*"));
  server.Signal(SIGTERM);
  const Result result = server.Wait();
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.err, HasSubstr("\"event\":\"health-listening\""));
}

TEST_F(ServerProgramTest, RefusesASecondServerOnItsPort) {
  RunningServer first({"--tls-dir", Dir()});
  for (const char* host : {"127.0.0.1", "localhost", "0.0.0.0"}) {
    const Result second =
        RunServer({"--tls-dir", Dir(), "--listen", std::string(host) + ":" + first.port()});
    EXPECT_EQ(second.exit_code, 12) << host;
    EXPECT_THAT(second.err, HasSubstr("Address already in use")) << host;
    EXPECT_EQ(second.out, "") << host;
  }
}

TEST_F(ServerProgramTest, NamesAnAddressThatIsNotItsOwn) {
  const Result result = RunServer({"--tls-dir", Dir(), "--listen", "192.0.2.1:50051"});
  EXPECT_EQ(result.exit_code, 12);
  EXPECT_THAT(result.err, HasSubstr("192.0.2.1:50051"));
}

TEST_F(ServerProgramTest, MalformedFlagsAreUsage) {
  const std::vector<Arguments> bad = {
      {"--listen", "50051"},
      {"--listen", "127.0.0.1:99999"},
      {"--listen", "::1:0"},
      {"--client-cert", "always"},
      {"--drain-timeout", "25"},
      {"--drain-delay", "-1s"},
      {"--drain-timeout", "inf"},
      {"--health-listen", "50052"},
      {"--max-connection-age", "5ms"},
      {"--log-format", "xml"},
      {"--log-level", "loud"},
      {"--tls-dir", ""},
      {"--ca", "system"},
      {"--no-such-flag"},
      {"stray"},
  };
  for (const Arguments& flags : bad) {
    Arguments all = {"--tls-dir", Dir()};
    if (flags[0] == "--tls-dir") all.clear();
    all.insert(all.end(), flags.begin(), flags.end());
    const Result result = RunServer(all);
    EXPECT_EQ(result.exit_code, 64) << flags.back() << result.err;
    EXPECT_THAT(result.err, HasSubstr("echo-server: ")) << flags.back();
    EXPECT_EQ(result.out, "");
  }
}

TEST_F(ServerProgramTest, HelpTeachesAndEndsWithTheExitCodes) {
  for (const char* flag : {"--help", "-h"}) {
    const Result result = RunServer({flag});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_THAT(result.out, HasSubstr("verify-if-given"));
    EXPECT_THAT(result.out, HasSubstr("ECHO_TLS_DIR"));
    EXPECT_THAT(result.out.substr(result.out.rfind("\n\n")), HasSubstr("Exit codes:"));
  }
  EXPECT_THAT(RunServer({"--version"}).out, HasSubstr("echo-server "));
}

TEST_F(ServerProgramTest, VariablesStandInForFlagsAndFlagsWin) {
  const Environment environment = {{"ECHO_TLS_DIR", Dir()},
                                   {"ECHO_CLIENT_CERT", "nonsense"},
                                   {"ECHO_KEY", ""},
                                   {"ECHO_LISTEN", "127.0.0.1:0,127.0.0.1:0"}};
  EXPECT_EQ(RunServer({"--check-config"}, environment).exit_code, 64);
  EXPECT_EQ(RunServer({"--check-config", "--client-cert", "none"}, environment).exit_code, 0);
  Command command;
  command.line = {ECHO_SERVER_PROGRAM, "--client-cert", "none"};
  command.environment = environment;
  Process server(command);
  EXPECT_TRUE(server.ReadLineWith("listening on 127.0.0.1:", Process::kOut));
  EXPECT_TRUE(server.ReadLineWith("listening on 127.0.0.1:", Process::kOut));
}

TEST_F(ServerProgramTest, CheckConfigChecksAndBindsNothing) {
  RunningServer server({"--tls-dir", Dir()});
  const Result result = RunServer(
      {"--check-config", "--json", "--tls-dir", Dir(), "--listen", "127.0.0.1:" + server.port()});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(nlohmann::json::parse(result.out).at("ok"), true);
  EXPECT_THAT(RunServer({"--check-config", "--tls-dir", Dir()}).out, HasSubstr("good"));
}

TEST_F(ServerProgramTest, WarnsOfALeafThatNobodyCanMatch) {
  root_.Leaf({.names = {{certgen::SubjectAltName::Kind::kUri, "spiffe://example.com/server"}}})
      .WriteTo(temp_.File("uri-only"));
  const Result result = RunServer({"--check-config", "--tls-dir", temp_.File("uri-only")});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr(": has no DNS name or IP address"));
}

TEST_F(ServerProgramTest, ProvesKeysOfEveryTypeToItself) {
  for (const std::string& type : certgen::KeyTypeNames()) {
    root_.Leaf({.key = *certgen::ParseKeyType(type)}).WriteTo(temp_.File(type));
    RunningServer server({"--tls-dir", temp_.File(type)});
    EXPECT_EQ(server.Call({"--tls-dir", temp_.File(type), "echo", type}).out, type + "\n");
  }
}

TEST_F(ServerProgramTest, DuringTheDrainDelayHealthIsRedAndCallsAreAnswered) {
  RunningServer server({"--tls-dir", Dir(), "--drain-delay", "60s"});
  EXPECT_EQ(server.Call(Caller({"health"})).out, "SERVING\n");
  server.process().Signal(SIGTERM);
  ASSERT_TRUE(server.LogLineWith("draining"));
  Result health = server.Call(Caller({"health"}));
  // The signal is logged just before health turns.
  for (int i = 0; i < 50 && health.exit_code == 0; ++i) health = server.Call(Caller({"health"}));
  EXPECT_EQ(health.exit_code, 16) << health.err;
  EXPECT_EQ(health.out, "NOT_SERVING\n");
  EXPECT_EQ(server.Call(Caller({"health", "echo.v1.EchoService"})).exit_code, 16);
  EXPECT_EQ(server.Call(Caller({"echo", "still"})).out, "still\n");
  // A second signal ends it at once.
  server.process().Signal(SIGINT);
  const Result end = server.process().Wait();
  EXPECT_FALSE(end.timed_out);
  EXPECT_EQ(end.exit_code, 1);
}

TEST_F(ServerProgramTest, EndsCleanlyByEitherSignal) {
  for (const int signal : {SIGTERM, SIGINT}) {
    RunningServer server({"--tls-dir", Dir()});
    EXPECT_EQ(server.Call(Caller({"echo", "hi"})).out, "hi\n");
    server.process().Signal(signal);
    const Result end = server.process().Wait();
    EXPECT_EQ(end.exit_code, 0) << signal;
    EXPECT_THAT(end.err, HasSubstr("stopped")) << signal;
  }
}

TEST_F(ServerProgramTest, ProxiesOfTheEnvironmentDoNotDisturbItsStart) {
  for (const char* variable : {"https_proxy", "http_proxy", "grpc_proxy"}) {
    const Result result =
        RunServer({"--check-config", "--tls-dir", Dir()}, {{variable, "http://127.0.0.1:1"}});
    EXPECT_EQ(result.exit_code, 0) << variable << result.err;
  }
}

TEST_F(ServerProgramTest, GrpcsOwnLinesAppearOnlyAtDebug) {
  Command command;
  command.line = {ECHO_SERVER_PROGRAM, "--listen", "127.0.0.1:0", "--tls-dir", Dir()};
  Process quiet(command);
  const auto line = quiet.ReadLine(Process::kOut);
  ASSERT_TRUE(line);
  const std::string target = "localhost:" + line->substr(line->rfind(':') + 1);
  EXPECT_EQ(RunClient({"--target", target, "--ca", Dir() + "/ca.crt", "echo", "hi"}).exit_code, 13);
  quiet.Signal(SIGTERM);
  EXPECT_THAT(quiet.Wait().err, testing::Not(HasSubstr("peer did not return a certificate")));
}

}  // namespace
}  // namespace test
