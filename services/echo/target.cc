#include "services/echo/target.h"

#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "certgen/ip_address.h"

namespace echo {
namespace {

constexpr std::array<const char*, 6> kSchemes = {
    "dns:", "ipv4:", "ipv6:", "unix:", "unix-abstract:", "xds:"};

bool IsLoopback(const std::string& host) {
  if (absl::EqualsIgnoreCase(host, "localhost")) return true;
  const auto octets = certgen::IpOctets(host);
  if (!octets) return false;
  if (octets->size() == 4) return octets->front() == 127;
  return *octets == certgen::IpOctets("::1");
}

// Takes "scheme:" and "//authority/" off, if they are there.
std::string WithoutScheme(const std::string& text, std::string* scheme) {
  for (const char* known : kSchemes) {
    if (!absl::StartsWith(text, known)) continue;
    *scheme = known;
    std::string rest = text.substr(scheme->size());
    if (absl::StartsWith(rest, "//")) {
      const size_t slash = rest.find('/', 2);
      rest = slash == std::string::npos ? "" : rest.substr(slash + 1);
    }
    return rest;
  }
  return text;
}

}  // namespace

absl::StatusOr<Target> ParseTarget(const std::string& text) {
  const auto refuse = [&text](const char* why) {
    return absl::InvalidArgumentError(
        absl::StrCat("--target '", text, "' ", why, "; give HOST:PORT, such as localhost:50051"));
  };
  Target target;
  target.uri = text;
  std::string scheme;
  const std::string address = WithoutScheme(text, &scheme);
  if (absl::StartsWith(scheme, "unix")) {
    target.loopback = true;
    return target;
  }
  if (address.empty()) return refuse("names no host");
  if (absl::StrContains(address, "/")) return refuse("is not a host and a port");
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos) return refuse("has no port");
  std::string host = address.substr(0, colon);
  const std::string port_text = address.substr(colon + 1);
  int port = 0;
  if (port_text.empty() || port_text.find_first_not_of("0123456789") != std::string::npos ||
      !absl::SimpleAtoi(port_text, &port) || port < 1 || port > 65535) {
    return refuse("has no port between 1 and 65535");
  }
  if (absl::StartsWith(host, "[") && absl::EndsWith(host, "]")) {
    host = host.substr(1, host.size() - 2);
  } else if (absl::StrContains(host, ":")) {
    return refuse("has an IPv6 address without brackets");
  }
  if (host.empty()) return refuse("names no host");
  target.host = host;
  target.loopback = IsLoopback(host);
  return target;
}

}  // namespace echo
