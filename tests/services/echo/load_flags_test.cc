#include "services/echo/load_flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// As `program load ARGUMENTS`.
absl::StatusOr<LoadOptions> Parse(const std::vector<const char*>& arguments) {
  LoadFlags flags;
  CLI::App program;
  certgen::PrepareProgram("program", "", &program);
  AddLoadCommand(&flags, &program);
  std::vector<const char*> line = {"program", "load"};
  line.insert(line.end(), arguments.begin(), arguments.end());
  const certgen::ParseOutcome parsed = certgen::ParseCommandLine(
      "LOAD_FLAGS_TEST", static_cast<int>(line.size()), line.data(), &program);
  if (parsed.exit_code) {
    EXPECT_EQ(*parsed.exit_code, 64);
    return absl::InvalidArgumentError(parsed.err);
  }
  return ToLoadOptions(flags);
}

std::string Refusal(const std::vector<const char*>& arguments) {
  const auto options = Parse(arguments);
  EXPECT_FALSE(options.ok()) << testing::PrintToString(arguments);
  EXPECT_EQ(options.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(options.status().message());
}

TEST(LoadFlags, WithoutAnyItIsOneCallAfterTheOtherForTenSeconds) {
  const LoadOptions options = test::ValueOf(Parse({}));
  EXPECT_EQ(options.kind, LoadKind::kUnary);
  EXPECT_EQ(options.connections, 1);
  EXPECT_EQ(options.streams, 1);
  EXPECT_EQ(options.duration, absl::Seconds(10));
  EXPECT_EQ(options.count, 0);
  EXPECT_EQ(options.rate, 0);
  EXPECT_EQ(options.payload_size, 64U);
  EXPECT_EQ(options.messages, 10);
  EXPECT_FALSE(options.new_connections);
}

TEST(LoadFlags, AllAreTaken) {
  const LoadOptions options =
      test::ValueOf(Parse({"--connections", "3", "--streams", "7", "--duration", "1m30s", "--rate",
                           "0.5", "--payload-size", "64KiB", "--kind", "bidi", "--messages", "100",
                           "--new-connections", "--resume"}));
  EXPECT_EQ(options.connections, 3);
  EXPECT_EQ(options.streams, 7);
  EXPECT_EQ(options.duration, absl::Seconds(90));
  EXPECT_EQ(options.rate, 0.5);
  EXPECT_EQ(options.payload_size, 65536U);
  EXPECT_EQ(options.kind, LoadKind::kBidi);
  EXPECT_EQ(options.messages, 100);
  EXPECT_TRUE(options.new_connections);
  EXPECT_TRUE(options.resume);
  EXPECT_EQ(test::ValueOf(Parse({"--count", "5"})).count, 5);
  EXPECT_EQ(test::ValueOf(Parse({"--payload-size", "0"})).payload_size, 0U);
  EXPECT_EQ(test::ValueOf(Parse({"--payload-size", "1KiB"})).payload_size, 1024U);
}

TEST(LoadFlags, NumbersOutOfRangeAreRefusedWithTheRange) {
  EXPECT_THAT(Refusal({"--connections", "0"}),
              AllOf(HasSubstr("--connections 0"), HasSubstr("1 to 10000")));
  EXPECT_THAT(Refusal({"--connections", "10001"}), HasSubstr("--connections"));
  EXPECT_THAT(Refusal({"--streams", "-1"}), HasSubstr("--streams -1"));
  EXPECT_THAT(Refusal({"--connections", "1000", "--streams", "1000"}), HasSubstr("in flight"));
  EXPECT_THAT(Refusal({"--count", "0"}), HasSubstr("--count 0"));
  EXPECT_THAT(Refusal({"--rate", "0"}), HasSubstr("--rate 0"));
  EXPECT_THAT(Refusal({"--rate", "-5"}), HasSubstr("--rate -5"));
  EXPECT_THAT(Refusal({"--rate", "nan"}), HasSubstr("--rate"));
  EXPECT_THAT(Refusal({"--rate", "inf"}), HasSubstr("--rate"));
  EXPECT_THAT(Refusal({"--payload-size", "4MiB"}),
              AllOf(HasSubstr("--payload-size '4MiB'"), HasSubstr("up to 4128768 bytes")));
  EXPECT_THAT(Refusal({"--kind", "client", "--messages", "0"}), HasSubstr("--messages 0"));
  EXPECT_THAT(Refusal({"--duration", "0"}), HasSubstr("--duration 0"));
  EXPECT_THAT(Refusal({"--duration", "10000h"}), HasSubstr("--duration"));
}

TEST(LoadFlags, WhatIsNoNumberIsRefused) {
  for (const char* flag : {"--connections", "--streams", "--count", "--rate", "--messages",
                           "--payload-size", "--duration", "--kind"}) {
    EXPECT_THAT(Refusal({flag, "x1"}), HasSubstr(flag));
  }
  EXPECT_THAT(Refusal({"--duration", "5"}), HasSubstr("--duration '5' is no duration"));
  EXPECT_THAT(Refusal({"--connections", "99999999999999999999"}), HasSubstr("--connections"));
  EXPECT_THAT(Refusal({"--payload-size", "-1"}), HasSubstr("--payload-size '-1'"));
}

TEST(LoadFlags, FlagsThatContradictEachOtherAreRefused) {
  EXPECT_THAT(Refusal({"--count", "5", "--duration", "5s"}),
              AllOf(HasSubstr("--count"), HasSubstr("--duration"), HasSubstr("one of them")));
  EXPECT_THAT(Refusal({"--messages", "5"}), HasSubstr("--kind"));
  EXPECT_THAT(Refusal({"--resume"}), HasSubstr("--new-connections"));
}

}  // namespace
}  // namespace echo
