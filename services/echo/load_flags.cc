#include "services/echo/load_flags.h"

#include "absl/strings/str_cat.h"
#include "services/echo/number_flag.h"

namespace echo {
namespace {

constexpr std::int64_t kMaxConnections = 10'000;
constexpr std::int64_t kMaxStreams = 10'000;
constexpr std::int64_t kMaxInFlight = 100'000;
constexpr std::int64_t kMaxCount = 1'000'000'000'000;
constexpr double kMinRate = 0.001;
constexpr double kMaxRate = 1'000'000;
// The contract's limit of repetitions.
constexpr std::int64_t kMaxMessages = 1'000'000;
// gRPC takes messages of up to 4 MiB; the rest is for what a server adds to its reply.
constexpr std::uint64_t kMaxPayload = (4 << 20) - (64 << 10);
constexpr absl::Duration kMaxDuration = absl::Hours(24 * 7);

template <typename Number>
absl::Status CheckRange(const char* flag, Number value, Number low, Number high) {
  if (value >= low && value <= high) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(flag, " ", value, " is out of range; give ", low, " to ", high));
}

absl::Status CheckRanges(const LoadFlags& flags) {
  for (const absl::Status& status :
       {CheckRange("--connections", flags.connections, std::int64_t{1}, kMaxConnections),
        CheckRange("--streams", flags.streams, std::int64_t{1}, kMaxStreams),
        CheckRange("--count", flags.count.value_or(1), std::int64_t{1}, kMaxCount),
        CheckRange("--rate", flags.rate.value_or(1), kMinRate, kMaxRate),
        CheckRange("--messages", flags.messages.value_or(1), std::int64_t{1}, kMaxMessages)}) {
    if (!status.ok()) return status;
  }
  if (flags.connections * flags.streams > kMaxInFlight) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--connections ", flags.connections, " with --streams ", flags.streams,
        " are more calls in flight than ", kMaxInFlight, "; give less of one of them"));
  }
  return absl::OkStatus();
}

absl::Status CheckTogether(const LoadFlags& flags) {
  if (flags.count && flags.duration) {
    return absl::InvalidArgumentError(
        "--count and --duration both say when to end; give one of them");
  }
  if (flags.messages && flags.kind == "unary") {
    return absl::InvalidArgumentError(
        "--messages is for streams; give --kind server, client or bidi too");
  }
  if (flags.resume && !flags.new_connections) {
    return absl::InvalidArgumentError(
        "--resume is for connections that calls make; give --new-connections too");
  }
  return absl::OkStatus();
}

LoadKind KindOf(const std::string& name) {
  if (name == "server") return LoadKind::kServer;
  if (name == "client") return LoadKind::kClient;
  return name == "bidi" ? LoadKind::kBidi : LoadKind::kUnary;
}

}  // namespace

CLI::App* AddLoadCommand(LoadFlags* flags, CLI::App* program) {
  CLI::App* command = certgen::AddCommand(
      "load", "Measures how many calls the server answers, and how fast", program);
  const auto add = [command](const char* name, auto* value, const char* type, const char* what) {
    return command->add_option(name, *value, what)->type_name(type);
  };
  add("--connections", &flags->connections, "N", "Each is a TCP connection. Default: 1");
  add("--streams", &flags->streams, "N", "Calls in flight on each connection. Default: 1");
  add("--duration", &flags->duration, "TIME", "Begin calls for so long. Default: 10s");
  add("--count", &flags->count, "N", "In place of --duration: so many calls");
  add("--rate", &flags->rate, "R",
      "Begin R calls a second, as long as there are free streams for them");
  add("--payload-size", &flags->payload_size, "SIZE",
      "Of each message, such as 64KiB. Default: 64 bytes");
  add("--kind", &flags->kind, "KIND", "Of calls: unary, server, client or bidi. Default: unary")
      ->check(CLI::IsMember({"unary", "server", "client", "bidi"}).description(""));
  add("--messages", &flags->messages, "N", "In each call of another kind than unary. Default: 10");
  command->add_flag("--new-connections", flags->new_connections,
                    "Each call makes a connection, with a full handshake");
  command->add_flag("--resume", flags->resume, "These handshakes resume earlier TLS sessions");
  return command;
}

absl::StatusOr<LoadOptions> ToLoadOptions(const LoadFlags& flags) {
  if (const absl::Status status = CheckRanges(flags); !status.ok()) return status;
  if (const absl::Status status = CheckTogether(flags); !status.ok()) return status;
  LoadOptions options;
  if (flags.duration) {
    const auto duration = certgen::ParseDurationFlag("--duration", *flags.duration);
    if (!duration.ok()) return duration.status();
    if (*duration == absl::ZeroDuration() || *duration > kMaxDuration) {
      return absl::InvalidArgumentError(absl::StrCat("--duration ", *flags.duration,
                                                     " is out of range; give more than 0, and at "
                                                     "most ",
                                                     absl::FormatDuration(kMaxDuration)));
    }
    options.duration = *duration;
  }
  options.kind = KindOf(flags.kind);
  options.connections = static_cast<int>(flags.connections);
  options.streams = static_cast<int>(flags.streams);
  options.count = flags.count.value_or(0);
  options.rate = flags.rate.value_or(0);
  const auto payload_size = ParseSizeFlag("--payload-size", flags.payload_size, kMaxPayload);
  if (!payload_size.ok()) return payload_size.status();
  options.payload_size = *payload_size;
  options.messages = static_cast<int>(flags.messages.value_or(options.messages));
  options.new_connections = flags.new_connections;
  options.resume = flags.resume;
  return options;
}

}  // namespace echo
