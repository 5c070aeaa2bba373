#include "certgen/command_result.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "certgen/json_document.h"
#include "certgen/one_line.h"

namespace certgen {

CommandResult Failure(const absl::Status& status, bool json) {
  CommandResult result;
  result.exit_code = status.code() == absl::StatusCode::kInvalidArgument ? kExitUsage : kExitFailed;
  const std::string message(status.message());
  result.err = absl::StrCat("certgen: ", OneLine(message), "\n");
  if (json) {
    const size_t end = std::min(message.find("; "), message.size());
    const JsonError error = {absl::StatusCodeToString(status.code()), message.substr(0, end),
                             message.substr(std::min(end + 2, message.size()))};
    result.out = ToLine(JsonDocument(error, {}));
  }
  return result;
}

}  // namespace certgen
