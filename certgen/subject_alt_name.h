// A name in a certificate's subject alternative name extension: what TLS peers
// compare with the name they wanted (RFC 6125, RFC 9525).
#ifndef CERTGEN_SUBJECT_ALT_NAME_H_
#define CERTGEN_SUBJECT_ALT_NAME_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace certgen {

struct SubjectAltName {
  enum class Kind { kDns, kIp, kUri, kEmail, kOther };

  Kind kind = Kind::kDns;
  // DNS in lower case, IP in the form of inet_ntop, URI as written; for
  // kOther a description only.
  std::string value;

  // Of an IP address in a certificate that has neither 4 nor 16 octets.
  static constexpr char kMalformed[] = "(malformed)";

  friend bool operator==(const SubjectAltName&, const SubjectAltName&) = default;
  friend auto operator<=>(const SubjectAltName&, const SubjectAltName&) = default;
};

// "DNS:localhost", "IP:127.0.0.1", "URI:spiffe://…", as openssl writes them.
std::string ToString(const SubjectAltName& name);
std::string ToString(const std::vector<SubjectAltName>& names);
// The first eight, and how many more there are: for a sentence.
std::string FirstNames(const std::vector<SubjectAltName>& names);

// Each checks one name before OpenSSL sees it; kInvalidArgument says what is
// wrong with it.

// A host name of RFC 1123 in A-labels, at most 253 characters, labels at most
// 63; upper case is lowered. `*` only as the whole first label, above at least
// two others (no verifier matches "*.com"). An IP address in text is refused:
// as a DNS name nobody would match it.
absl::StatusOr<SubjectAltName> DnsName(const std::string& text);
// An IPv4 or IPv6 address without brackets, zone, prefix length or port.
absl::StatusOr<SubjectAltName> IpName(const std::string& text);
// An absolute URI of RFC 3986 with at most 2048 characters; with the scheme
// spiffe it must be a SPIFFE ID with a path (SPIFFE-ID §2, X509-SVID §2).
absl::StatusOr<SubjectAltName> UriName(const std::string& text);

// The names may stand together in one certificate: none twice, and a SPIFFE ID
// only as the one URI.
absl::Status CheckNames(const std::vector<SubjectAltName>& names);

// Those of `names` that can be issued again, each once: an IP address that was written as
// a DNS name becomes an IP name, a DNS name loses a dot at its end, and what DnsName, IpName or
// UriName refuse is left out.
std::vector<SubjectAltName> Issuable(const std::vector<SubjectAltName>& names);

// A client could call a host by it: an IP address, or a DNS name that is no address, with no
// other characters than letters, digits, `-` and `_` (DNS has no such hosts, container networks
// do), no empty label, not even at the end, and `*` only as the first label of three or more.
bool IsHostName(const SubjectAltName& name);

// Whether a TLS client that wants `host` would accept `pattern`, a DNS or IP
// name of the server's certificate. `host` is a host name or an IP address.
bool MatchesHost(const SubjectAltName& pattern, const std::string& host);

}  // namespace certgen

#endif  // CERTGEN_SUBJECT_ALT_NAME_H_
