// The flags that name credentials, the same for server and client, and the
// words in which both report what is wrong with them.
#ifndef SERVICES_ECHO_CREDENTIAL_FLAGS_H_
#define SERVICES_ECHO_CREDENTIAL_FLAGS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "certgen/command_line.h"
#include "certgen/credential_files.h"
#include "certgen/finding.h"
#include "certgen/json_document.h"

namespace echo {

// --tls-dir, --cert, --key and --ca.
void AddCredentialFlags(certgen::CredentialPaths* paths, CLI::App* program);

// `given`, or pki/leaf if nothing was given and it is there. kInvalidArgument if
// there is nothing to read.
absl::StatusOr<certgen::CredentialPaths> ChooseCredentials(const certgen::CredentialPaths& given);

// One line each: "PROGRAM: FILE: cause; cure", warnings marked as such.
std::string Describe(const std::string& program, const std::vector<certgen::Finding>& findings);

// The first fatal finding, as the document's error; nullopt if there is none.
std::optional<certgen::JsonError> FirstFatal(const std::vector<certgen::Finding>& findings);

}  // namespace echo

#endif  // SERVICES_ECHO_CREDENTIAL_FLAGS_H_
