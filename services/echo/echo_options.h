// What a request asks of the server (EchoOptions of proto/echo/v1/echo.proto), and its limits.
#ifndef SERVICES_ECHO_ECHO_OPTIONS_H_
#define SERVICES_ECHO_ECHO_OPTIONS_H_

#include <echo/v1/echo.pb.h>
#include <grpcpp/support/status.h>

#include "absl/time/time.h"

namespace echo {

inline constexpr absl::Duration kMaxDelay = absl::Minutes(5);
inline constexpr absl::Duration kMaxInterval = absl::Minutes(5);
inline constexpr uint32_t kMaxRepetitions = 1'000'000;
inline constexpr uint32_t kMaxResponseBytes = 8 << 20;
inline constexpr uint32_t kMaxStatusCode = 16;

struct CallKind {
  // Whether a request can have other than one reply.
  bool streams_replies = false;
  // Whether this request opens the call: only then can it ask for metadata.
  bool first_request = true;
};

// OK, or INVALID_ARGUMENT with field, value and limit.
grpc::Status CheckOptions(const v1::EchoOptions& options, const CallKind& kind);

// Of options that were checked.
absl::Duration DelayOf(const v1::EchoOptions& options);
absl::Duration IntervalOf(const v1::EchoOptions& options);
uint32_t RepetitionsOf(const v1::EchoOptions& options);
// How the call is to end.
grpc::Status StatusOf(const v1::EchoOptions& options);

}  // namespace echo

#endif  // SERVICES_ECHO_ECHO_OPTIONS_H_
