// The replies of one call: what each says of the request, the caller and the server.
#ifndef SERVICES_ECHO_ECHO_REPLY_H_
#define SERVICES_ECHO_ECHO_REPLY_H_

#include <echo/v1/echo.pb.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include <string>

#include "absl/time/time.h"
#include "services/echo/memory_budget.h"

namespace echo {

// What a server says of itself.
struct ServerFacts {
  std::string name;
  std::string version;
  // Of the certificate that it presents; see EchoResponse.
  std::string certificate_serial;
  absl::Time certificate_not_after;
};

class EchoReplies {
 public:
  // From the call's arrival. All must outlive it.
  EchoReplies(const ServerFacts* server, MemoryBudget* memory,
              grpc::CallbackServerContext* context);
  ~EchoReplies();
  EchoReplies(const EchoReplies&) = delete;
  EchoReplies& operator=(const EchoReplies&) = delete;

  // Counts a request, takes memory for it and its replies in place of what the one before took, and
  // hands what it asks for as metadata to gRPC. OK, or what the call must end with: see
  // CheckOptions; RESOURCE_EXHAUSTED for want of memory.
  grpc::Status Accept(const v1::EchoRequest& request, bool streams_replies);

  // The next reply, to `request`, the last that came.
  void Fill(const v1::EchoRequest& request, v1::EchoResponse* response);

 private:
  grpc::Status TakeMemory(const v1::EchoRequest& request);
  void AddFacts(v1::EchoResponse* response) const;

  const ServerFacts* const server_;
  MemoryBudget* const memory_;
  grpc::CallbackServerContext* const context_;
  const absl::Time begun_;
  uint64_t requests_ = 0;
  uint64_t request_bytes_ = 0;
  uint64_t memory_taken_ = 0;
  bool is_first_reply_ = true;
};

}  // namespace echo

#endif  // SERVICES_ECHO_ECHO_REPLY_H_
