#include "services/echo/connection_flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/testing/status_matchers.h"

namespace echo {
namespace {

using test::StatusIs;
using ::testing::HasSubstr;

TEST(ConnectionFlags, StandForTheDefaultsWhereNothingIsSaid) {
  const ConnectionLimits limits = test::ValueOf(ToLimits(ConnectionFlags()));
  const ConnectionLimits defaults;
  EXPECT_EQ(limits.handshake_timeout, defaults.handshake_timeout);
  EXPECT_EQ(limits.keepalive_time, defaults.keepalive_time);
  EXPECT_EQ(limits.keepalive_timeout, defaults.keepalive_timeout);
  EXPECT_EQ(limits.min_ping_interval, defaults.min_ping_interval);
  EXPECT_EQ(limits.max_age, defaults.max_age);
  EXPECT_EQ(limits.max_age_grace, defaults.max_age_grace);
  EXPECT_EQ(limits.max_idle, defaults.max_idle);
  EXPECT_EQ(limits.max_streams, defaults.max_streams);
  EXPECT_EQ(limits.max_message_bytes, defaults.max_message_bytes);
  EXPECT_EQ(limits.memory_quota_bytes, defaults.memory_quota_bytes);
}

TEST(ConnectionFlags, AreRefusedByNameAndValue) {
  const std::pair<std::function<void(ConnectionFlags*)>, const char*> cases[] = {
      {[](ConnectionFlags* f) { f->handshake_timeout = "0s"; }, "--handshake-timeout 0s is too"},
      {[](ConnectionFlags* f) { f->handshake_timeout = "x"; }, "--handshake-timeout 'x'"},
      {[](ConnectionFlags* f) { f->keepalive_time = "10ms"; },
       "--keepalive-time 10ms would ping without a pause; give at least 1s, or 0s for never"},
      {[](ConnectionFlags* f) { f->keepalive_timeout = "0s"; }, "--keepalive-timeout 0s leaves"},
      {[](ConnectionFlags* f) { f->min_ping_interval = "-1s"; }, "--min-ping-interval '-1s'"},
      {[](ConnectionFlags* f) { f->max_age = "5ms"; }, "--max-connection-age 5ms would"},
      {[](ConnectionFlags* f) { f->max_idle = "5ms"; }, "--max-connection-idle 5ms would"},
      {[](ConnectionFlags* f) { f->max_streams = "1000001"; }, "--max-streams '1000001'"},
      {[](ConnectionFlags* f) { f->max_streams = "-1"; }, "--max-streams '-1'"},
      {[](ConnectionFlags* f) { f->max_message_size = "0"; }, "--max-message-size 0"},
      {[](ConnectionFlags* f) { f->max_message_size = "2GiB"; }, "--max-message-size '2GiB'"},
      {[](ConnectionFlags* f) { f->max_message_size = "100MiB"; },
       "--memory-quota 512MiB leaves no room for a message of 100MiB (--max-message-size); give at "
       "least 600MiB"},
      {[](ConnectionFlags* f) { f->memory_quota = "1MiB"; }, "--memory-quota 1MiB"},
      {[](ConnectionFlags* f) { f->memory_quota = "99999999999999999999"; }, "--memory-quota '999"},
  };
  for (const auto& [change, words] : cases) {
    ConnectionFlags flags;
    change(&flags);
    EXPECT_THAT(ToLimits(flags), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(words)));
  }
}

}  // namespace
}  // namespace echo
