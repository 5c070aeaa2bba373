// Whether credentials can work, and if not, why: all that is wrong at once,
// before any port is bound and before gRPC sees the text.
#ifndef CERTGEN_CREDENTIAL_CHECK_H_
#define CERTGEN_CREDENTIAL_CHECK_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "certgen/certificate.h"
#include "certgen/certificate_check.h"
#include "certgen/client_certificate_mode.h"
#include "certgen/credential_files.h"
#include "certgen/finding.h"
#include "certgen/lint_scope.h"
#include "certgen/revocation_list.h"
#include "certgen/secret_text.h"

namespace certgen {

struct CheckRequest {
  Role role = Role::kBoth;
  // For the server's role: whether it needs roots to check its clients.
  ClientCertificateMode client_certificate_mode = ClientCertificateMode::kRequire;
  absl::Time now;
  // For the server's role: the DNS name or IP address that clients call; empty: unknown.
  std::string host = "";
  // Whose rules to hold the chain to, beyond what TLS demands of everybody.
  std::vector<LintScope> scopes = {};
};

struct CheckedCredentials {
  // All that is wrong, what is fatal first.
  std::vector<Finding> findings;
  // For TLS: what was checked, written again, and nothing else that the files may
  // hold; gRPC reads files in its own way. Empty where the file was not asked for
  // or is not needed. To be used only if nothing fatal was found.
  std::string cert_pem;
  // PKCS#8, decrypted if it was encrypted. It wipes itself; the contents of a key's file that was
  // not encrypted are not wiped, nor is what gRPC keeps of either.
  SecretText key_pem;
  std::string roots_pem;
  // The leaf first.
  std::vector<Certificate> chain;
  // What roots_pem holds.
  std::vector<Certificate> roots;
  // To check peers by (PeerPolicy::crls); required if they were asked for by name.
  std::vector<RevocationList> crls;
  bool crls_required = false;
  // When the first certificate on the way to the root ends, the root included; infinite
  // without a certificate.
  absl::Time valid_until = absl::InfiniteFuture();
};

// A server needs a certificate and its key, and roots in the modes that verify
// clients. A client needs roots, and either both or neither of certificate and
// key.
CheckedCredentials CheckCredentials(const CredentialFiles& files, const CheckRequest& request);

// Turns fatal findings that gRPC can load and present all the same (expired,
// wrong purpose…) into warnings, for trying other people's refusals.
void PresentAnyway(std::vector<Finding>* findings);

}  // namespace certgen

#endif  // CERTGEN_CREDENTIAL_CHECK_H_
