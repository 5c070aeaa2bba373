#include "services/echo/echo_option_flags.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "certgen/one_line.h"
#include "services/echo/call_report.h"
#include "services/echo/metadata_entry.h"
#include "services/echo/number_flag.h"
#include "services/echo/status_message.h"
#include "services/echo/status_name.h"
#include "services/echo/utf8.h"

namespace echo {
namespace {

constexpr char kGroup[] = "What the server does";

// proto/echo/v1/echo.proto.
constexpr absl::Duration kLongestWait = absl::Minutes(5);
constexpr uint32_t kMostRepetitions = 1000000;
constexpr uint32_t kLargestResponse = 8 << 20;
constexpr int kHighestCode = 16;

absl::Status ParseWait(const std::string& flag, const std::string& text,
                       google::protobuf::Duration* wait) {
  const auto duration = certgen::ParseDurationFlag(flag, text);
  if (!duration.ok()) return duration.status();
  if (*duration > kLongestWait) {
    return absl::InvalidArgumentError(absl::StrCat(flag, " '", text, "' is over the limit of ",
                                                   absl::FormatDuration(kLongestWait),
                                                   "; give less"));
  }
  absl::Duration rest = *duration;
  wait->set_seconds(absl::IDivDuration(rest, absl::Seconds(1), &rest));
  wait->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(rest)));
  return absl::OkStatus();
}

std::optional<uint32_t> ParseCode(const std::string& text) {
  const std::string name = absl::AsciiStrToUpper(text);
  for (int code = 0; code <= kHighestCode; ++code) {
    if (text == std::to_string(code) || name == StatusName(static_cast<grpc::StatusCode>(code))) {
      return static_cast<uint32_t>(code);
    }
  }
  return std::nullopt;
}

absl::Status ParseStatus(const std::string& text, v1::EchoStatus* status) {
  const auto refuse = [&text](const absl::string_view why) {
    return absl::InvalidArgumentError(
        absl::StrCat("--fail-with '", certgen::OneLine(text), "' ", why));
  };
  const size_t colon = text.find(':');
  const auto code = ParseCode(text.substr(0, colon));
  if (!code) {
    return refuse(
        "names no status of gRPC; give CODE[:MESSAGE], such as UNAVAILABLE:busy, or its "
        "number, 0 to 16");
  }
  status->set_code(*code);
  if (colon == std::string::npos) return absl::OkStatus();
  const std::string message = text.substr(colon + 1);
  if (absl::Status s = CheckStatusMessage(message); !s.ok()) {
    return refuse(absl::StrCat("has a message that ", std::string(s.message())));
  }
  if (!IsUtf8(message)) return refuse("has a message that is not UTF-8");
  status->set_message(message);
  return absl::OkStatus();
}

absl::Status ParseEntries(const std::string& flag, const std::vector<std::string>& texts,
                          MetadataEntries* entries) {
  for (const std::string& text : texts) {
    auto entry = ParseMetadataEntry(flag, text);
    if (!entry.ok()) return entry.status();
    *entries->Add() = *std::move(entry);
  }
  absl::Status all = CheckMetadata(*entries);
  if (all.ok()) return all;
  return absl::InvalidArgumentError(absl::StrCat(flag, ": ", all.message()));
}

absl::Status ParseReplies(const EchoOptionFlags& flags, bool one_reply, v1::EchoOptions* options) {
  if (!flags.repetitions.empty()) {
    const auto number =
        ParseNumberFlag("--repetitions", flags.repetitions, /*low=*/0, kMostRepetitions);
    if (!number.ok()) return number.status();
    if (one_reply && *number != 1) {
      return absl::InvalidArgumentError(
          absl::StrCat("--repetitions '", flags.repetitions,
                       "': this call has one reply; a stream of them comes with stream --kind "
                       "server or bidi"));
    }
    options->set_repetitions(*number);
  }
  if (flags.response_size.empty()) return absl::OkStatus();
  const auto size = ParseSizeFlag("--response-size", flags.response_size, kLargestResponse);
  if (!size.ok()) return size.status();
  options->set_response_size(static_cast<uint32_t>(*size));
  return absl::OkStatus();
}

}  // namespace

void AddEchoOptionFlags(EchoOptionFlags* flags, CLI::App* command) {
  const auto add = [command](const char* name, auto* value, const char* type, const char* what) {
    return command->add_option(name, *value, what)
        ->type_name(type)
        ->group(kGroup)
        ->check(certgen::RefuseEmpty, "");
  };
  add("--delay", &flags->delay, "TIME", "Wait so long before the first reply, at most 5m");
  add("--fail-with", &flags->fail_with, "CODE[:MESSAGE]",
      "End the call with this status, such as UNAVAILABLE:busy or 14; a stream of requests once "
      "the last one is answered");
  add("--repetitions", &flags->repetitions, "N",
      "Send each request back so often, 0 to 1000000, where there is a stream of replies");
  add("--interval", &flags->interval, "TIME", "Wait so long between them, at most 5m");
  add("--response-size", &flags->response_size, "SIZE",
      "Answer with a payload of so many bytes, all zero, such as 64KiB; at most 8MiB");
  add("--reply-metadata", &flags->reply_metadata, "KEY=VALUE",
      "Send this back as initial metadata; values of keys in -bin are base64. Repeatable")
      ->allow_extra_args(false);
  add("--reply-trailer", &flags->reply_trailers, "KEY=VALUE",
      "Send this back as trailing metadata, with the status. Repeatable")
      ->allow_extra_args(false);
}

absl::StatusOr<v1::EchoOptions> ToEchoOptions(const EchoOptionFlags& flags, bool one_reply) {
  v1::EchoOptions options;
  absl::Status s = ParseReplies(flags, one_reply, &options);
  if (s.ok() && !flags.delay.empty()) {
    s = ParseWait("--delay", flags.delay, options.mutable_delay());
  }
  if (s.ok() && !flags.interval.empty()) {
    s = ParseWait("--interval", flags.interval, options.mutable_interval());
  }
  if (s.ok() && !flags.fail_with.empty()) {
    s = ParseStatus(flags.fail_with, options.mutable_status());
  }
  if (s.ok()) {
    s = ParseEntries("--reply-metadata", flags.reply_metadata, options.mutable_metadata());
  }
  if (s.ok()) s = ParseEntries("--reply-trailer", flags.reply_trailers, options.mutable_trailers());
  if (!s.ok()) return s;
  return options;
}

}  // namespace echo
