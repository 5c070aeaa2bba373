// Bytes that come in pieces, given out by lines.
#ifndef SERVICES_ECHO_LINE_BUFFER_H_
#define SERVICES_ECHO_LINE_BUFFER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace echo {

// No server takes a message as long as this, so a line that is longer is not waited for.
inline constexpr size_t kLongestLine = 64 << 20;

class LineBuffer {
 public:
  void Add(std::string_view bytes) { bytes_ += bytes; }
  // There is nothing more: what stands behind the last newline is a line too.
  void End() { ended_ = true; }

  // The next line, without its newline, if it is there as a whole.
  std::optional<std::string> Next();
  // Ended, and all lines given out.
  bool is_done() const { return ended_ && begin_ == bytes_.size(); }
  bool ended() const { return ended_; }
  // A line has grown longer than kLongestLine.
  bool is_too_long() const { return bytes_.size() - begin_ > kLongestLine; }

 private:
  std::string bytes_;
  // Of the next line.
  size_t begin_ = 0;
  // What is before it holds no newline.
  size_t searched_ = 0;
  bool ended_ = false;
};

}  // namespace echo

#endif  // SERVICES_ECHO_LINE_BUFFER_H_
