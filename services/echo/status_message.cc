#include "services/echo/status_message.h"

#include "absl/strings/str_cat.h"

namespace echo {

absl::Status CheckStatusMessage(const std::string& message) {
  size_t size = 0;
  for (const char c : message) size += c >= ' ' && c <= '~' && c != '%' ? 1 : 3;
  if (size <= kMaxStatusMessageBytes) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("has ", size, " bytes as gRPC sends it; the limit is ", kMaxStatusMessageBytes));
}

}  // namespace echo
