// Who is at the other end of a connection, from its certificate.
#ifndef SERVICES_TLS_PEER_IDENTITY_H_
#define SERVICES_TLS_PEER_IDENTITY_H_

#include <grpcpp/security/auth_context.h>

#include <optional>
#include <string>

#include "certgen/certificate.h"
#include "services/tls/caller_names.h"

namespace tls {

struct PeerIdentity {
  // False: everything here is only what the peer claims. Nothing may be decided
  // by it. gRPC's own IsPeerAuthenticated() says true all the same.
  bool verified = false;
  // Absent if the peer presented none.
  std::optional<certgen::Certificate> certificate;
};

// `peer_is_verified` is a fact about the mode of this side: true on a client;
// on a server what certgen::VerifiesClients says.
PeerIdentity IdentityOf(const grpc::AuthContext& context, bool peer_is_verified);

// Whether the peer presented one, good or bad.
bool HasCertificate(const grpc::AuthContext& context);

// The names of the peer's leaf, without parsing it. It may be any peer's where TLS did not verify.
CallerNames NamesOf(const grpc::AuthContext& context);

// The SPIFFE ID, if the certificate has exactly one URI and it is one
// (X509-SVID §2); else empty.
std::string SpiffeId(const certgen::Certificate& certificate);

}  // namespace tls

#endif  // SERVICES_TLS_PEER_IDENTITY_H_
