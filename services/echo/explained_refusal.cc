#include "services/echo/explained_refusal.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "certgen/one_line.h"

namespace echo {

std::optional<tls::Verdict> ExplainedRefusal(const grpc::Status& status) {
  const std::string words = certgen::OneLine(status.error_message());
  const size_t colon = words.find(": ");
  if (colon == std::string::npos) return std::nullopt;
  const certgen::FindingKind* kind = certgen::FindFindingKind(words.substr(0, colon));
  if (kind == nullptr) return std::nullopt;
  const bool by_rules = kind->code == certgen::FindingCode::kCallerNotAllowed;
  if (status.error_code() !=
      (by_rules ? grpc::StatusCode::PERMISSION_DENIED : grpc::StatusCode::UNAUTHENTICATED)) {
    return std::nullopt;
  }
  const size_t begin = colon + 2;
  const size_t semicolon = words.find("; ", begin);
  return tls::Fault(kind->code, certgen::kExitRefused,
                    absl::StrCat("the server says: ", words.substr(begin, semicolon - begin)),
                    semicolon == std::string::npos ? kind->cure : words.substr(semicolon + 2));
}

}  // namespace echo
