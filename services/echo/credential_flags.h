// The flags that name credentials, the same for server and client.
#ifndef SERVICES_ECHO_CREDENTIAL_FLAGS_H_
#define SERVICES_ECHO_CREDENTIAL_FLAGS_H_

#include "absl/status/statusor.h"
#include "certgen/command_line.h"
#include "certgen/credential_files.h"

namespace echo {

// --tls-dir, --cert, --key, --key-passphrase-file, --ca and --crl.
void AddCredentialFlags(certgen::CredentialPaths* paths, CLI::App* program);

// `given`, with pki/leaf if it names no credentials (revocation lists and a passphrase
// are none) and that is there. kInvalidArgument if there is nothing to read.
absl::StatusOr<certgen::CredentialPaths> ChooseCredentials(const certgen::CredentialPaths& given);

}  // namespace echo

#endif  // SERVICES_ECHO_CREDENTIAL_FLAGS_H_
