#include "services/echo/utf8.h"

#include "certgen/json_document.h"

namespace echo {

bool IsUtf8(const std::string& text) {
  try {
    static_cast<void>(certgen::Json(text).dump());
    return true;
  } catch (const certgen::Json::type_error&) {
    return false;
  }
}

}  // namespace echo
