// The message of a status that somebody asks to be sent: in an entry of a request's options, or in
// a flag of the client.
#ifndef SERVICES_ECHO_STATUS_MESSAGE_H_
#define SERVICES_ECHO_STATUS_MESSAGE_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"

namespace echo {

// As it travels, percent-encoded (a byte of 0x20 to 0x7e is one, but % and all others are three):
// with as much metadata as can be asked for it stays below the 8 KiB that gRPC's peers take.
inline constexpr size_t kMaxStatusMessageBytes = 1024;

// kInvalidArgument: "has 1500 bytes as gRPC sends it; the limit is 1024".
absl::Status CheckStatusMessage(const std::string& message);

}  // namespace echo

#endif  // SERVICES_ECHO_STATUS_MESSAGE_H_
