#include "services/echo/connection_flags.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "absl/strings/str_cat.h"
#include "services/echo/number_flag.h"

namespace echo {
namespace {

constexpr char kGroup[] = "Connections";
constexpr uint32_t kMaxStreams = 1'000'000;
// gRPC's own limit: it counts in int.
constexpr uint64_t kMaxMessageBytes = std::numeric_limits<int>::max();
// A server with less can hardly take its first connection.
constexpr uint64_t kMinMemoryQuota = 32 << 20;
constexpr uint64_t kMaxMemoryQuota = uint64_t{1} << 50;

struct DurationFlag {
  const char* name;
  const std::string* text;
  absl::Duration* value;
  // Of values other than zero.
  absl::Duration least;
  // Whether zero, for "never", is a value.
  bool can_be_never;
  const char* why;
};

absl::Status Read(const DurationFlag& flag) {
  const absl::StatusOr<absl::Duration> value = certgen::ParseDurationFlag(flag.name, *flag.text);
  if (!value.ok()) return value.status();
  const bool never = *value == absl::ZeroDuration();
  if (never ? !flag.can_be_never : *value < flag.least) {
    return absl::InvalidArgumentError(absl::StrCat(
        flag.name, " ", *flag.text, " ", flag.why, "; give at least ",
        absl::FormatDuration(flag.least), flag.can_be_never ? ", or 0s for never" : ""));
  }
  *flag.value = *value;
  return absl::OkStatus();
}

absl::Status ReadNumbers(const ConnectionFlags& flags, ConnectionLimits* limits) {
  const auto streams = ParseNumberFlag("--max-streams", flags.max_streams, /*low=*/0, kMaxStreams);
  if (!streams.ok()) return streams.status();
  const auto message =
      ParseSizeFlag("--max-message-size", flags.max_message_size, kMaxMessageBytes);
  if (!message.ok()) return message.status();
  if (*message == 0) return absl::InvalidArgumentError("--max-message-size 0 lets no call in");
  const auto quota = ParseSizeFlag("--memory-quota", flags.memory_quota, kMaxMemoryQuota);
  if (!quota.ok()) return quota.status();
  // The largest request, its reply, and that once more as it is sent: of one half.
  const uint64_t least = std::max<uint64_t>(kMinMemoryQuota, 6 * *message);
  if (*quota > 0 && *quota < least) {
    return absl::InvalidArgumentError(
        absl::StrCat("--memory-quota ", flags.memory_quota, " leaves no room for a message of ",
                     flags.max_message_size, " (--max-message-size); give at least ",
                     (least >> 20) + (least % (1 << 20) > 0 ? 1 : 0), "MiB, or 0 for no limit"));
  }
  limits->max_streams = static_cast<uint32_t>(*streams);
  limits->max_message_bytes = static_cast<uint32_t>(*message);
  limits->memory_quota_bytes = *quota;
  return absl::OkStatus();
}

}  // namespace

void AddConnectionFlags(ConnectionFlags* flags, CLI::App* program) {
  const auto add_time = [program](const char* name, std::string* value, const char* what) {
    program->add_option(name, *value, what)->type_name("TIME")->group(kGroup);
  };
  const auto add_size = [program](const char* name, std::string* value, const char* what) {
    program->add_option(name, *value, what)->type_name("SIZE")->group(kGroup);
  };
  add_time("--handshake-timeout", &flags->handshake_timeout,
           "A client that has not finished its handshake by then is cut off. Default: 5s");
  add_time("--keepalive-time", &flags->keepalive_time,
           "Ask a connection on which nothing came for so long for a sign of life; 0s: never. "
           "Default: 1m");
  add_time("--keepalive-timeout", &flags->keepalive_timeout,
           "And close it if none comes for so long. Default: 20s");
  add_time("--min-ping-interval", &flags->min_ping_interval,
           "Send clients away (too_many_pings) that ping more often; 0s: let them. Default: 10s");
  add_time("--max-connection-age", &flags->max_age,
           "Ask clients to connect anew after this long, give or take a tenth, so that new servers "
           "behind a name get their share. At least 1s; 0s, the default: never");
  add_time("--max-connection-age-grace", &flags->max_age_grace,
           "And cancel what is then still in flight after this long; 0s, the default: never");
  add_time("--max-connection-idle", &flags->max_idle,
           "Ask clients without a call to go after this long. At least 1s; 0s, the default: never");
  program
      ->add_option("--max-streams", flags->max_streams,
                   "Calls at a time on one connection; more wait at the client. 0: no limit. "
                   "Default: 1000")
      ->type_name("N")
      ->group(kGroup);
  add_size("--max-message-size", &flags->max_message_size,
           "Largest request, such as 64KiB; beyond it: RESOURCE_EXHAUSTED. Default: 4MiB");
  add_size("--memory-quota", &flags->memory_quota,
           "What all connections and calls may hold: one half in gRPC's buffers, beyond which the "
           "server reads more slowly and closes connections, one in messages, beyond which calls "
           "end with RESOURCE_EXHAUSTED. 0: no limit. Default: 512MiB");
}

absl::StatusOr<ConnectionLimits> ToLimits(const ConnectionFlags& flags) {
  ConnectionLimits limits;
  constexpr char kTooFast[] = "would close connections faster than clients make them";
  for (const DurationFlag& flag :
       {DurationFlag{"--handshake-timeout", &flags.handshake_timeout, &limits.handshake_timeout,
                     absl::Milliseconds(100), false, "is too little for a handshake"},
        DurationFlag{"--keepalive-time", &flags.keepalive_time, &limits.keepalive_time,
                     absl::Seconds(1), true, "would ping without a pause"},
        DurationFlag{"--keepalive-timeout", &flags.keepalive_timeout, &limits.keepalive_timeout,
                     absl::Milliseconds(100), false, "leaves no time for an answer"},
        DurationFlag{"--min-ping-interval", &flags.min_ping_interval, &limits.min_ping_interval,
                     absl::Milliseconds(1), true, "is no interval"},
        DurationFlag{"--max-connection-age", &flags.max_age, &limits.max_age, absl::Seconds(1),
                     true, kTooFast},
        DurationFlag{"--max-connection-age-grace", &flags.max_age_grace, &limits.max_age_grace,
                     absl::Milliseconds(1), true, "is no time"},
        DurationFlag{"--max-connection-idle", &flags.max_idle, &limits.max_idle, absl::Seconds(1),
                     true, kTooFast}}) {
    if (absl::Status s = Read(flag); !s.ok()) return s;
  }
  if (absl::Status s = ReadNumbers(flags, &limits); !s.ok()) return s;
  return limits;
}

}  // namespace echo
