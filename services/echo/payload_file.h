// The bytes of a file, as a payload.
#ifndef SERVICES_ECHO_PAYLOAD_FILE_H_
#define SERVICES_ECHO_PAYLOAD_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace echo {

// What gRPC's servers take unless they are told otherwise.
inline constexpr size_t kLargestRequest = 4 << 20;

// All of `path`, or of standard input for "-". A status other than OK names the file: kNotFound,
// kPermissionDenied, kOutOfRange (larger than `most` bytes), or what the file system says.
absl::StatusOr<std::string> ReadPayload(const std::string& path, size_t most);

}  // namespace echo

#endif  // SERVICES_ECHO_PAYLOAD_FILE_H_
