#include "services/echo/target.h"

#include <array>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "certgen/ip_address.h"
#include "services/echo/host_port.h"

namespace echo {
namespace {

constexpr std::array<const char*, 6> kSchemes = {
    "dns:", "ipv4:", "ipv6:", "unix:", "unix-abstract:", "xds:"};

bool IsLoopback(const std::string& host) {
  if (absl::EqualsIgnoreCase(host, "localhost") || absl::EqualsIgnoreCase(host, "localhost.")) {
    return true;
  }
  auto octets = certgen::IpOctets(host);
  if (!octets) return false;
  const std::string v4_mapped("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
  if (octets->size() == 16 && absl::StartsWith(*octets, v4_mapped)) octets->erase(0, 12);
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
  const auto refuse = [&text](const absl::string_view why) {
    return absl::InvalidArgumentError(
        absl::StrCat("--target '", text, "' ", why, "; give HOST:PORT, such as localhost:50051"));
  };
  Target target;
  target.uri = text;
  std::string scheme;
  const std::string address = WithoutScheme(text, &scheme);
  if (absl::StartsWith(scheme, "unix")) {
    if (address.empty()) return refuse("names no socket");
    target.loopback = true;
    target.socket_path = scheme == "unix:" ? address : std::string(1, '\0') + address;
    return target;
  }
  if (address.empty()) return refuse("names no host");
  const absl::StatusOr<HostPort> parsed = ParseHostPort(address, /*lowest_port=*/1);
  if (!parsed.ok()) return refuse(parsed.status().message());
  target.host = parsed->host;
  target.port = parsed->port;
  target.loopback = IsLoopback(target.host);
  target.balanced = scheme == "dns:";
  return target;
}

}  // namespace echo
