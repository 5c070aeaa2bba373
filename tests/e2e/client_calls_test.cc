// echo-client echo, and what all commands have in common: what is sent, what is asked of the
// server, what comes back.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/e2e/programs.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace test {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class ClientCallsTest : public ::testing::Test {
 protected:
  ClientCallsTest() {
    root_.Leaf().WriteTo(Dir());
    server_.emplace(Arguments{"--tls-dir", Dir()}, Environment{{"POD_NAME", "echo-0"}});
  }

  std::string Dir() const { return temp_.File("tls"); }
  Result Call(const Arguments& arguments, const std::string& input = "") const {
    Command command;
    command.line = {ECHO_CLIENT_PROGRAM, "--target", server_->target(), "--tls-dir", Dir()};
    command.line.insert(command.line.end(), arguments.begin(), arguments.end());
    command.input = input;
    return test::Run(command);
  }
  json CallForJson(const Arguments& arguments) const {
    Arguments all = arguments;
    all.emplace_back("--json");
    const Result result = Call(all);
    return json::parse(result.out, nullptr, /*allow_exceptions=*/false);
  }
  static std::vector<json> Lines(const std::string& text) {
    std::vector<json> documents;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) documents.push_back(json::parse(line));
    return documents;
  }

  TempDir temp_;
  TestCa root_;
  std::optional<RunningServer> server_;
};

TEST_F(ClientCallsTest, SendsAFileAndPrintsItsBytes) {
  std::string bytes("\0\xff\n\r\n%s", 7);
  for (int i = 0; i < 300000; ++i) bytes += static_cast<char>(i * 31);
  WriteFile(temp_.File("f"), bytes);
  const Result result = Call({"echo", "--file", temp_.File("f")});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(result.out == bytes);
  EXPECT_TRUE(Call({"echo", "--file", "-"}, bytes).out == bytes);
  // With a text the bytes are compared, and not printed.
  EXPECT_EQ(Call({"echo", "hi", "--file", temp_.File("f")}).out, "hi\n");
}

TEST_F(ClientCallsTest, NamesAFileThatItCannotSendBeforeAnyCall) {
  WriteFile(temp_.File("large"), std::string(4 << 20, 'x'));
  for (const std::string& file : {temp_.File("none"), temp_.path().string(), temp_.File("large")}) {
    const Result result =
        RunClient({"--target", "192.0.2.1:1", "--tls-dir", Dir(), "echo", "--file", file});
    EXPECT_EQ(result.exit_code, 1) << file;
    EXPECT_THAT(result.err, AllOf(HasSubstr(file), Not(HasSubstr("192.0.2.1"))));
    EXPECT_EQ(result.out, "");
  }
  const Result refused =
      RunClient({"--tls-dir", Dir(), "echo", "--file", temp_.File("none"), "--json"});
  EXPECT_EQ(json::parse(refused.out).at("ok"), false);
}

TEST_F(ClientCallsTest, TellsInJsonAllThatTheServerTells) {
  const json document =
      CallForJson({"echo", "hi", "--metadata", "x-a=1", "--metadata", "y-bin=AAE="});
  const json& reply = document.at("reply");
  EXPECT_EQ(reply.at("message"), "hi");
  EXPECT_EQ(reply.at("payload"), "");
  EXPECT_EQ(reply.at("server_name"), "echo-0");
  EXPECT_NE(reply.at("server_version"), "");
  EXPECT_NE(reply.at("server_certificate_serial"), "");
  EXPECT_THAT(reply.at("server_certificate_not_after").get<std::string>(), HasSubstr("T"));
  EXPECT_THAT(reply.at("request_metadata"), Contains(json({{"key", "x-a"}, {"text", "1"}})));
  EXPECT_THAT(reply.at("request_metadata"), Contains(json({{"key", "y-bin"}, {"binary", "AAE="}})));
  EXPECT_THAT(reply.at("peer").get<std::string>(), HasSubstr("127.0.0.1"));
  EXPECT_EQ(reply.at("authority"), server_->target());
  EXPECT_TRUE(reply.at("elapsed").is_number());
  EXPECT_EQ(reply.at("request_count"), 1);
  EXPECT_EQ(reply.at("request_bytes"), 4);
  EXPECT_TRUE(document.at("metadata").is_array());
  EXPECT_TRUE(document.at("trailers").is_array());
}

TEST_F(ClientCallsTest, ShowsTheMetadataAndTrailersThatItAsksFor) {
  const Arguments call = {"echo", "hi", "--reply-metadata", "a=b", "--reply-trailer", "c-bin=AAE="};
  const json document = CallForJson(call);
  EXPECT_THAT(document.at("metadata"), Contains(json({{"key", "a"}, {"text", "b"}})));
  EXPECT_THAT(document.at("trailers"), Contains(json({{"key", "c-bin"}, {"binary", "AAE="}})));
  Arguments verbose = call;
  verbose.emplace_back("-v");
  const Result result = Call(verbose);
  EXPECT_EQ(result.out, "hi\n");
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("metadata     a: b\n"), HasSubstr("trailer      c-bin: AAE=\n"),
                    HasSubstr("server       echo-0")));
}

TEST_F(ClientCallsTest, SendsMetadataWithEveryCommand) {
  for (const Arguments& command : {Arguments{"whoami"}, {"health"}, {"stream", "a"}}) {
    Arguments call = command;
    call.insert(call.end(), {"--metadata", "x=1"});
    EXPECT_EQ(Call(call).exit_code, 0) << command[0];
    call.back() = "grpc-timeout=1S";
    const Result refused = Call(call);
    EXPECT_EQ(refused.exit_code, 64) << command[0];
    EXPECT_THAT(refused.err, HasSubstr("--metadata 'grpc-timeout=1S'"));
  }
}

TEST_F(ClientCallsTest, EndsAsTheServerIsAskedToEnd) {
  struct Case {
    const char* status;
    int exit_code;
    const char* words;
  };
  for (const Case& c :
       {Case{"UNAVAILABLE:busy", 15, "UNAVAILABLE: busy"}, Case{"7:not you", 13, "not you"},
        Case{"UNAUTHENTICATED", 13, "UNAUTHENTICATED"},
        Case{"DATA_LOSS:gone", 15, "DATA_LOSS: gone"}}) {
    const Result result = Call({"echo", "hi", "--fail-with", c.status});
    EXPECT_EQ(result.exit_code, c.exit_code) << c.status;
    EXPECT_THAT(result.err, HasSubstr(c.words));
    EXPECT_EQ(result.out, "");
  }
  EXPECT_EQ(Call({"echo", "hi", "--fail-with", "0"}).out, "hi\n");
}

TEST_F(ClientCallsTest, ADeadlineOfTheServersIsToldInItsWords) {
  for (const char* command : {"echo", "stream"}) {
    const Result result = Call({command, "hi", "--fail-with", "DEADLINE_EXCEEDED:upstream"});
    EXPECT_EQ(result.exit_code, 14);
    EXPECT_THAT(result.err, HasSubstr("ended the call with DEADLINE_EXCEEDED: upstream"));
    EXPECT_THAT(result.err, Not(HasSubstr("--timeout")));
  }
}

TEST_F(ClientCallsTest, AStatusComesBackWithTheLongestMessageAndTheMostTrailers) {
  Arguments arguments = {"echo", "hi", "--fail-with"};
  std::string longest = "ABORTED:";
  for (int i = 0; i < 170; ++i) longest += "\xc3\xa9";
  arguments.push_back(longest);
  for (int i = 10; i < 42; ++i) {
    arguments.push_back("--reply-trailer");
    arguments.push_back("k" + std::to_string(i) + "=" + std::string(125, 'v'));
  }
  const Result result = Call(arguments);
  EXPECT_EQ(result.exit_code, 15);
  EXPECT_THAT(result.err, HasSubstr("ended the call with ABORTED: \xc3\xa9"));
}

TEST_F(ClientCallsTest, WaitsNoLongerThanItsTimeForADelayedReply) {
  const Result late = Call({"echo", "hi", "--delay", "1m", "--timeout", "300ms"});
  EXPECT_EQ(late.exit_code, 14) << late.err;
  const json reply = CallForJson({"echo", "hi", "--delay", "200ms"});
  EXPECT_GE(reply.at("reply").at("elapsed").get<double>(), 0.2);
}

TEST_F(ClientCallsTest, TakesRepliesOfAnySizeThatItMayAskFor) {
  const Result result = Call({"echo", "--file", "-", "--response-size", "8MiB"}, "x");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(result.out == std::string(8 << 20, '\0'));
}

TEST_F(ClientCallsTest, MakesAsManyCallsAsItIsToldTo) {
  EXPECT_EQ(Call({"echo", "hi", "--count", "3"}).out, "hi\nhi\nhi\n");
  const Result result = Call({"echo", "hi", "--count", "50", "--parallel", "7", "--json"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const std::vector<json> documents = Lines(result.out);
  EXPECT_EQ(documents.size(), 50U);
  for (const json& document : documents) EXPECT_EQ(document.at("reply").at("message"), "hi");
}

TEST_F(ClientCallsTest, MakesCallsAtTheSameTime) {
  // One after the other they would not be done when the test kills the program.
  const Result result = Call({"echo", "hi", "--count", "40", "--parallel", "40", "--delay", "3s",
                              "--timeout", "50s", "--json"});
  EXPECT_FALSE(result.timed_out);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(Lines(result.out).size(), 40U);
}

TEST_F(ClientCallsTest, EndsWithTheCodeOfTheWorstOfManyCalls) {
  const Result result = Call({"echo", "hi", "--count", "3", "--fail-with", "ABORTED", "--json"});
  EXPECT_EQ(result.exit_code, 15);
  EXPECT_EQ(Lines(result.out).size(), 3U);
}

TEST_F(ClientCallsTest, NamesFlagValueAndLimitOfWhatTheServerWouldNotTake) {
  const std::vector<std::pair<Arguments, const char*>> wrong = {
      {{"--delay", "6m"}, "5m"},
      {{"--interval", "x"}, "unit"},
      {{"--fail-with", "17"}, "0 to 16"},
      {{"--repetitions", "2"}, "one reply"},
      {{"--response-size", "9MiB"}, "8388608"},
      {{"--reply-metadata", "te=x"}, "HTTP"},
      {{"--reply-trailer", "x-bin=?"}, "base64"},
      {{"--retries", "5"}, "0 to 4"},
      {{"--count", "0"}, "1 to"},
      {{"--parallel", "-1"}, "1 to"}};
  for (const auto& [flag, limit] : wrong) {
    Arguments call = {"echo", "hi"};
    call.insert(call.end(), flag.begin(), flag.end());
    const Result result = Call(call);
    EXPECT_EQ(result.exit_code, 64) << flag[0];
    EXPECT_THAT(result.err, AllOf(HasSubstr(flag[0] + " '" + flag[1] + "'"), HasSubstr(limit)));
    EXPECT_EQ(result.out, "");
  }
}

TEST_F(ClientCallsTest, CallsAllOfAListOfAddressesInTurn) {
  const RunningServer second({"--tls-dir", Dir()}, {{"POD_NAME", "echo-1"}});
  const std::string list = "ipv4:127.0.0.1:" + server_->port() + ",127.0.0.1:" + second.port();
  const Result result = RunClient({"--target", list, "--tls-dir", Dir(), "echo", "hi", "--count",
                                   "300", "--delay", "2ms", "--json"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  std::set<std::string> names;
  for (const json& document : Lines(result.out))
    names.insert(document.at("reply").at("server_name"));
  EXPECT_EQ(names, (std::set<std::string>{"echo-0", "echo-1"}));
}

TEST_F(ClientCallsTest, TimesEachPhase) {
  const json timing = CallForJson({"echo", "hi", "--timing"}).at("timing");
  double last = 0;
  for (const char* phase : {"resolve", "connect", "handshake", "first_byte", "done"}) {
    ASSERT_TRUE(timing.at(phase).is_object()) << timing;
    const double at = timing.at(phase).at("at").get<double>();
    EXPECT_GE(at, last) << phase;
    last = at;
  }
  EXPECT_GT(timing.at("handshake").at("took").get<double>(), 0);

  const std::vector<json> calls =
      Lines(Call({"echo", "hi", "--count", "2", "--timing", "--json"}).out);
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_TRUE(calls[0].at("timing").at("handshake").is_object());
  EXPECT_TRUE(calls[1].at("timing").at("handshake").is_null());
  EXPECT_TRUE(calls[1].at("timing").at("first_byte").is_object());
}

TEST_F(ClientCallsTest, TimesNoResolutionOfAnAddress) {
  const std::string address = "127.0.0.1:" + server_->port();
  for (const Arguments& command : {Arguments{"whoami"}, {"health"}, {"echo", "hi"}}) {
    Arguments call = {"--target", address, "--tls-dir", Dir(), "--timing", "--json"};
    call.insert(call.end(), command.begin(), command.end());
    const json timing = json::parse(RunClient(call).out).at("timing");
    EXPECT_TRUE(timing.at("resolve").is_null());
    EXPECT_TRUE(timing.at("handshake").is_object());
  }
  const Result table = Call({"whoami", "--timing"});
  EXPECT_THAT(table.err, AllOf(HasSubstr("resolve "), HasSubstr("handshake "), HasSubstr("done ")));
}

TEST_F(ClientCallsTest, ChecksTheTargetsNameAlsoWhereItLooksItUpItself) {
  root_.Leaf(Named("other.example.com")).WriteTo(temp_.File("other"));
  const RunningServer other({"--tls-dir", temp_.File("other")});
  const Result result =
      RunClient({"--target", other.target(), "--tls-dir", Dir(), "--timing", "echo", "hi"});
  EXPECT_EQ(result.exit_code, 11) << result.err;
  EXPECT_THAT(result.err, HasSubstr("CERTIFICATE_HOSTNAME_MISMATCH"));
}

TEST_F(ClientCallsTest, WaitsForAServerOnlyIfToldTo) {
  const std::string target = server_->target();
  server_->Stop();
  const Arguments call = {"--target", target, "--tls-dir", Dir(), "echo", "hi", "--timeout", "60s"};
  EXPECT_EQ(RunClient(call).exit_code, 12);
  Command waiting;
  waiting.line = {ECHO_CLIENT_PROGRAM, "--wait-for-ready", "--no-diagnose"};
  waiting.line.insert(waiting.line.end(), call.begin(), call.end());
  Process client(waiting);
  const std::string port = target.substr(target.rfind(':') + 1);
  const RunningServer late({"--tls-dir", Dir(), "--listen", "127.0.0.1:" + port});
  const Result result = client.Wait();
  EXPECT_EQ(result.out, "hi\n") << result.err;
  // The time is over without one: why there is none is still said.
  Arguments short_call = {
      "--wait-for-ready", "--target", "localhost:1", "--tls-dir", Dir(), "echo", "hi",
      "--timeout",        "500ms"};
  const Result over = RunClient(short_call);
  EXPECT_EQ(over.exit_code, 12);
  EXPECT_THAT(over.err, HasSubstr("CONNECTION_REFUSED"));
}

}  // namespace
}  // namespace test
