#include "certgen/fingerprint.h"

#include "certgen/openssl_error.h"

namespace certgen {

std::string ColonHex(const std::string& bytes) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string text;
  text.reserve(bytes.size() * 3);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (!text.empty()) text += ':';
    text += kHex[byte >> 4];
    text += kHex[byte & 0xF];
  }
  return text;
}

std::string Fingerprint(const std::string& bytes, const EVP_MD* digest) {
  unsigned char result[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), result, &length, digest, nullptr) != 1) {
    ClearOpenSslErrors();
    return "";
  }
  return ColonHex(std::string(reinterpret_cast<char*>(result), length));
}

}  // namespace certgen
