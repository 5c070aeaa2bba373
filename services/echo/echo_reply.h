// The replies of one call: what each says of the request, the caller and the server.
#ifndef SERVICES_ECHO_ECHO_REPLY_H_
#define SERVICES_ECHO_ECHO_REPLY_H_

#include <echo/v1/echo.pb.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include <string>

#include "absl/time/time.h"

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
  // From the call's arrival. Both must outlive it.
  EchoReplies(const ServerFacts* server, grpc::CallbackServerContext* context);

  // Counts a request, and hands what it asks for as metadata to gRPC. OK, or what the call must
  // end with (see CheckOptions).
  grpc::Status Accept(const v1::EchoRequest& request, bool streams_replies);

  // The next reply, to `request`, the last that came.
  void Fill(const v1::EchoRequest& request, v1::EchoResponse* response);

 private:
  void AddFacts(v1::EchoResponse* response) const;

  const ServerFacts* const server_;
  grpc::CallbackServerContext* const context_;
  const absl::Time begun_;
  uint64_t requests_ = 0;
  uint64_t request_bytes_ = 0;
  bool is_first_reply_ = true;
};

}  // namespace echo

#endif  // SERVICES_ECHO_ECHO_REPLY_H_
