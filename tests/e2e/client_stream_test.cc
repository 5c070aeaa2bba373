// echo-client stream: lines in, lines out.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "tests/e2e/fifo.h"
#include "tests/e2e/programs.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class ClientStreamTest : public ::testing::Test {
 protected:
  ClientStreamTest() {
    root_.Leaf().WriteTo(Dir());
    server_.emplace(Arguments{"--tls-dir", Dir()});
  }

  std::string Dir() const { return temp_.File("tls"); }
  Command Stream(const Arguments& arguments) const {
    Command command;
    command.line = {ECHO_CLIENT_PROGRAM, "--target", server_->target(),
                    "--tls-dir",         Dir(),      "stream"};
    command.line.insert(command.line.end(), arguments.begin(), arguments.end());
    return command;
  }
  Result Call(const Arguments& arguments, const std::string& input = "") const {
    Command command = Stream(arguments);
    command.input = input;
    return test::Run(command);
  }

  TempDir temp_;
  TestCa root_;
  std::optional<RunningServer> server_;
};

TEST_F(ClientStreamTest, EndsAtOnceIfItIsStartedWithoutAnyInput) {
  Command command = Stream({"--timeout", "30s"});
  command.line.insert(command.line.begin(), {"bash", "-c", "exec \"$@\" <&-", "bash"});
  const Result result = test::Run(command);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, "");
}

TEST_F(ClientStreamTest, InputThatCannotBeReadIsNotTakenForItsEnd) {
  Command command = Stream({"--json"});
  command.line.insert(command.line.begin(), {"bash", "-c", "exec \"$@\" < /", "bash"});
  const Result result = test::Run(command);
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("cannot be read beyond line 0: Is a directory"));
  EXPECT_EQ(json::parse(result.out).at("error").at("code"), "INPUT_UNREADABLE");
}

TEST_F(ClientStreamTest, SaysInTheServersWordsThatTheServerEndedIt) {
  // It takes calls for so long after it was told to end: this client comes then.
  server_.emplace(Arguments{"--tls-dir", Dir(), "--drain-delay", "5s"});
  Fifo input;
  Process client(input.Before(Stream({"--kind", "client"})));
  // Nothing is answered yet when the server ends.
  input.Write("one\n");
  EXPECT_EQ(server_->Stop().exit_code, 0);
  const Result result = client.Wait();
  EXPECT_EQ(result.exit_code, 12);
  EXPECT_THAT(result.err, HasSubstr("the server is shutting down"));
  EXPECT_THAT(result.err, HasSubstr("[CONNECTION_LOST]"));
}

TEST_F(ClientStreamTest, GivesBackEachLineBeforeTheNextIsWritten) {
  Fifo input;
  Process client(input.Before(Stream({})));
  for (const char* line : {"one", "", "gr\xc3\xbcn"}) {
    input.Write(std::string(line) + "\n");
    EXPECT_EQ(client.ReadLine(Process::kOut), line);
  }
  input.Write("no newline");
  input.Close();
  EXPECT_EQ(client.ReadLine(Process::kOut), "no newline");
  EXPECT_EQ(client.Wait().exit_code, 0);
}

TEST_F(ClientStreamTest, CtrlCEndsItAtOnce) {
  for (const int number : {SIGINT, SIGTERM}) {
    Fifo input;
    Process client(input.Before(Stream({"--json"})));
    input.Write("one\n");
    ASSERT_TRUE(client.ReadLine(Process::kOut));
    client.Signal(number);
    const Result result = client.Wait();
    EXPECT_EQ(result.exit_code, 128 + number) << result.err;
    EXPECT_FALSE(result.timed_out);
    EXPECT_EQ(json::parse(result.out).at("error").at("code"), "INTERRUPTED");
  }
}

TEST_F(ClientStreamTest, SendsTextsAsTheyAre) {
  const Result result = Call({"one", "[a,b]", "two words", "--", "--three"});
  EXPECT_EQ(result.out, "one\n[a,b]\ntwo words\n--three\n") << result.err;
  EXPECT_EQ(result.exit_code, 0);
}

TEST_F(ClientStreamTest, NeitherSideWaitsForTheOther) {
  // More than all windows and pipes on the way hold.
  std::string input;
  for (int i = 0; i < 20000; ++i) input += std::to_string(i) + std::string(1000, 'x') + "\n";
  const Result result = Call({}, input);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(result.out == input);
}

TEST_F(ClientStreamTest, CarriesBytesThatAreNoText) {
  const std::string input("\xff\xfe\0x\ntext\n", 10);
  EXPECT_EQ(Call({}, input).out, input);
}

TEST_F(ClientStreamTest, OfTheServersKindPrintsTheReplies) {
  EXPECT_EQ(Call({"--kind", "server", "tick", "--repetitions", "3", "--interval", "1ms"}).out,
            "tick\ntick\ntick\n");
  const Result none = Call({"--kind", "server", "tick", "--repetitions", "0"});
  EXPECT_EQ(none.out, "") << none.err;
  EXPECT_EQ(none.exit_code, 0);
}

TEST_F(ClientStreamTest, OfTheClientsKindPrintsOneReplyAndHowManyCame) {
  EXPECT_EQ(Call({"--kind", "client"}, "one\ntwo\nthree\n").out, "three\n");
  const Result result = Call({"--kind", "client", "--json"}, "one\ntwo\nthree\n");
  std::istringstream lines(result.out);
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  EXPECT_EQ(json::parse(line).at("reply").at("request_count"), 3);
  ASSERT_TRUE(std::getline(lines, line));
  EXPECT_EQ(json::parse(line).at("ended"), "OK");
  EXPECT_EQ(json::parse(line).at("replies"), 1);
  EXPECT_FALSE(std::getline(lines, line));
}

TEST_F(ClientStreamTest, FailsAsAskedAfterTheLastReply) {
  const Result texts = Call({"one", "two", "--fail-with", "ABORTED:enough"});
  EXPECT_EQ(texts.out, "one\ntwo\n");
  EXPECT_EQ(texts.exit_code, 15);
  EXPECT_THAT(texts.err, HasSubstr("ABORTED: enough"));
  const Result lines = Call({"--fail-with", "ABORTED:enough"}, "one\ntwo\n");
  EXPECT_EQ(lines.out, "one\ntwo\n");
  EXPECT_EQ(lines.exit_code, 15);
  const Result one_reply = Call({"--kind", "client", "--fail-with", "ABORTED:enough"}, "one\n");
  EXPECT_EQ(one_reply.exit_code, 15);
}

TEST_F(ClientStreamTest, GivesTheServersWordsForALineThatIsTooLong) {
  const Result result = Call({}, std::string(5 << 20, 'x') + "\n");
  EXPECT_EQ(result.exit_code, 15);
  EXPECT_THAT(result.err, HasSubstr("RESOURCE_EXHAUSTED: "));
  EXPECT_THAT(result.err, HasSubstr("larger than max"));
}

TEST_F(ClientStreamTest, NamesALineThatWouldNeverEnd) {
  const Result result = Call({"--json"}, "one\n" + std::string((64 << 20) + 1, 'x'));
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("line 2 of standard input is longer than 64 MiB"));
}

TEST_F(ClientStreamTest, HasTheTimeoutForTheWholeCall) {
  Fifo input;
  Command command = input.Before(Stream({"--timeout", "5s"}));
  Process client(command);
  input.Write("one\n");
  EXPECT_EQ(client.ReadLine(Process::kOut), "one");
  EXPECT_EQ(client.Wait().exit_code, 14);
}

TEST_F(ClientStreamTest, SaysWhyThereIsNoConnection) {
  const Result result = RunClient({"--target", "localhost:1", "--tls-dir", Dir(), "stream", "one"});
  EXPECT_EQ(result.exit_code, 12);
  EXPECT_THAT(result.err, HasSubstr("[CONNECTION_REFUSED]"));
}

TEST_F(ClientStreamTest, SaysThatTheConnectionWasLost) {
  Fifo input;
  Process client(input.Before(Stream({})));
  input.Write("one\n");
  EXPECT_EQ(client.ReadLine(Process::kOut), "one");
  server_->process().Signal(SIGKILL);
  const Result result = client.Wait();
  EXPECT_EQ(result.exit_code, 12) << result.err;
  EXPECT_THAT(result.err, HasSubstr("[CONNECTION_LOST]"));
}

TEST_F(ClientStreamTest, ShowsMetadataTrailersAndTiming) {
  const Result result =
      Call({"one", "--reply-metadata", "a=b", "--reply-trailer", "c=d", "-v", "--timing"});
  EXPECT_EQ(result.out, "one\n");
  for (const char* words :
       {"metadata     a: b\n", "trailer      c: d\n", "called from  ", "handshake "}) {
    EXPECT_THAT(result.err, HasSubstr(words));
  }
}

TEST_F(ClientStreamTest, IsUsageIfItIsMalformed) {
  for (const Arguments& wrong : {Arguments{"--kind", "both"},
                                 {"--kind", "server"},
                                 {"--kind", "server", "a", "b"},
                                 {"a", "\xff"},
                                 {"--kind", "client", "a", "--repetitions", "2"},
                                 {"a", "--delay", "6m"},
                                 {"a", "--timeout", "0"}}) {
    const Result result = Call(wrong);
    EXPECT_EQ(result.exit_code, 64) << wrong[0] << result.err;
    EXPECT_EQ(result.out, "");
  }
}

}  // namespace
}  // namespace test
