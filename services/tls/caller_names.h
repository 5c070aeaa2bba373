// The names that a caller's certificate vouches for: what rules of authorization go by.
#ifndef SERVICES_TLS_CALLER_NAMES_H_
#define SERVICES_TLS_CALLER_NAMES_H_

#include <string>
#include <vector>

namespace tls {

// From the subject alternative names of the leaf; never the common name (RFC 9525 §2). All are as
// the certificate has them, IP addresses in the form of inet_ntop.
struct CallerNames {
  std::vector<std::string> dns = {};
  std::vector<std::string> uri = {};
  std::vector<std::string> ip = {};

  bool empty() const { return dns.empty() && uri.empty() && ip.empty(); }
};

// "uri:spiffe://…", "dns:localhost", "ip:127.0.0.1": as rules write them; URIs first, which say
// most. At most eight, each of at most 300 bytes.
std::vector<std::string> RuleForms(const CallerNames& names);

}  // namespace tls

#endif  // SERVICES_TLS_CALLER_NAMES_H_
