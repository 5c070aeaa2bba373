#include "certgen/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using test::IsOkAndHolds;
using test::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A program of one flag, with two commands that share a list.
class CommandLineTest : public ::testing::Test {
 protected:
  CommandLineTest() {
    PrepareProgram("prog", "Does a thing.", &program_);
    program_.add_option("--tls-dir", dir_, "A directory");
    program_.add_flag("--json", json_, "JSON");
    for (const char* name : {"one", "two"}) {
      CLI::App* command = AddCommand(name, "A command.", &program_);
      command->add_option("--name", names_, "Names")->allow_extra_args(false);
      command->add_option("--days", days_, "Days");
    }
    program_.require_subcommand(1);
  }
  ~CommandLineTest() override {
    for (const char* name : {"T_TLS_DIR", "T_NAME", "T_DAYS", "T_JSON"}) unsetenv(name);
  }

  ParseOutcome Parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "prog");
    return ParseCommandLine("T", static_cast<int>(arguments.size()), arguments.data(), &program_);
  }

  CLI::App program_;
  std::string dir_ = "default";
  bool json_ = false;
  int days_ = 1;
  std::vector<std::string> names_;
};

TEST_F(CommandLineTest, FlagsOfTheProgramStandBeforeOrBehindTheCommand) {
  EXPECT_FALSE(Parse({"--tls-dir", "a", "one"}).exit_code);
  EXPECT_EQ(dir_, "a");
  program_.clear();
  EXPECT_FALSE(Parse({"one", "--tls-dir=b", "--json"}).exit_code);
  EXPECT_EQ(dir_, "b");
  EXPECT_TRUE(json_);
}

TEST_F(CommandLineTest, AFlagBeatsItsVariableEvenIfAnotherCommandSharesIt) {
  setenv("T_DAYS", "5", 1);
  setenv("T_NAME", "x,y", 1);
  setenv("T_TLS_DIR", "from-environment", 1);
  EXPECT_FALSE(Parse({"one", "--days", "7", "--name", "a", "--name", "b"}).exit_code);
  EXPECT_EQ(days_, 7);
  EXPECT_THAT(names_, ElementsAre("a", "b"));
  EXPECT_EQ(dir_, "from-environment");
}

TEST_F(CommandLineTest, ListsInVariablesAreSeparatedByCommas) {
  setenv("T_NAME", "x,y", 1);
  EXPECT_FALSE(Parse({"two"}).exit_code);
  EXPECT_THAT(names_, ElementsAre("x", "y"));
}

TEST_F(CommandLineTest, ValuesInBracketsStayWhole) {
  std::vector<std::string> texts;
  program_.get_subcommand("one")->add_option("TEXT", texts);
  EXPECT_FALSE(Parse({"one", "[a,b]", "--tls-dir", "[c,d]", "[]", "--", "[[e]]"}).exit_code);
  EXPECT_THAT(texts, ElementsAre("[a,b]", "[]", "[[e]]"));
  EXPECT_EQ(dir_, "[c,d]");
}

TEST_F(CommandLineTest, WhatStandsBehindTwoDashesIsLiteralAlsoInAList) {
  std::vector<std::string> texts;
  program_.get_subcommand("one")->add_option("TEXT", texts);
  EXPECT_FALSE(Parse({"one", "a", "--json", "--", "--days", "two", "--", ""}).exit_code);
  EXPECT_THAT(texts, ElementsAre("a", "--days", "two", "--", ""));
  EXPECT_TRUE(json_);
  const ParseOutcome refused = Parse({"two", "--", "--x"});
  EXPECT_EQ(refused.exit_code, 64);
  EXPECT_THAT(refused.err, HasSubstr("expected: --x ("));
}

TEST_F(CommandLineTest, AnEmptyVariableIsUnset) {
  setenv("T_NAME", "", 1);
  setenv("T_TLS_DIR", "", 1);
  setenv("T_DAYS", "", 1);
  EXPECT_FALSE(Parse({"one"}).exit_code);
  EXPECT_EQ(dir_, "default");
  EXPECT_EQ(days_, 1);
  EXPECT_THAT(names_, IsEmpty());
}

TEST_F(CommandLineTest, BadUsageIs64AndOneLine) {
  for (const std::vector<const char*>& arguments : {std::vector<const char*>{},
                                                    {"three"},
                                                    {"one", "--nonsense"},
                                                    {"one", "--days", "x"},
                                                    {"one", "--days"}}) {
    program_.clear();
    const ParseOutcome outcome = Parse(arguments);
    EXPECT_EQ(outcome.exit_code, 64);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, testing::MatchesRegex("prog: .* \\(see prog --help\\)\n"));
    EXPECT_EQ(outcome.err.find('\n'), outcome.err.size() - 1);
  }
  setenv("T_DAYS", "x", 1);
  program_.clear();
  EXPECT_EQ(Parse({"one"}).exit_code, 64);
}

TEST_F(CommandLineTest, BadUsageIsADocumentIfJsonWasAskedFor) {
  EXPECT_THAT(Parse({"one", "--nonsense", "--json"}).out,
              AllOf(HasSubstr("\"ok\":false"), testing::EndsWith("}\n")));
  // Behind -- it is text.
  EXPECT_EQ(Parse({"one", "--nonsense", "--", "--json"}).out, "");
  setenv("T_JSON", "1", 1);
  EXPECT_THAT(Parse({"three"}).out, HasSubstr("\"ok\":false"));
}

TEST_F(CommandLineTest, HelpNamesTheVariables) {
  const ParseOutcome outcome = Parse({"one", "--help"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("[$T_NAME]"), HasSubstr("[$T_DAYS]")));
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(Parse({"--version"}).out, testing::StartsWith("prog "));
}

TEST(ParseDurationFlagTest, TakesWhatAbslTakes) {
  EXPECT_THAT(ParseDurationFlag("--t", "0"), IsOkAndHolds(absl::ZeroDuration()));
  EXPECT_THAT(ParseDurationFlag("--t", "300ms"), IsOkAndHolds(absl::Milliseconds(300)));
  EXPECT_THAT(ParseDurationFlag("--t", "1h30m"), IsOkAndHolds(absl::Minutes(90)));
}

TEST(ParseDurationFlagTest, RefusesBareNumbersNegativeOnesAndInf) {
  for (const char* text : {"", "5", "-1s", "inf", "-inf", "5 s", "soon", "1d"}) {
    EXPECT_THAT(ParseDurationFlag("--timeout", text),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--timeout '")))
        << text;
  }
}

}  // namespace
}  // namespace certgen
