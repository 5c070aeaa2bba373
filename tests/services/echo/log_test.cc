#include "services/echo/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using test::IsOkAndHolds;
using test::StatusIs;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

// What `write` makes of a log of this format and level.
template <typename Write>
std::vector<std::string> Records(LogFormat format, LogLevel level, Write write) {
  testing::internal::CaptureStderr();
  StartLog(format, level);
  write();
  std::vector<std::string> lines = absl::StrSplit(testing::internal::GetCapturedStderr(), '\n');
  EXPECT_EQ(lines.back(), "");
  lines.pop_back();
  return lines;
}

bool IsPrintableAscii(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return absl::ascii_isprint(c); });
}

// Values that try to end a record and begin one of their own.
const char* const kHostile[] = {
    "x\n2030-01-01T00:00:00.000Z info admitted caller=\"admin\"",
    "x\r\n{\"level\":\"info\",\"event\":\"admitted\"}",
    "\" admitted=\"yes",
    "\\\" admitted=\\\"yes",
    "\x1b[2K\x1b[1A",
    "\xff\xfe",
    "\xc3(",
    "%n%s{}",
    "\v\f\b\t",
    "\x7f",
    // In two, or the 2 would belong to the escape.
    ("\xc2\x9b"
     "2J\xc2\x85\xe2\x80\xa8"),
};

TEST(Log, ATextRecordIsTimeLevelEventAndFields) {
  const auto lines = Records(LogFormat::kText, LogLevel::kInfo, [] {
    Log(LogLevel::kInfo, "draining", {{"signal", "SIGTERM"}, {"count", 3}, {"clean", true}});
    Log(LogLevel::kError, "ended");
  });
  const std::string time = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z";
  EXPECT_THAT(lines, ElementsAre(MatchesRegex(absl::StrCat(
                                     time, " info draining signal=\"SIGTERM\" count=3 clean=true")),
                                 MatchesRegex(absl::StrCat(time, " error ended"))));
}

TEST(Log, AJsonRecordIsOneObject) {
  const auto lines = Records(LogFormat::kJson, LogLevel::kInfo, [] {
    Log(LogLevel::kWarning, "drain-cut", {{"timeout", "25s"}});
  });
  ASSERT_EQ(lines.size(), 1U);
  const certgen::Json record = certgen::Json::parse(lines[0]);
  EXPECT_EQ(record.size(), 4U);
  EXPECT_EQ(record["level"], "warning");
  EXPECT_EQ(record["event"], "drain-cut");
  EXPECT_EQ(record["timeout"], "25s");
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, record["time"].get<std::string>(), &time, &error))
      << error;
}

TEST(Log, NoValueForgesATextRecord) {
  for (const char* value : kHostile) {
    const auto lines = Records(LogFormat::kText, LogLevel::kInfo, [value] {
      Log(LogLevel::kInfo, "refused", {{"peer", value}, {"last", 1}});
    });
    ASSERT_EQ(lines.size(), 1U) << value;
    // What stands between the quotes is one JSON string, whatever it holds.
    const size_t begin = lines[0].find(" peer=") + 6;
    const size_t end = lines[0].rfind(" last=1");
    ASSERT_NE(end, std::string::npos);
    const certgen::Json read =
        certgen::Json::parse(lines[0].substr(begin, end - begin), nullptr, false);
    EXPECT_TRUE(read.is_string()) << lines[0];
    EXPECT_TRUE(IsPrintableAscii(lines[0])) << lines[0];
  }
}

TEST(Log, NoValueForgesAJsonRecord) {
  for (const char* value : kHostile) {
    const auto lines = Records(LogFormat::kJson, LogLevel::kInfo, [value] {
      Log(LogLevel::kInfo, "refused", {{"peer", value}});
    });
    ASSERT_EQ(lines.size(), 1U) << value;
    const certgen::Json record = certgen::Json::parse(lines[0], nullptr, false);
    ASSERT_TRUE(record.is_object()) << lines[0];
    EXPECT_TRUE(IsPrintableAscii(lines[0])) << lines[0];
    EXPECT_EQ(record["event"], "refused");
    EXPECT_TRUE(record["peer"].is_string());
  }
}

TEST(Log, ShowsItsLevelAndWhatIsGraver) {
  const auto log_all = [] {
    for (const auto level :
         {LogLevel::kDebug, LogLevel::kInfo, LogLevel::kWarning, LogLevel::kError}) {
      Log(level, "event");
    }
  };
  EXPECT_EQ(Records(LogFormat::kText, LogLevel::kDebug, log_all).size(), 4U);
  EXPECT_EQ(Records(LogFormat::kText, LogLevel::kInfo, log_all).size(), 3U);
  EXPECT_EQ(Records(LogFormat::kText, LogLevel::kWarning, log_all).size(), 2U);
  EXPECT_THAT(Records(LogFormat::kText, LogLevel::kError, log_all),
              ElementsAre(HasSubstr(" error event")));
}

TEST(Log, RecordsOfSeveralThreadsDoNotMix) {
  constexpr size_t kThreads = 4;
  constexpr size_t kRecords = 200;
  const auto lines = Records(LogFormat::kJson, LogLevel::kInfo, [] {
    std::vector<std::thread> threads;
    for (size_t i = 0; i < kThreads; ++i) {
      threads.emplace_back([] {
        for (size_t n = 0; n < kRecords; ++n) {
          Log(LogLevel::kInfo, "event", {{"text", std::string(300, 'x')}});
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  });
  EXPECT_EQ(lines.size(), kThreads * kRecords);
  for (const std::string& line : lines) {
    EXPECT_TRUE(certgen::Json::parse(line, nullptr, false).is_object()) << line;
  }
}

TEST(QueuedLog, IsWholeAndInOrderAtItsEnd) {
  testing::internal::CaptureStderr();
  StartQueuedLog(LogFormat::kJson, LogLevel::kInfo);
  constexpr int kRecords = 2000;
  for (int i = 0; i < kRecords; ++i) Log(LogLevel::kInfo, "call", {{"number", i}});
  EndLog();
  Log(LogLevel::kInfo, "too-late");
  EndLog();
  const std::vector<std::string> lines =
      absl::StrSplit(testing::internal::GetCapturedStderr(), '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), kRecords);
  for (int i = 0; i < kRecords; ++i) {
    EXPECT_EQ(certgen::Json::parse(lines[static_cast<size_t>(i)])["number"], i);
  }
}

TEST(ParseLogFormat, TakesTheTwoNamesAndNoOther) {
  EXPECT_THAT(ParseLogFormat("text"), IsOkAndHolds(LogFormat::kText));
  EXPECT_THAT(ParseLogFormat("json"), IsOkAndHolds(LogFormat::kJson));
  for (const char* name : {"", "JSON", "xml", "text "}) {
    EXPECT_THAT(ParseLogFormat(name),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--log-format")));
  }
}

TEST(ParseLogLevel, TakesTheFourNamesAndNoOther) {
  EXPECT_THAT(ParseLogLevel("debug"), IsOkAndHolds(LogLevel::kDebug));
  EXPECT_THAT(ParseLogLevel("info"), IsOkAndHolds(LogLevel::kInfo));
  EXPECT_THAT(ParseLogLevel("warning"), IsOkAndHolds(LogLevel::kWarning));
  EXPECT_THAT(ParseLogLevel("error"), IsOkAndHolds(LogLevel::kError));
  for (const char* name : {"", "warn", "INFO", "trace", "info\n"}) {
    EXPECT_THAT(ParseLogLevel(name),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("debug, info, warning")));
  }
}

}  // namespace
}  // namespace echo
