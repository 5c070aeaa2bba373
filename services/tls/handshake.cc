#include "services/tls/handshake.h"

#include <string_view>

namespace tls {
namespace {

// The type and length that every handshake message begins with.
constexpr size_t kHeaderSize = 4;

// Takes what is preceded by its length in `length_size` bytes off the front; false if there is
// less.
bool Take(size_t length_size, std::string_view* bytes, std::string_view* taken) {
  if (bytes->size() < length_size) return false;
  size_t length = 0;
  for (size_t i = 0; i < length_size; ++i) {
    length = length << 8 | static_cast<unsigned char>((*bytes)[i]);
  }
  bytes->remove_prefix(length_size);
  if (bytes->size() < length) return false;
  *taken = bytes->substr(0, length);
  bytes->remove_prefix(length);
  return true;
}

}  // namespace

std::vector<std::string> CertificatesOf(const Handshake& handshake) {
  std::string_view message = handshake.certificate_message;
  if (message.size() < kHeaderSize) return {};
  message.remove_prefix(kHeaderSize);
  std::string_view ignored;
  // certificate_request_context
  if (handshake.is_tls13 && !Take(1, &message, &ignored)) return {};
  std::string_view list;
  if (!Take(3, &message, &list) || !message.empty()) return {};
  std::vector<std::string> certificates;
  while (!list.empty()) {
    std::string_view certificate;
    if (!Take(3, &list, &certificate)) return {};
    if (handshake.is_tls13 && !Take(2, &list, &ignored)) return {};
    certificates.emplace_back(certificate);
  }
  return certificates;
}

}  // namespace tls
