#include "services/tls/peer_identity.h"

#include <grpc/grpc_security_constants.h>

#include <vector>

#include "absl/strings/match.h"

namespace tls {
namespace {

std::vector<std::string> ValuesOf(const grpc::AuthContext& context, const char* property) {
  std::vector<std::string> values;
  for (const grpc::string_ref& value : context.FindPropertyValues(property)) {
    values.emplace_back(value.data(), value.size());
  }
  return values;
}

}  // namespace

PeerIdentity IdentityOf(const grpc::AuthContext& context, bool peer_is_verified) {
  PeerIdentity identity;
  const std::vector<grpc::string_ref> pem =
      context.FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
  if (pem.empty()) return identity;
  const absl::StatusOr<certgen::Certificate> certificate =
      certgen::Certificate::FromPem(std::string(pem.front().data(), pem.front().size()));
  if (!certificate.ok()) return identity;
  identity.certificate = *certificate;
  identity.verified = peer_is_verified;
  return identity;
}

bool HasCertificate(const grpc::AuthContext& context) {
  return !context.FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME).empty();
}

CallerNames NamesOf(const grpc::AuthContext& context) {
  return {.dns = ValuesOf(context, GRPC_PEER_DNS_PROPERTY_NAME),
          .uri = ValuesOf(context, GRPC_PEER_URI_PROPERTY_NAME),
          .ip = ValuesOf(context, GRPC_PEER_IP_PROPERTY_NAME)};
}

std::string SpiffeId(const certgen::Certificate& certificate) {
  std::string id;
  bool seen = false;
  for (const certgen::SubjectAltName& name : certificate.names()) {
    if (name.kind != certgen::SubjectAltName::Kind::kUri) continue;
    // Not !id.empty(): the first may have been the empty URI.
    if (seen) return "";
    seen = true;
    id = name.value;
  }
  // A URI that only looks like one is not passed on as an identity.
  return absl::StartsWith(id, "spiffe://") && certgen::UriName(id).ok() ? id : "";
}

}  // namespace tls
