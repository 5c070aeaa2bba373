#include "services/echo/echo_options.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "services/echo/metadata_entry.h"
#include "services/echo/status_message.h"

namespace echo {
namespace {

grpc::Status Refuse(const absl::string_view field, const absl::string_view why) {
  return {grpc::StatusCode::INVALID_ARGUMENT, absl::StrCat("options.", field, " ", why)};
}

absl::Duration ToDuration(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

grpc::Status CheckDuration(const absl::string_view field, const absl::Duration duration,
                           const absl::Duration limit) {
  if (duration >= absl::ZeroDuration() && duration <= limit) return grpc::Status::OK;
  return Refuse(field, absl::StrCat("is ", absl::FormatDuration(duration), "; it can be 0s to ",
                                    absl::FormatDuration(limit)));
}

grpc::Status CheckEntries(const absl::string_view field, const MetadataEntries& entries,
                          const CallKind& kind) {
  if (!entries.empty() && !kind.first_request) {
    return Refuse(field, "stands in a later request; only the first of a call can ask for it");
  }
  const absl::Status status = CheckMetadata(entries);
  if (status.ok()) return grpc::Status::OK;
  return Refuse(field, absl::StrCat("cannot be sent back: ", std::string(status.message())));
}

grpc::Status CheckStatus(const v1::EchoStatus& status) {
  if (status.code() > kMaxStatusCode) {
    return Refuse("status.code", absl::StrCat("is ", status.code(), "; it can be 0 (OK) to ",
                                              kMaxStatusCode, " (UNAUTHENTICATED)"));
  }
  if (absl::Status s = CheckStatusMessage(status.message()); !s.ok()) {
    return Refuse("status.message", std::string(s.message()));
  }
  return grpc::Status::OK;
}

grpc::Status CheckRepetitions(const v1::EchoOptions& options, const CallKind& kind) {
  if (!options.has_repetitions()) return grpc::Status::OK;
  const uint32_t repetitions = options.repetitions();
  if (!kind.streams_replies && repetitions != 1) {
    return Refuse("repetitions", absl::StrCat("is ", repetitions, "; this call has one reply"));
  }
  if (repetitions > kMaxRepetitions) {
    return Refuse("repetitions",
                  absl::StrCat("is ", repetitions, "; the limit is ", kMaxRepetitions));
  }
  return grpc::Status::OK;
}

}  // namespace

grpc::Status CheckOptions(const v1::EchoOptions& options, const CallKind& kind) {
  if (grpc::Status s = CheckDuration("delay", ToDuration(options.delay()), kMaxDelay); !s.ok()) {
    return s;
  }
  if (grpc::Status s = CheckDuration("interval", ToDuration(options.interval()), kMaxInterval);
      !s.ok()) {
    return s;
  }
  if (grpc::Status s = CheckStatus(options.status()); !s.ok()) return s;
  if (grpc::Status s = CheckRepetitions(options, kind); !s.ok()) return s;
  if (options.response_size() > kMaxResponseBytes) {
    return Refuse("response_size", absl::StrCat("is ", options.response_size(),
                                                " bytes; the limit is ", kMaxResponseBytes));
  }
  if (grpc::Status s = CheckEntries("metadata", options.metadata(), kind); !s.ok()) return s;
  return CheckEntries("trailers", options.trailers(), kind);
}

absl::Duration DelayOf(const v1::EchoOptions& options) { return ToDuration(options.delay()); }

absl::Duration IntervalOf(const v1::EchoOptions& options) { return ToDuration(options.interval()); }

uint32_t RepetitionsOf(const v1::EchoOptions& options) {
  return options.has_repetitions() ? options.repetitions() : 1;
}

grpc::Status StatusOf(const v1::EchoOptions& options) {
  return {static_cast<grpc::StatusCode>(options.status().code()), options.status().message()};
}

}  // namespace echo
