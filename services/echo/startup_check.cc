#include "services/echo/startup_check.h"

#include <optional>
#include <string>
#include <utility>

#include "services/tls/self_handshake.h"

namespace echo {
namespace {

// What is wrong with files that were found to be good: gRPC's own opinion.
std::optional<certgen::Finding> CheckWithGrpc(const certgen::CheckedCredentials& checked,
                                              const std::string& file) {
  using certgen::FindingCode;
  using certgen::Severity;
  const certgen::Certificate& leaf = checked.chain.front();
  const auto name = tls::ReachableName(leaf);
  // The check of the files has warned of it.
  if (!name) return std::nullopt;
  const absl::Status shaken = tls::ShakeHandsWithSelf(checked, *name);
  if (shaken.ok()) return std::nullopt;
  return certgen::Finding{FindingCode::kSelfHandshakeFailed,
                          Severity::kFatal,
                          file,
                          leaf,
                          std::string(shaken.message()),
                          "run with --log-level debug to see gRPC's own words"};
}

}  // namespace

certgen::CheckedCredentials CheckAtStartup(const certgen::CredentialPaths& paths,
                                           certgen::ClientCertificateMode mode, absl::Time now) {
  certgen::CheckRequest request;
  request.role = certgen::Role::kServer;
  request.client_certificate_mode = mode;
  request.now = now;
  const certgen::CredentialFiles files = certgen::ReadCredentialFiles(paths);
  certgen::CheckedCredentials checked = certgen::CheckCredentials(files, request);
  if (certgen::HasFatal(checked.findings)) return checked;
  if (auto finding = CheckWithGrpc(checked, files.cert.path)) {
    checked.findings.push_back(*std::move(finding));
  }
  return checked;
}

}  // namespace echo
