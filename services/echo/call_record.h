// What is known of a call when it is over: for the log and for metrics.
#ifndef SERVICES_ECHO_CALL_RECORD_H_
#define SERVICES_ECHO_CALL_RECORD_H_

#include <grpcpp/support/status.h>

#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace echo {

// The rule of a call that none lets in.
inline constexpr char kNoRule[] = "none";
// The rule of a call that was let in by one that is no more.
inline constexpr char kReplacedRule[] = "replaced";

struct CallRecord {
  // "/package.Service/Method", as the caller wrote it: anything, if the server has no such method.
  std::string method;
  // What the server ended it with; CANCELLED if the caller left or ran out of time before that was
  // sent, whatever the handler said then.
  grpc::StatusCode status = grpc::StatusCode::CANCELLED;
  absl::Duration duration;
  std::uint64_t request_messages = 0;
  std::uint64_t response_messages = 0;
  // Of the messages alone, before compression and TLS.
  std::uint64_t request_bytes = 0;
  std::uint64_t response_bytes = 0;
  // As gRPC writes it: "ipv4:127.0.0.1:40000".
  std::string peer_address;
  // The caller's name that the rule is for, else its first, as rules write them
  // ("uri:spiffe://…"), else "subject:CN=…"; empty: it presented no certificate.
  std::string peer_identity;
  // TLS, or this server, verified the certificate. Else anybody can have made it.
  bool peer_verified = false;
  // The place of the rule that let it in; kNoRule in a dry run that would not have; kReplacedRule
  // if the rules changed in that moment; empty without rules.
  std::string rule;
  // Of the caller's `traceparent`; empty: it sent none, or a bad one.
  std::string trace_id;
};

}  // namespace echo

#endif  // SERVICES_ECHO_CALL_RECORD_H_
