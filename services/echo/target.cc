#include "services/echo/target.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
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

// The addresses of an ipv4: or ipv6: URI.
absl::StatusOr<std::vector<HostPort>> ParseAddresses(const std::string& scheme,
                                                     const std::string& text) {
  const size_t octets = scheme == "ipv4:" ? 4 : 16;
  std::vector<HostPort> addresses;
  for (const absl::string_view element : absl::StrSplit(text, ',')) {
    absl::StatusOr<HostPort> address = ParseHostPort(std::string(element), /*lowest_port=*/1);
    if (!address.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("with '", element, "' ", address.status().message()));
    }
    const auto ip = certgen::IpOctets(address->host.substr(0, address->host.find('%')));
    if (!ip || ip->size() != octets) {
      return absl::InvalidArgumentError(absl::StrCat("with '", element, "' has no address of ",
                                                     octets == 4 ? "IPv4" : "IPv6", " there"));
    }
    addresses.push_back(*std::move(address));
  }
  return addresses;
}

}  // namespace

bool Target::has_several_hosts() const {
  return std::any_of(list.begin(), list.end(),
                     [this](const HostPort& address) { return address.host != host; });
}

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
  if (scheme == "ipv4:" || scheme == "ipv6:") {
    absl::StatusOr<std::vector<HostPort>> list = ParseAddresses(scheme, address);
    if (!list.ok()) return refuse(list.status().message());
    target.host = list->front().host;
    target.port = list->front().port;
    target.loopback = std::all_of(list->begin(), list->end(),
                                  [](const HostPort& one) { return IsLoopback(one.host); });
    target.balanced = list->size() > 1;
    if (target.balanced) target.list = *std::move(list);
    return target;
  }
  const absl::StatusOr<HostPort> parsed = ParseHostPort(address, /*lowest_port=*/1);
  if (!parsed.ok()) return refuse(parsed.status().message());
  target.host = parsed->host;
  target.port = parsed->port;
  target.loopback = IsLoopback(target.host);
  target.balanced = scheme == "dns:";
  return target;
}

}  // namespace echo
