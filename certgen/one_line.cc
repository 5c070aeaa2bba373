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

// How many bytes at `i` are one character of UTF-8; 0: they are not UTF-8.
size_t CharacterAt(const std::string& text, size_t i) {
  const auto lead = static_cast<unsigned char>(text[i]);
  const size_t length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (lead > 0xF4 || length > text.size() - i) return 0;
  for (size_t k = 1; k < length; ++k) {
    if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return 0;
  }
  return length;
}

// On a terminal that does not speak UTF-8, a C1 control.
bool IsStrayControl(char c) { return (static_cast<unsigned char>(c) & 0xE0) == 0x80; }

}  // namespace

std::string OneLine(const std::string& text) {
  std::string line;
  for (size_t i = 0; i < text.size();) {
    const size_t unsafe = UnsafeAt(text, i);
    const size_t length = CharacterAt(text, i);
    if (unsafe > 0 || (length == 0 && IsStrayControl(text[i]))) {
      line += '?';
      i += unsafe > 0 ? unsafe : 1;
    } else {
      line.append(text, i, length > 0 ? length : 1);
      i += length > 0 ? length : 1;
    }
  }
  return line;
}

}  // namespace certgen
