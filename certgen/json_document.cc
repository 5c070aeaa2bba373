#include "certgen/json_document.h"

#include <algorithm>

namespace certgen {

JsonError ToJsonError(const absl::Status& status) {
  const std::string message(status.message());
  const size_t end = std::min(message.find("; "), message.size());
  return {absl::StatusCodeToString(status.code()), message.substr(0, end),
          message.substr(std::min(end + 2, message.size()))};
}

Json JsonDocument(const std::optional<JsonError>& error, const std::vector<Finding>& findings) {
  Json document;
  document["version"] = 1;
  document["ok"] = !error.has_value();
  document["error"] = nullptr;
  if (error) {
    document["error"] = {{"code", error->code}, {"cause", error->cause}, {"cure", error->cure}};
  }
  document["findings"] = Json::array();
  for (const Finding& finding : findings) {
    Json entry;
    entry["code"] = CodeOf(finding);
    entry["severity"] = finding.severity == Severity::kFatal ? "fatal" : "warning";
    entry["file"] = finding.file;
    entry["certificate"] = finding.certificate ? ToJson(*finding.certificate) : Json(nullptr);
    entry["cause"] = finding.cause;
    entry["cure"] = finding.cure;
    document["findings"].push_back(std::move(entry));
  }
  return document;
}

Json ToJson(const Certificate& certificate) {
  return {{"subject", certificate.subject()},
          {"issuer", certificate.issuer()},
          {"serial", certificate.serial()},
          {"not_before", Rfc3339(certificate.not_before())},
          {"not_after", Rfc3339(certificate.not_after())}};
}

std::string ToLine(const Json& json) {
  return json.dump(-1, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace) + "\n";
}

}  // namespace certgen
