#include "services/echo/client_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "services/echo/client_help.h"
#include "services/echo/stream_loop.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using test::IsOk;
using test::StatusIs;
using test::ValueOf;
using testing::AllOf;
using testing::HasSubstr;

// As the program reads them.
ClientFlags Parsed(std::vector<const char*> arguments) {
  ClientFlags flags;
  CLI::App program;
  certgen::PrepareProgram("echo-client", "", &program);
  AddClientFlags(&flags, &program);
  arguments.insert(arguments.begin(), "echo-client");
  const auto outcome = certgen::ParseCommandLine("ECHO", static_cast<int>(arguments.size()),
                                                 arguments.data(), &program);
  EXPECT_FALSE(outcome.exit_code) << outcome.err;
  return flags;
}

TEST(ClientSettings, GiveACallTenSecondsAndAStreamAnHour) {
  EXPECT_EQ(ValueOf(ToOptions("echo", Parsed({"echo", "hi"}))).timeout, absl::Seconds(10));
  EXPECT_EQ(ValueOf(ToOptions("stream", Parsed({"stream"}))).timeout, kStreamTimeout);
  EXPECT_EQ(ValueOf(ToOptions("health", Parsed({"health"}))).timeout, absl::Seconds(10));
  EXPECT_EQ(ValueOf(ToOptions("health", Parsed({"health", "--watch"}))).timeout, kStreamTimeout);
  EXPECT_EQ(ValueOf(ToOptions("stream", Parsed({"stream", "--timeout", "5s"}))).timeout,
            absl::Seconds(5));
}

TEST(ClientSettings, SendMetadataWithEveryCommand) {
  for (const char* command : {"stream", "whoami", "health"}) {
    const ClientOptions options = ValueOf(
        ToOptions(command, Parsed({"--metadata", "a=b", "--metadata", "c-bin=AAE=", command})));
    ASSERT_EQ(options.metadata.size(), 2) << command;
    EXPECT_EQ(options.metadata[1].binary(), std::string("\0\1", 2));
  }
}

TEST(ClientSettings, RefuseMetadataThatIsNotTheCallers) {
  for (const char* text :
       {"grpc-timeout=1", "te=x", "A=b", "a b=c", "=x", "a", "a-bin=?", ":path=x", "a=\xff"}) {
    EXPECT_THAT(ToOptions("whoami", Parsed({"--metadata", text, "whoami"})),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--metadata")))
        << text;
  }
  ClientFlags flags;
  flags.metadata.assign(33, "a=b");
  EXPECT_THAT(ToOptions("whoami", flags),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("--metadata"), HasSubstr("32"))));
}

TEST(ClientSettings, RetryAsOftenAsGrpcDoes) {
  EXPECT_EQ(ValueOf(ToOptions("echo", Parsed({"echo", "hi"}))).retries, 0);
  EXPECT_EQ(ValueOf(ToOptions("echo", Parsed({"echo", "hi", "--retries", "4"}))).retries, 4);
  EXPECT_EQ(ValueOf(ToOptions("load", Parsed({"load"}))).retries, 4);
  EXPECT_THAT(ToOptions("echo", Parsed({"echo", "hi", "--retries", "5"})),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("--retries '5'"), HasSubstr("0 to 4"))));
}

TEST(ClientSettings, WaitForAServerOnlyIfToldTo) {
  EXPECT_FALSE(ValueOf(ToOptions("echo", Parsed({"echo", "hi"}))).wait_for_ready);
  EXPECT_TRUE(
      ValueOf(ToOptions("echo", Parsed({"--wait-for-ready", "echo", "hi"}))).wait_for_ready);
}

TEST(ClientSettings, WantOneNameForAListOfSeveralHosts) {
  ClientFlags flags;
  flags.target = "ipv4:127.0.0.1:1,10.0.0.7:1";
  EXPECT_THAT(ToOptions("echo", flags),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--server-name")));
  flags.server_name = "echo.example.com";
  EXPECT_THAT(ToOptions("echo", flags), IsOk());
  flags.server_name = "";
  flags.target = "ipv4:127.0.0.1:1,127.0.0.1:2";
  EXPECT_THAT(ToOptions("echo", flags), IsOk());
  EXPECT_THAT(ToOptions("diagnose", flags),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("name one")));
}

TEST(ClientSettings, TakeTextsAsTheyAre) {
  const ClientFlags flags = Parsed({"stream", "[a,b]", "c,d", "--", "--e"});
  EXPECT_EQ(flags.stream.texts, (std::vector<std::string>{"[a,b]", "c,d", "--e"}));
  EXPECT_TRUE(Parsed({"echo", ""}).echo.has_text);
}

TEST(ClientSettings, PrepareNoCommandThatIsWrong) {
  struct Wrong {
    std::vector<const char*> arguments;
    const char* words;
  };
  for (const Wrong& c : {
           Wrong{{"echo"}, "--file"},
           Wrong{{"echo", "\xff"}, "UTF-8"},
           Wrong{{"echo", "a", "--count", "0"}, "--count '0'"},
           Wrong{{"echo", "a", "--parallel", "10001"}, "1 to 10000"},
           Wrong{{"echo", "a", "--repetitions", "2"}, "--repetitions '2'"},
           Wrong{{"echo", "a", "--delay", "6m"}, "--delay '6m'"},
           Wrong{{"stream", "--kind", "both"}, "--kind 'both'"},
           Wrong{{"stream", "--kind", "server"}, "0 TEXTs"},
           Wrong{{"stream", "--kind", "server", "a", "b"}, "2 TEXTs"},
           Wrong{{"stream", "--kind", "client", "a", "--repetitions", "2"}, "--repetitions '2'"},
           Wrong{{"stream", "a", "\xff"}, "UTF-8"},
           Wrong{{"health", "\xff"}, "UTF-8"},
       }) {
    EXPECT_THAT(PrepareCommand(c.arguments[0], Parsed(c.arguments)),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(c.words)))
        << c.words;
  }
}

TEST(ClientHelp, HasExamplesOfEveryCommandAndEndsWithTheExitCodes) {
  for (const char* command : {"echo", "stream", "whoami", "health", "diagnose"}) {
    const std::string footer = CommandFooter(command);
    EXPECT_THAT(footer, HasSubstr("Examples:\n  echo-client")) << command;
    EXPECT_THAT(footer.substr(footer.rfind("\n\n")), HasSubstr("Exit codes:")) << command;
  }
}

}  // namespace
}  // namespace echo
