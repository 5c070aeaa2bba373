#include "certgen/ip_address.h"

#include <arpa/inet.h>

namespace certgen {

std::optional<std::string> IpOctets(const std::string& text) {
  unsigned char octets[sizeof(in6_addr)];
  if (text.find('\0') != std::string::npos) return std::nullopt;
  if (inet_pton(AF_INET, text.c_str(), octets) == 1) {
    return std::string(reinterpret_cast<char*>(octets), sizeof(in_addr));
  }
  if (inet_pton(AF_INET6, text.c_str(), octets) == 1) {
    return std::string(reinterpret_cast<char*>(octets), sizeof(in6_addr));
  }
  return std::nullopt;
}

std::optional<std::string> IpText(const std::string& octets) {
  if (octets.size() != sizeof(in_addr) && octets.size() != sizeof(in6_addr)) return std::nullopt;
  char text[INET6_ADDRSTRLEN];
  const int family = octets.size() == sizeof(in_addr) ? AF_INET : AF_INET6;
  if (inet_ntop(family, octets.data(), text, sizeof(text)) == nullptr) return std::nullopt;
  return text;
}

}  // namespace certgen
