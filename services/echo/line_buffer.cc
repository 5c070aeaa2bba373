#include "services/echo/line_buffer.h"

namespace echo {

std::optional<std::string> LineBuffer::Next() {
  const size_t end = bytes_.find('\n', searched_);
  if (end != std::string::npos) {
    std::string line = bytes_.substr(begin_, end - begin_);
    begin_ = searched_ = end + 1;
    return line;
  }
  // Only now, once for many lines: each erasure moves the rest.
  bytes_.erase(0, begin_);
  begin_ = 0;
  searched_ = bytes_.size();
  if (!ended_ || bytes_.empty()) return std::nullopt;
  std::string line;
  line.swap(bytes_);
  searched_ = 0;
  return line;
}

}  // namespace echo
