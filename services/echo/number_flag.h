// Flags whose values are whole numbers, or sizes in bytes.
#ifndef SERVICES_ECHO_NUMBER_FLAG_H_
#define SERVICES_ECHO_NUMBER_FLAG_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace echo {

// From `low` to `high`, in decimal digits. kInvalidArgument names flag, value and limits.
absl::StatusOr<uint32_t> ParseNumberFlag(const std::string& flag, const std::string& text,
                                         uint32_t low, uint32_t high);

// "65536", "64KiB", "8MiB" or "1GiB", to `high` bytes. kInvalidArgument names flag, value and
// limit.
absl::StatusOr<uint64_t> ParseSizeFlag(const std::string& flag, const std::string& text,
                                       uint64_t high);

}  // namespace echo

#endif  // SERVICES_ECHO_NUMBER_FLAG_H_
