#include "certgen/bad_kinds.h"

namespace certgen {
namespace {

using Code = FindingCode;

DefectiveCertificate Named(const char* names) {
  return {.extensions = {{"subjectAltName", names}}};
}

}  // namespace

std::vector<BadKind> BadNameKinds() {
  const char* cert = kCertificateFile;
  constexpr Severity kFatal = Severity::kFatal;
  constexpr Severity kWarning = Severity::kWarning;
  return {
      {"ip-of-five-octets", Code::kCertificateNameMalformed, cert,
       "One of the IP addresses has five octets, on which gRPC 1.51 ends the process.",
       // localhost, 127.0.0.1 and 127.0.0.1.5.
       Leaf(Named("DER:30:18:82:09:6C:6F:63:61:6C:68:6F:73:74:87:04:7F:00:00:01:87:05:7F:00:00:01:"
                  "05"))},
      {"dns-name-with-port", Code::kCertificateNameMalformed, cert,
       "The DNS name has a port: localhost:443.", Leaf(Named("DNS:localhost:443,IP:127.0.0.1")),
       kWarning},
      {"dns-name-with-space", Code::kCertificateNameMalformed, cert,
       "The DNS name has a space in it: 'local host'.", Leaf(Named("DNS:local host,IP:127.0.0.1")),
       kWarning},
      {"wrong-host", Code::kCertificateHostnameMismatch, cert,
       "The certificate is for other.test, and clients call localhost.",
       Leaf({.common_name = "other.test", .extensions = {{"subjectAltName", "DNS:other.test"}}}),
       kFatal, Role::kServer, "localhost"},
      {"wrong-address", Code::kCertificateHostnameMismatch, cert,
       "The certificate is for localhost and 127.0.0.2, and clients call 127.0.0.1.",
       Leaf(Named("DNS:localhost,IP:127.0.0.2")), kFatal, Role::kServer, "127.0.0.1"},
      {"ip-as-dns-name", Code::kCertificateIpAsDnsName, cert,
       "The address 127.0.0.1 is written as a DNS name.",
       Leaf(Named("DNS:localhost,DNS:127.0.0.1")), kFatal, Role::kServer, "127.0.0.1"},
      {"common-name-only", Code::kCertificateCommonNameOnly, cert,
       "The only name is the common name: there is no subjectAltName.", Leaf(Named("")), kWarning,
       Role::kServer, "localhost"},
      {"uri-only", Code::kCertificateHasNoHostName, cert,
       "The only name is a URI, so no client can match a host with it.",
       Leaf({.common_name = "no host name",
             .extensions = {{"subjectAltName", "URI:spiffe://bad.test/leaf"}}}),
       kWarning, Role::kServer},
  };
}

}  // namespace certgen
