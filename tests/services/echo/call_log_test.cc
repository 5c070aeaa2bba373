#include "services/echo/call_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "services/echo/log.h"

namespace echo {
namespace {

using nlohmann::json;
using testing::IsEmpty;
using testing::SizeIs;

constexpr absl::Duration kPatience = absl::Seconds(20);

// What `act` writes to a log in JSON, line by line.
template <typename Act>
std::vector<std::string> Lines(Act act, LogLevel level = LogLevel::kInfo) {
  testing::internal::CaptureStderr();
  StartLog(LogFormat::kJson, level);
  act();
  return absl::StrSplit(testing::internal::GetCapturedStderr(), '\n', absl::SkipEmpty());
}

template <typename Act>
std::vector<json> Records(Act act) {
  std::vector<json> records;
  for (const std::string& line : Lines(act)) records.push_back(json::parse(line));
  return records;
}

CallRecord Verified() {
  CallRecord call;
  call.method = "/echo.v1.EchoService/Echo";
  call.status = grpc::StatusCode::OK;
  call.peer_address = "ipv4:127.0.0.1:40000";
  call.peer_identity = "uri:spiffe://example.org/client";
  call.peer_verified = true;
  return call;
}

// Of a caller without a certificate.
CallRecord Unverified() {
  CallRecord call = Verified();
  call.peer_identity = "";
  call.peer_verified = false;
  return call;
}

// How many calls the records tell of: those that have one, and those that were suppressed before.
size_t CallsIn(const std::vector<json>& records) {
  size_t calls = records.size();
  for (const json& record : records) calls += record.value("suppressed", size_t{0});
  return calls;
}

TEST(CallLog, ARecordTellsAllThatIsKnown) {
  CallRecord call = Verified();
  call.status = grpc::StatusCode::DEADLINE_EXCEEDED;
  call.duration = absl::Nanoseconds(12345678);
  call.request_messages = 2;
  call.request_bytes = 300;
  call.response_messages = 4;
  call.response_bytes = uint64_t{5} << 32;
  call.rule = "allow:1";
  call.trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
  CallLog log;
  const auto records = Records([&] { log.OnEnd(call); });
  ASSERT_THAT(records, SizeIs(1));
  json record = records.front();
  EXPECT_EQ(record.erase("time"), 1U);
  EXPECT_EQ(record, json({{"level", "info"},
                          {"event", "call"},
                          {"method", "/echo.v1.EchoService/Echo"},
                          {"status", "DEADLINE_EXCEEDED"},
                          {"duration_ms", 12.346},
                          {"request_messages", 2},
                          {"request_bytes", 300},
                          {"response_messages", 4},
                          {"response_bytes", uint64_t{5} << 32},
                          {"peer_address", "ipv4:127.0.0.1:40000"},
                          {"peer_verified", true},
                          {"peer_identity", "uri:spiffe://example.org/client"},
                          {"rule", "allow:1"},
                          {"trace_id", "4bf92f3577b34da6a3ce929d0e0e4736"}}));
}

TEST(CallLog, WhatIsNotKnownIsNotInTheRecord) {
  CallLog log;
  const auto records = Records([&] { log.OnEnd(Unverified()); });
  ASSERT_THAT(records, SizeIs(1));
  for (const char* field : {"peer_identity", "rule", "trace_id", "suppressed"}) {
    EXPECT_FALSE(records.front().contains(field)) << field;
  }
  EXPECT_EQ(records.front().at("peer_verified"), false);
  EXPECT_EQ(records.front().at("duration_ms"), 0);
}

TEST(CallLog, ANameThatNobodyVerifiedIsMarkedSo) {
  CallRecord call = Verified();
  call.peer_verified = false;
  CallLog log;
  const auto records = Records([&] { log.OnEnd(call); });
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records.front().at("peer_identity"), "uri:spiffe://example.org/client");
  EXPECT_EQ(records.front().at("peer_verified"), false);
}

TEST(CallLog, WritesNothingAtTheLevelOfWarnings) {
  CallLog log;
  EXPECT_THAT(Lines(
                  [&] {
                    log.OnEnd(Verified());
                    log.OnEnd(Unverified());
                  },
                  LogLevel::kWarning),
              IsEmpty());
}

TEST(CallLog, VerifiedCallersAreNeverSuppressed) {
  CallLog log;
  const auto records = Records([&] {
    for (int i = 0; i < 2500; ++i) log.OnEnd(Verified());
  });
  EXPECT_THAT(records, SizeIs(2500));
  EXPECT_EQ(CallsIn(records), 2500U);
}

TEST(CallLog, VerifiedCallersUseUpNothingOfWhatStrangersAreAllowed) {
  CallLog log;
  const auto records = Records([&] {
    for (int i = 0; i < 2500; ++i) log.OnEnd(Verified());
    for (int i = 0; i < 1000; ++i) log.OnEnd(Unverified());
  });
  EXPECT_THAT(records, SizeIs(3500));
}

TEST(CallLog, StrangersWhoCallOftenGetFewRecords) {
  CallLog log;
  const auto records = Records([&] {
    for (int i = 0; i < 3000; ++i) log.OnEnd(Unverified());
  });
  EXPECT_GE(records.size(), 1000U);
  EXPECT_LT(records.size(), 1500U);
  EXPECT_LE(CallsIn(records), 3000U);
}

TEST(CallLog, AVerifiedCallerIsHeardInAFloodOfStrangers) {
  CallLog log;
  const auto records = Records([&] {
    for (int i = 0; i < 3000; ++i) log.OnEnd(Unverified());
    log.OnEnd(Verified());
  });
  ASSERT_FALSE(records.empty());
  EXPECT_EQ(records.back().at("peer_verified"), true);
  EXPECT_FALSE(records.back().contains("suppressed"));
}

TEST(CallLog, RecordsAndWhatTheySuppressedAddUpToAllCalls) {
  constexpr size_t kThreads = 4;
  constexpr size_t kEach = 500;
  CallLog log;
  size_t told = CallsIn(Records([&] {
    std::vector<std::thread> threads;
    for (size_t i = 0; i < kThreads; ++i) {
      threads.emplace_back([&log] {
        for (size_t n = 0; n < kEach; ++n) log.OnEnd(Unverified());
      });
    }
    for (std::thread& thread : threads) thread.join();
  }));
  size_t made = kThreads * kEach;
  // The next that gets a record tells of all before it.
  const absl::Time deadline = absl::Now() + kPatience;
  std::vector<json> last;
  while (last.empty() && absl::Now() < deadline) {
    last = Records([&] { log.OnEnd(Unverified()); });
    ++made;
  }
  ASSERT_THAT(last, SizeIs(1));
  told += CallsIn(last);
  EXPECT_EQ(told, made);
}

TEST(CallLog, NothingThatACallerChoosesForgesARecord) {
  const char* const hostile[] = {
      "/x\n{\"level\":\"info\",\"event\":\"call\",\"peer_verified\":true}",
      "/x\r\n2030-01-01T00:00:00.000Z info call peer_verified=true",
      "\",\"peer_verified\":true,\"x\":\"",
      "\x1b[2K\x1b[1A",
      "\xff\xfe\xc3(",
      "%n%s{}",
      ("\xc2\x9b"
       "2J\xe2\x80\xa8"),
  };
  for (const char* text : hostile) {
    CallRecord call = Unverified();
    call.method = text;
    call.peer_identity = text;
    CallLog log;
    const auto lines = Lines([&] { log.OnEnd(call); });
    ASSERT_THAT(lines, SizeIs(1)) << text;
    EXPECT_TRUE(std::all_of(lines[0].begin(), lines[0].end(), [](unsigned char c) {
      return absl::ascii_isprint(c);
    })) << lines[0];
    const json record = json::parse(lines[0], nullptr, false);
    ASSERT_TRUE(record.is_object()) << lines[0];
    EXPECT_EQ(record.at("event"), "call");
    EXPECT_EQ(record.at("peer_verified"), false);
    EXPECT_TRUE(record.at("method").is_string());
    EXPECT_TRUE(record.at("peer_identity").is_string());
  }
}

TEST(CallLog, ALongMethodDoesNotMakeALongRecord) {
  CallRecord call = Unverified();
  // Each of these bytes is six characters of JSON.
  call.method = std::string(100000, '\x01');
  CallLog log;
  const auto lines = Lines([&] { log.OnEnd(call); });
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_LT(lines[0].size(), 2000U);
  EXPECT_EQ(json::parse(lines[0]).at("method"), std::string(200, '\x01'));
}

}  // namespace
}  // namespace echo
