// The command verify: a directory or three files in, all that is wrong with them out.
// Unless scopes are asked for, it is the very check that the programs make at start, with
// the same words and the same JSON.
#ifndef CERTGEN_VERIFY_COMMAND_H_
#define CERTGEN_VERIFY_COMMAND_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "certgen/client_certificate_mode.h"
#include "certgen/command_line.h"
#include "certgen/command_result.h"
#include "certgen/credential_files.h"

namespace certgen {

// As written.
struct VerifyFlags {
  CredentialPaths paths;
  // Empty: what the leaf's extended key usage says.
  std::string role;
  std::string host;
  std::string client_cert = ClientCertificateModeName(ClientCertificateMode::kRequire);
  std::string at;
  // See lint_scope.h.
  std::vector<std::string> scopes;
  // The code or rule to explain, in place of a check.
  std::string explain;
};

void AddVerifyCommand(VerifyFlags* flags, CLI::App* program);

// Exits 1 if something fatal was found. Warnings and faults go to stderr, as the programs'
// do; stdout has the verdict, or the document.
CommandResult RunVerify(const VerifyFlags& flags, bool json, absl::Time now);

}  // namespace certgen

#endif  // CERTGEN_VERIFY_COMMAND_H_
