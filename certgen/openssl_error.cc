#include "certgen/openssl_error.h"

#include <openssl/err.h>

#include "absl/strings/str_cat.h"

namespace certgen {

absl::Status OpenSslError(const std::string& step) {
  std::string message = step;
  const char* separator = ": ";
  while (const unsigned long code = ERR_get_error()) {
    const char* reason = ERR_reason_error_string(code);
    absl::StrAppend(&message, separator,
                    reason != nullptr ? std::string(reason) : absl::StrCat("error ", code));
    separator = "; ";
  }
  return absl::InternalError(message);
}

void ClearOpenSslErrors() { ERR_clear_error(); }

}  // namespace certgen
