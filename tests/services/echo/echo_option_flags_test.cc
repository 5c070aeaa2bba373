#include "services/echo/echo_option_flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using test::StatusIs;
using test::ValueOf;
using testing::AllOf;
using testing::HasSubstr;

TEST(EchoOptionFlags, ThatAreNotGivenAskForNothing) {
  EXPECT_EQ(ValueOf(ToEchoOptions({}, true)).ByteSizeLong(), 0u);
}

TEST(EchoOptionFlags, BecomeTheOptionsOfTheContract) {
  EchoOptionFlags flags;
  flags.delay = "1.5s";
  flags.interval = "5m";
  flags.fail_with = "unavailable:busy: later";
  flags.repetitions = "1000000";
  flags.response_size = "8MiB";
  flags.reply_metadata = {"a=b", "c-bin=AAE="};
  flags.reply_trailers = {"d="};
  const v1::EchoOptions options = ValueOf(ToEchoOptions(flags, false));
  EXPECT_EQ(options.delay().seconds(), 1);
  EXPECT_EQ(options.delay().nanos(), 500000000);
  EXPECT_EQ(options.interval().seconds(), 300);
  EXPECT_EQ(options.status().code(), 14u);
  EXPECT_EQ(options.status().message(), "busy: later");
  EXPECT_EQ(options.repetitions(), 1000000u);
  EXPECT_EQ(options.response_size(), 8u << 20);
  ASSERT_EQ(options.metadata_size(), 2);
  EXPECT_EQ(options.metadata(1).binary(), std::string("\0\1", 2));
  ASSERT_EQ(options.trailers_size(), 1);
  EXPECT_EQ(options.trailers(0).text(), "");
}

TEST(EchoOptionFlags, TakeEveryStatusByNameAndByNumber) {
  for (const auto& [text, code] : {std::pair("OK", 0u),
                                   {"0", 0u},
                                   {"CANCELLED", 1u},
                                   {"UNKNOWN", 2u},
                                   {"16", 16u},
                                   {"UNAUTHENTICATED", 16u},
                                   {"deadline_exceeded", 4u}}) {
    EchoOptionFlags flags;
    flags.fail_with = text;
    EXPECT_EQ(ValueOf(ToEchoOptions(flags, true)).status().code(), code) << text;
  }
}

struct Wrong {
  EchoOptionFlags flags;
  const char* flag;
  const char* value;
  const char* limit;
};

TEST(EchoOptionFlags, ThatAreWrongAreNamedWithTheirValueAndLimit) {
  const std::string long_status = "14:" + std::string(1025, 'x');
  for (const Wrong& c : {
           Wrong{{.delay = "5m1ns"}, "--delay", "5m1ns", "5m"},
           Wrong{{.delay = "5"}, "--delay", "5", "unit"},
           Wrong{{.interval = "1h"}, "--interval", "1h", "5m"},
           Wrong{{.fail_with = "17"}, "--fail-with", "17", "0 to 16"},
           Wrong{{.fail_with = "-1"}, "--fail-with", "-1", "0 to 16"},
           Wrong{{.fail_with = "014"}, "--fail-with", "014", "0 to 16"},
           Wrong{{.fail_with = "BUSY:x"}, "--fail-with", "BUSY", "0 to 16"},
           Wrong{{.fail_with = long_status}, "--fail-with", "xxx", "1024"},
           Wrong{{.fail_with = "14:\xff"}, "--fail-with", "14:", "UTF-8"},
           Wrong{{.repetitions = "1000001"}, "--repetitions", "1000001", "1000000"},
           Wrong{{.response_size = "9MiB"}, "--response-size", "9MiB", "8388608"},
           Wrong{{.reply_metadata = {"grpc-x=1"}}, "--reply-metadata", "grpc-x=1", "gRPC's own"},
           Wrong{{.reply_trailers = {"x"}}, "--reply-trailer", "'x'", "KEY=VALUE"},
       }) {
    EXPECT_THAT(ToEchoOptions(c.flags, false),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         AllOf(HasSubstr(c.flag), HasSubstr(c.value), HasSubstr(c.limit))));
  }
}

TEST(EchoOptionFlags, HaveNoNumberOfRepliesWhereThereIsOne) {
  EchoOptionFlags flags;
  flags.repetitions = "2";
  EXPECT_THAT(ToEchoOptions(flags, true),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--repetitions '2'")));
  flags.repetitions = "1";
  EXPECT_TRUE(ToEchoOptions(flags, true).ok());
}

TEST(EchoOptionFlags, HoldNoMoreMetadataThanTheServerTakes) {
  EchoOptionFlags flags;
  flags.reply_metadata.assign(33, "a=b");
  EXPECT_THAT(ToEchoOptions(flags, true),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("--reply-metadata"), HasSubstr("33"), HasSubstr("32"))));
}

}  // namespace
}  // namespace echo
