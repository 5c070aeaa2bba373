// What the calls of a run send, encoded once for all of them, and what they want back.
#ifndef SERVICES_ECHO_LOAD_MESSAGE_H_
#define SERVICES_ECHO_LOAD_MESSAGE_H_

#include <grpcpp/support/byte_buffer.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "services/echo/load_options.h"

namespace echo {

struct LoadMessage {
  explicit LoadMessage(const LoadOptions& options);

  // As gRPC names it.
  std::string method;
  // Copies of it share its bytes.
  grpc::ByteBuffer request;
  bool is_stream;
  size_t payload_size;
  int requests;
  int replies;
};

// The size of the payload in an encoded EchoResponse; nullopt: it is none. What follows the
// payload is not looked at.
std::optional<size_t> PayloadSizeOf(grpc::ByteBuffer* response);

}  // namespace echo

#endif  // SERVICES_ECHO_LOAD_MESSAGE_H_
