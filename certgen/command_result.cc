#include "certgen/command_result.h"

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
    result.out = ToLine(JsonDocument(ToJsonError(status), {}));
  }
  return result;
}

}  // namespace certgen
