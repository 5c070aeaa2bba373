// What a server asks of its clients' certificates: gRPC's five request types,
// in the order of grpc_ssl_client_certificate_request_type.
#ifndef CERTGEN_CLIENT_CERTIFICATE_MODE_H_
#define CERTGEN_CLIENT_CERTIFICATE_MODE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace certgen {

enum class ClientCertificateMode {
  kNone,           // never asks
  kRequest,        // asks, takes any answer: the identity is not verified
  kVerifyIfGiven,  // asks; no certificate is fine, a bad one is refused
  kRequireAny,     // demands one, takes any: the identity is not verified
  kRequire,        // demands one that leads to the client roots; the default
};

// "none", "request", "verify-if-given", "require-any", "require".
const std::vector<std::string>& ClientCertificateModeNames();
std::string ClientCertificateModeName(ClientCertificateMode mode);
// kInvalidArgument, with the list of names.
absl::StatusOr<ClientCertificateMode> ParseClientCertificateMode(const std::string& name);

// Whether TLS checks what clients present. Only then is an identity a fact, and
// only then are client roots needed.
bool VerifiesClients(ClientCertificateMode mode);

}  // namespace certgen

#endif  // CERTGEN_CLIENT_CERTIFICATE_MODE_H_
