// How a call ended, and what was seen of it.
#ifndef SERVICES_ECHO_CALL_OUTCOME_H_
#define SERVICES_ECHO_CALL_OUTCOME_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "certgen/certificate.h"
#include "services/echo/metadata_entry.h"

namespace echo {

struct CallTimes {
  absl::Time begun;
  // The target's name was looked up for this call, and that was its end.
  std::optional<absl::Time> resolved;
  // The reply's initial metadata.
  std::optional<absl::Time> first_byte;
  absl::Time ended;
};

struct CallOutcome {
  grpc::Status status;
  // Whether there was a connection when it ended: tells a failed call from one
  // that never got through.
  bool connected = false;
  // It was sent over a connection, though that may have ended with it.
  bool sent = false;
  // A reply had begun.
  bool answered = false;
  // What the server showed, once there was a connection; TLS has checked it.
  std::optional<certgen::Certificate> server_certificate;
  // What came back.
  MetadataEntries metadata;
  MetadataEntries trailers;
  // The server's address as gRPC writes it; of a proxy, if there is one.
  std::string peer;
  CallTimes times;
};

// Of a call that has begun on `channel`, and ends now, with `status`: everything but the start.
void EndOutcome(const grpc::Status& status, grpc::Channel* channel,
                const grpc::ClientContext& context, CallOutcome* outcome);

// Whether it ended because the `timeout` that it was given was over. A server, or one that it
// calls, can end a call with the same status sooner.
bool RanOutOfTime(const CallOutcome& outcome, absl::Duration timeout);

}  // namespace echo

#endif  // SERVICES_ECHO_CALL_OUTCOME_H_
