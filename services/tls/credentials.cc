#include "services/tls/credentials.h"

namespace tls {
namespace {

grpc_ssl_client_certificate_request_type ToGrpc(certgen::ClientCertificateMode mode) {
  switch (mode) {
    case certgen::ClientCertificateMode::kNone:
      return GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE;
    case certgen::ClientCertificateMode::kRequest:
      return GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_BUT_DONT_VERIFY;
    case certgen::ClientCertificateMode::kVerifyIfGiven:
      return GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY;
    case certgen::ClientCertificateMode::kRequireAny:
      return GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_BUT_DONT_VERIFY;
    case certgen::ClientCertificateMode::kRequire:
      break;
  }
  return GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY;
}

}  // namespace

std::shared_ptr<grpc::ServerCredentials> MakeServerCredentials(
    const certgen::CheckedCredentials& checked, certgen::ClientCertificateMode mode,
    ClientVerifier verifier) {
  const bool tls_verifies = verifier == ClientVerifier::kTls || !certgen::VerifiesClients(mode);
  grpc::SslServerCredentialsOptions options(
      ToGrpc(tls_verifies ? mode : certgen::ClientCertificateMode::kRequest));
  options.pem_key_cert_pairs.push_back({checked.key_pem.text(), checked.cert_pem});
  if (certgen::VerifiesClients(mode)) options.pem_root_certs = checked.roots_pem;
  auto credentials = grpc::SslServerCredentials(options);
  certgen::Wipe(&options.pem_key_cert_pairs.front().private_key);
  return credentials;
}

std::shared_ptr<grpc::ServerCredentials> MakePlaintextServerCredentials() {
  return grpc::InsecureServerCredentials();
}

std::shared_ptr<grpc::ChannelCredentials> MakeChannelCredentials(
    const certgen::CheckedCredentials& checked) {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = checked.roots_pem;
  options.pem_private_key = checked.key_pem.text();
  options.pem_cert_chain = checked.cert_pem;
  auto credentials = grpc::SslCredentials(options);
  certgen::Wipe(&options.pem_private_key);
  return credentials;
}

}  // namespace tls
