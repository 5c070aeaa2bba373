// The one JSON document that every command prints with --json:
//   {"version":1,"ok":…,"error":{"code","cause","cure"},"findings":[…],…}
// `error` is null when `ok`; commands add keys of their own after these.
#ifndef CERTGEN_JSON_DOCUMENT_H_
#define CERTGEN_JSON_DOCUMENT_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "certgen/certificate.h"
#include "certgen/finding.h"

namespace certgen {

using Json = nlohmann::ordered_json;

struct JsonError {
  std::string code;
  std::string cause;
  std::string cure;
};

// Of a message "CAUSE; CURE".
JsonError ToJsonError(const absl::Status& status);

Json JsonDocument(const std::optional<JsonError>& error, const std::vector<Finding>& findings);

// subject, issuer, serial, not_before, not_after.
Json ToJson(const Certificate& certificate);

// One line of ASCII with a final newline: what terminals or line readers could
// obey is escaped. Bytes that are not UTF-8 are replaced.
std::string ToLine(const Json& json);

}  // namespace certgen

#endif  // CERTGEN_JSON_DOCUMENT_H_
