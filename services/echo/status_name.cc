#include "services/echo/status_name.h"

#include "absl/status/status.h"

namespace echo {

std::string StatusName(grpc::StatusCode code) {
  // The numbers are the same.
  const std::string name = absl::StatusCodeToString(static_cast<absl::StatusCode>(code));
  return name.empty() ? "UNKNOWN" : name;
}

}  // namespace echo
