#include "services/echo/resolved_target.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "certgen/ip_address.h"
#include "services/tls/http_proxy.h"
#include "services/tls/name_resolution.h"

namespace echo {
namespace {

bool IsIpv6(const tls::SocketAddress& address) { return absl::StartsWith(address.text, "["); }

bool HasOwnNameServer(const std::string& uri) {
  return absl::StartsWith(uri, "dns://") && !absl::StartsWith(uri, "dns:///");
}

}  // namespace

std::string ToUri(const std::vector<tls::SocketAddress>& addresses) {
  const bool ipv6 = std::any_of(addresses.begin(), addresses.end(), IsIpv6);
  std::vector<std::string> texts;
  for (const tls::SocketAddress& address : addresses) {
    if (absl::StrContains(address.text, "%")) return "";
    if (!ipv6 || IsIpv6(address)) {
      texts.push_back(address.text);
      continue;
    }
    const size_t colon = address.text.rfind(':');
    texts.push_back(
        absl::StrCat("[::ffff:", address.text.substr(0, colon), "]", address.text.substr(colon)));
  }
  return absl::StrCat(ipv6 ? "ipv6:" : "ipv4:", absl::StrJoin(texts, ","));
}

bool ResolveTarget(const tls::Patience& patience,
                   const std::function<const char*(const char*)>& get, ClientOptions* options) {
  const Target& target = options->target;
  if (target.host.empty() || certgen::IpOctets(target.host.substr(0, target.host.find('%')))) {
    return false;
  }
  if (HasOwnNameServer(target.uri) || absl::StartsWith(target.uri, "xds:")) return false;
  if (!target.loopback) {
    const auto proxy = tls::ProxyFor(target.host, get);
    if (proxy && proxy->fault.empty()) return false;
  }
  const auto addresses = tls::ResolveName(target.host, target.port, patience);
  if (!addresses.ok()) return false;
  options->resolved = ToUri(*addresses);
  return !options->resolved.empty();
}

}  // namespace echo
