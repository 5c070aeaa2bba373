// echo-client as a program: what it prints, how it ends.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tests/e2e/programs.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace test {
namespace {

using ::testing::HasSubstr;

class ClientProgramTest : public ::testing::Test {
 protected:
  ClientProgramTest() {
    root_.Leaf().WriteTo(Dir());
    server_.emplace(Arguments{"--tls-dir", Dir()}, Environment{{"POD_NAME", "echo-0"}});
  }

  std::string Dir() const { return temp_.File("tls"); }
  Result Call(const Arguments& arguments) const {
    Arguments all = {"--tls-dir", Dir()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return server_->Call(all);
  }

  TempDir temp_;
  TestCa root_;
  std::optional<RunningServer> server_;
};

TEST_F(ClientProgramTest, PrintsTheReplyAndNothingElse) {
  for (const char* text : {"hi", "", "two words", "grün ✓", "a\nb", "%s%n"}) {
    const Result result = Call({"echo", text});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.out, std::string(text) + "\n");
    EXPECT_EQ(result.err, "");
  }
}

TEST_F(ClientProgramTest, FlagsStandBeforeOrAfterTheCommand) {
  const Result result = RunClient(
      {"echo", "hi", "--target", server_->target(), "--tls-dir", Dir(), "--timeout", "20s"});
  EXPECT_EQ(result.out, "hi\n") << result.err;
}

TEST_F(ClientProgramTest, TextBehindTwoDashesIsLiteral) {
  EXPECT_EQ(Call({"echo", "--", "--json"}).out, "--json\n");
  EXPECT_EQ(Call({"echo", "--", "-h"}).out, "-h\n");
}

TEST_F(ClientProgramTest, VariablesStandInForFlags) {
  const Result result =
      RunClient({"echo", "hi"}, {{"ECHO_TARGET", server_->target()}, {"ECHO_TLS_DIR", Dir()}});
  EXPECT_EQ(result.out, "hi\n") << result.err;
}

TEST_F(ClientProgramTest, ChecksItsConfigurationWithoutACommandOrAServer) {
  const Arguments check = {"--check-config", "--target", "192.0.2.1:1", "--tls-dir", Dir()};
  const Result good = RunClient(check);
  EXPECT_EQ(good.exit_code, 0) << good.err;
  EXPECT_THAT(good.out, HasSubstr("good"));
  Arguments with_command = check;
  with_command.insert(with_command.end(), {"echo", "hi", "--json"});
  const nlohmann::json document = nlohmann::json::parse(RunClient(with_command).out);
  EXPECT_TRUE(document["ok"]);
  EXPECT_FALSE(document.contains("reply"));

  WriteFile(temp_.File("tls/tls.key"), "");
  const Result bad = RunClient(check);
  EXPECT_EQ(bad.exit_code, 10);
  EXPECT_EQ(bad.out, "");
  EXPECT_THAT(bad.err, HasSubstr("FILE_EMPTY"));
}

TEST_F(ClientProgramTest, WantsACommandUnlessItOnlyChecks) {
  const Result result = RunClient({"--tls-dir", Dir()});
  EXPECT_EQ(result.exit_code, 64);
  EXPECT_THAT(result.err, HasSubstr("A subcommand is required (see echo-client --help)"));
}

TEST_F(ClientProgramTest, TrustsTheSystemsRootsOnlyWhenToldTo) {
  const Arguments call = {"--target", server_->target(), "--tls-dir", Dir(),
                          "--ca",     "system",          "echo",      "hi"};
  const Result trusted = RunClient(call, {{"SSL_CERT_FILE", Dir() + "/ca.crt"}});
  EXPECT_EQ(trusted.out, "hi\n") << trusted.err;
  EXPECT_EQ(trusted.err, "");
  WriteFile(temp_.File("system.crt"), TestCa().certificate().ToPem());
  const Environment others = {{"SSL_CERT_FILE", temp_.File("system.crt")}};
  const Result refused = RunClient(call, others);
  EXPECT_EQ(refused.exit_code, 11) << refused.err;
  EXPECT_THAT(refused.err, HasSubstr("[CERTIFICATE_AUTHORITY_INVALID]"));
  // The private root replaces the system's, and nothing falls back to them.
  EXPECT_EQ(Call({"echo", "hi"}).out, "hi\n");
  const Result without = RunClient({"--target", server_->target(), "--cert", Dir() + "/tls.crt",
                                    "--key", Dir() + "/tls.key", "echo", "hi"},
                                   {{"SSL_CERT_FILE", Dir() + "/ca.crt"}});
  EXPECT_EQ(without.exit_code, 10);
  EXPECT_THAT(without.err, HasSubstr("--ca"));
}

TEST_F(ClientProgramTest, UsesNoProxyForThisMachine) {
  for (const char* variable : {"https_proxy", "http_proxy", "grpc_proxy"}) {
    for (const std::string host : {"localhost", "127.0.0.1", "[::ffff:127.0.0.1]"}) {
      const Result result = RunClient({"--target", host + ":" + server_->port(), "--server-name",
                                       "localhost", "--tls-dir", Dir(), "echo", "hi"},
                                      {{variable, "http://127.0.0.1:1"}});
      EXPECT_EQ(result.out, "hi\n") << variable << result.err;
    }
  }
}

TEST_F(ClientProgramTest, WhoamiPrintsTheFingerprintThatOpensslPrints) {
  Command openssl;
  openssl.line = {"openssl", "x509",         "-in",    Dir() + "/tls.crt",
                  "-noout",  "-fingerprint", "-sha256"};
  std::string fingerprint = test::Run(openssl).out;
  fingerprint = fingerprint.substr(fingerprint.find('=') + 1);
  fingerprint.pop_back();
  const Result text = Call({"whoami"});
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_THAT(text.out, HasSubstr(fingerprint));
  EXPECT_THAT(text.out, HasSubstr("matched DNS:localhost"));
  const auto document = nlohmann::json::parse(Call({"--json", "whoami"}).out);
  EXPECT_EQ(document.at("ok"), true);
  EXPECT_EQ(document.at("error"), nullptr);
  EXPECT_EQ(document.at("caller").at("sha256_fingerprint"), fingerprint);
  EXPECT_EQ(document.at("caller").at("verified"), true);
  EXPECT_EQ(document.at("caller").at("dns"), nlohmann::json({"localhost"}));
  EXPECT_EQ(document.at("caller").at("ip"), nlohmann::json({"127.0.0.1", "::1"}));
  EXPECT_EQ(document.at("server").at("matched"), "DNS:localhost");
  EXPECT_EQ(document.at("server").at("sha256_fingerprint"), fingerprint);
}

TEST_F(ClientProgramTest, EchoInJsonNamesTheServer) {
  const auto document = nlohmann::json::parse(Call({"echo", "hi", "--json"}).out);
  EXPECT_EQ(document.at("version"), 1);
  EXPECT_EQ(document.at("ok"), true);
  EXPECT_EQ(document.at("findings"), nlohmann::json::array());
  EXPECT_EQ(document.at("reply").at("message"), "hi");
  EXPECT_EQ(document.at("reply").at("server_name"), "echo-0");
}

TEST_F(ClientProgramTest, HealthTellsServingFromUnknown) {
  EXPECT_EQ(Call({"health"}).out, "SERVING\n");
  EXPECT_EQ(Call({"health", "echo.v1.EchoService"}).out, "SERVING\n");
  const Result unknown = Call({"health", "no.such.Service"});
  EXPECT_EQ(unknown.exit_code, 15);
  EXPECT_THAT(unknown.err, HasSubstr("NOT_FOUND"));
  EXPECT_EQ(unknown.out, "");
}

TEST_F(ClientProgramTest, NoConnectionIsTheNetworks) {
  const std::string target = server_->target();
  server_->Stop();
  const Result text = RunClient({"--target", target, "--tls-dir", Dir(), "echo", "hi"});
  EXPECT_EQ(text.exit_code, 12);
  EXPECT_THAT(text.err, HasSubstr("echo-client: no connection to " + target));
  EXPECT_EQ(text.out, "");
  const Result json = RunClient({"--target", target, "--tls-dir", Dir(), "--json", "echo", "hi"});
  EXPECT_EQ(json.exit_code, 12);
  const auto document = nlohmann::json::parse(json.out);
  EXPECT_EQ(document.at("ok"), false);
  EXPECT_EQ(document.at("error").at("code"), "CONNECTION_REFUSED");
  EXPECT_EQ(document.at("verdict").at("code"), "CONNECTION_REFUSED");
  EXPECT_EQ(document.at("server"), nullptr);
}

TEST_F(ClientProgramTest, AServerThatNeverAnswersIsTheNetworks) {
  Command silent;
  silent.line = {"openssl", "s_server",         "-accept", "127.0.0.1:0",
                 "-cert",   Dir() + "/tls.crt", "-key",    Dir() + "/tls.key"};
  Process server(silent);
  const auto ready = server.ReadLineWith("ACCEPT 127.0.0.1:", Process::kOut);
  ASSERT_TRUE(ready);
  const std::string port = ready->substr(ready->rfind(':') + 1);
  // Stopped, it accepts in the kernel and says nothing.
  server.Signal(SIGSTOP);
  const Result result = RunClient(
      {"--target", "localhost:" + port, "--tls-dir", Dir(), "--timeout", "500ms", "echo", "hi"});
  server.Signal(SIGCONT);
  EXPECT_EQ(result.exit_code, 12) << result.err;
  EXPECT_THAT(result.err, HasSubstr("[HANDSHAKE_TIMEOUT]"));
}

TEST_F(ClientProgramTest, MalformedFlagsAreUsage) {
  const std::vector<Arguments> bad = {
      {"--target", "localhost", "whoami"},
      {"--target", "localhost:0", "whoami"},
      {"--target", "", "whoami"},
      {"--timeout", "5", "whoami"},
      {"--timeout", "0", "whoami"},
      {"--timeout", "-1s", "whoami"},
      {"--timeout", "inf", "whoami"},
      {"echo"},
      {"health", "\xff"},
      {"echo", "a", "b"},
      {"echo", "\xff"},
      {"shout", "hi"},
      {"--no-such-flag", "whoami"},
      {"--ca", "", "whoami"},
      {},
  };
  for (const Arguments& arguments : bad) {
    const Result result = Call(arguments);
    EXPECT_EQ(result.exit_code, 64) << (arguments.empty() ? "" : arguments[0]) << result.err;
    EXPECT_THAT(result.err, HasSubstr("echo-client: "));
    EXPECT_EQ(result.out, "");
  }
}

TEST_F(ClientProgramTest, NothingGivenAndNoDefaultIsUsage) {
  Command command;
  command.line = {ECHO_CLIENT_PROGRAM, "whoami"};
  command.directory = temp_.path();
  const Result result = test::Run(command);
  EXPECT_EQ(result.exit_code, 64);
  EXPECT_THAT(result.err, HasSubstr("certgen init"));
}

TEST_F(ClientProgramTest, HelpAtEveryLevelTeachesAndEndsWithTheExitCodes) {
  for (const Arguments& level : {Arguments{}, {"echo"}, {"whoami"}, {"health"}}) {
    Arguments arguments = level;
    arguments.push_back("--help");
    const Result result = RunClient(arguments);
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_THAT(result.out.substr(result.out.rfind("\n\n")), HasSubstr("Exit codes:"));
    arguments.back() = "--version";
    EXPECT_THAT(RunClient(arguments).out, HasSubstr("echo-client "));
  }
  EXPECT_THAT(RunClient({"echo", "--help"}).out, HasSubstr("TEXT"));
}

}  // namespace
}  // namespace test
