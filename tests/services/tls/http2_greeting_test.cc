#include "services/tls/http2_greeting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace tls {
namespace {

using ::testing::HasSubstr;

std::string Frame(char type, char flags, const std::string& payload = "") {
  const char length = static_cast<char>(payload.size());
  return std::string("\0\0", 2) + length + type + flags + std::string(4, '\0') + payload;
}

TEST(Http2GreetingTest, ReadsWholeFramesInWhateverPiecesTheyCome) {
  const std::string settings = Frame(4, 0, std::string(6, '\1'));
  const std::string pong = Frame(6, 1, "tls-echo");
  EXPECT_FALSE(ReadFrames("").settings);
  EXPECT_FALSE(ReadFrames(settings.substr(0, 8)).settings);
  EXPECT_TRUE(ReadFrames(settings).settings);
  EXPECT_FALSE(ReadFrames(settings).ping_answered);
  EXPECT_TRUE(ReadFrames(settings + pong).ping_answered);
  EXPECT_TRUE(ReadFrames(settings + Frame(7, 0, "12345678")).go_away);
  // A PING of the server's own is no answer to ours.
  EXPECT_FALSE(ReadFrames(settings + Frame(6, 0, "12345678")).ping_answered);
}

TEST(Http2GreetingTest, ThePrefaceIsWhatTheStandardWants) {
  const std::string preface = Http2Preface();
  EXPECT_EQ(preface.substr(0, 24), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  EXPECT_TRUE(ReadFrames(preface.substr(24)).settings);
}

TEST(Http2GreetingTest, WhatCameInItsPlaceIsSaid) {
  Greeting greeting;
  greeting.bytes = "HTTP/1.1 200 OK\r\n";
  EXPECT_EQ(AboutGreeting(greeting, -1).code, certgen::FindingCode::kHttp2Missing);
  EXPECT_THAT(AboutGreeting(greeting, -1).cause, HasSubstr("'HTTP/1.1 200 OK'"));
  greeting = {};
  EXPECT_THAT(AboutGreeting(greeting, -1).cause, HasSubstr("says nothing"));
  greeting.ended = true;
  EXPECT_THAT(AboutGreeting(greeting, -1).cause, HasSubstr("hangs up"));
  EXPECT_THAT(AboutGreeting(greeting, 80).cause, HasSubstr("internal_error"));
  greeting.frames = {.settings = true, .go_away = true};
  EXPECT_EQ(AboutGreeting(greeting, -1).code, certgen::FindingCode::kCallFailed);
  EXPECT_THAT(AboutGreeting(greeting, -1).cause, HasSubstr("GOAWAY"));
}

}  // namespace
}  // namespace tls
