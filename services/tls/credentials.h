// The one place where credentials become gRPC's: what was checked goes in, and
// nothing unchecked does. Neither function can fail, because gRPC's own cannot:
// it tells of bad credentials only by a server that does not start or a channel
// that never connects. gRPC copies the private key, and keeps its copy, decrypted, for as long as
// the credentials live; it does not wipe it. The copies that are made here are wiped.
#ifndef SERVICES_TLS_CREDENTIALS_H_
#define SERVICES_TLS_CREDENTIALS_H_

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>

#include <memory>

#include "certgen/client_certificate_mode.h"
#include "certgen/credential_check.h"

namespace tls {

// `checked` must hold no fatal finding.

// Who verifies the certificates of clients, in the modes that do.
enum class ClientVerifier {
  kTls,
  // TLS asks for a certificate, and lets everybody in: whoever sets this sets a CallerCheck
  // (caller_check.h) too.
  kCallerCheck,
};

// Roots are given to gRPC only in the modes that verify clients; by them TLS also tells clients
// which certificate to present.
std::shared_ptr<grpc::ServerCredentials> MakeServerCredentials(
    const certgen::CheckedCredentials& checked, certgen::ClientCertificateMode mode,
    ClientVerifier verifier = ClientVerifier::kTls);

// No TLS: for a port that tells nothing but health. What is served with these anybody
// can read, alter and call.
std::shared_ptr<grpc::ServerCredentials> MakePlaintextServerCredentials();

// A private root replaces the trust anchors and nothing else: gRPC goes on to
// check dates, purpose and name.
std::shared_ptr<grpc::ChannelCredentials> MakeChannelCredentials(
    const certgen::CheckedCredentials& checked);

}  // namespace tls

#endif  // SERVICES_TLS_CREDENTIALS_H_
