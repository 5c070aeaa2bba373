#include "services/echo/host_port.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "certgen/ip_address.h"

namespace echo {
namespace {

constexpr int kHighestPort = 65535;
constexpr char kHostCharacters[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";

// With or without a zone.
bool IsIpv6(const std::string& text) {
  const auto octets = certgen::IpOctets(text.substr(0, text.find('%')));
  return octets && octets->size() == 16 && text.find_first_of(" \t\r\n") == std::string::npos;
}

}  // namespace

absl::StatusOr<HostPort> ParseHostPort(const std::string& text, int lowest_port) {
  const auto refuse = [](const std::string& why) { return absl::InvalidArgumentError(why); };
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos) return refuse("has no port");
  HostPort address;
  address.host = text.substr(0, colon);
  const std::string port = text.substr(colon + 1);
  if (port.empty() || port.find_first_not_of("0123456789") != std::string::npos ||
      !absl::SimpleAtoi(port, &address.port) || address.port < lowest_port ||
      address.port > kHighestPort) {
    return refuse(absl::StrCat("has no port between ", lowest_port, " and ", kHighestPort));
  }
  std::string& host = address.host;
  if (host.empty()) return refuse("names no host");
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
    if (!IsIpv6(host)) return refuse("has no IPv6 address in its brackets");
    return address;
  }
  if (IsIpv6(host)) return refuse("has an IPv6 address without brackets");
  if (host.find_first_not_of(kHostCharacters) != std::string::npos) {
    return refuse("is not a host and a port");
  }
  return address;
}

std::string ToString(const HostPort& address) {
  const bool ipv6 = absl::StrContains(address.host, ":");
  return absl::StrCat(ipv6 ? "[" : "", address.host, ipv6 ? "]:" : ":", address.port);
}

}  // namespace echo
