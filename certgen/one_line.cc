#include "certgen/one_line.h"

#include "absl/strings/ascii.h"

namespace certgen {
namespace {

// How many bytes at `i` are one character that must not reach a terminal; 0: none.
size_t UnsafeAt(const std::string& text, size_t i) {
  const auto byte = [&](size_t k) {
    return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U;
  };
  if (absl::ascii_iscntrl(static_cast<unsigned char>(text[i]))) return 1;
  if (byte(0) == 0xC2 && byte(1) >= 0x80 && byte(1) <= 0x9F) return 2;  // C1
  if (byte(0) != 0xE2) return 0;
  // U+200E, U+200F; U+2028 to U+202E; U+2066 to U+2069.
  const bool mark = byte(1) == 0x80 && (byte(2) == 0x8E || byte(2) == 0x8F);
  const bool separator = byte(1) == 0x80 && byte(2) >= 0xA8 && byte(2) <= 0xAE;
  const bool isolate = byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9;
  return mark || separator || isolate ? 3 : 0;
}

}  // namespace

std::string OneLine(const std::string& text) {
  std::string line;
  for (size_t i = 0; i < text.size();) {
    const size_t unsafe = UnsafeAt(text, i);
    line += unsafe > 0 ? '?' : text[i];
    i += unsafe > 0 ? unsafe : 1;
  }
  return line;
}

}  // namespace certgen
