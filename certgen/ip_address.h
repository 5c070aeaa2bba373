// IP addresses as certificates hold them (RFC 5280 §4.2.1.6): octets in network
// order, 4 for IPv4 and 16 for IPv6.
#ifndef CERTGEN_IP_ADDRESS_H_
#define CERTGEN_IP_ADDRESS_H_

#include <optional>
#include <string>

namespace certgen {

// nullopt unless `text` is one whole IPv4 or IPv6 address, without brackets,
// zone, prefix length or port.
std::optional<std::string> IpOctets(const std::string& text);

// The form of inet_ntop; nullopt for any other number of octets.
std::optional<std::string> IpText(const std::string& octets);

}  // namespace certgen

#endif  // CERTGEN_IP_ADDRESS_H_
