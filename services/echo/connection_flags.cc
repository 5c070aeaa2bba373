#include "services/echo/connection_flags.h"

#include <limits>

#include "absl/strings/str_cat.h"

namespace echo {
namespace {

constexpr char kGroup[] = "Connections";
constexpr uint64_t kMaxStreams = 1'000'000;
// gRPC's own limit: it counts in int.
constexpr uint64_t kMaxMessageBytes = std::numeric_limits<int>::max();
// A server with less can hardly take its first connection.
constexpr uint64_t kMinMemoryQuota = 16 << 20;

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

absl::Status CheckNumbers(const ConnectionFlags& flags) {
  if (flags.max_streams > kMaxStreams) {
    return absl::InvalidArgumentError(absl::StrCat("--max-streams ", flags.max_streams,
                                                   " is more than ", kMaxStreams,
                                                   "; give less, or 0 for no limit"));
  }
  if (flags.max_message_bytes == 0 || flags.max_message_bytes > kMaxMessageBytes) {
    return absl::InvalidArgumentError(absl::StrCat("--max-message-size ", flags.max_message_bytes,
                                                   " is not 1 to ", kMaxMessageBytes, " bytes"));
  }
  if (flags.memory_quota_bytes > 0 && flags.memory_quota_bytes < kMinMemoryQuota) {
    return absl::InvalidArgumentError(
        absl::StrCat("--memory-quota ", flags.memory_quota_bytes,
                     " bytes leaves no room to serve in; give at least 16MiB, or 0 for no limit"));
  }
  return absl::OkStatus();
}

}  // namespace

void AddConnectionFlags(ConnectionFlags* flags, CLI::App* program) {
  const auto add_time = [program](const char* name, std::string* value, const char* what) {
    program->add_option(name, *value, what)->type_name("TIME")->group(kGroup);
  };
  const auto add_size = [program](const char* name, uint64_t* value, const char* what) {
    program->add_option(name, *value, what)
        ->transform(CLI::AsSizeValue(/*kb_is_1000=*/false).description(""))
        ->type_name("SIZE")
        ->group(kGroup);
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
  add_size("--max-message-size", &flags->max_message_bytes,
           "Largest request, such as 64KiB; beyond it: RESOURCE_EXHAUSTED. Default: 4MiB");
  add_size("--memory-quota", &flags->memory_quota_bytes,
           "What all connections may hold in gRPC's buffers: beyond it the server reads more "
           "slowly, and closes connections without a call. 0: no limit. Default: 512MiB");
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
  if (absl::Status s = CheckNumbers(flags); !s.ok()) return s;
  limits.max_streams = static_cast<uint32_t>(flags.max_streams);
  limits.max_message_bytes = static_cast<uint32_t>(flags.max_message_bytes);
  limits.memory_quota_bytes = flags.memory_quota_bytes;
  return limits;
}

}  // namespace echo
