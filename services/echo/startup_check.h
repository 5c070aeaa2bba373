// Everything that can be known of a server's credentials before it takes a port.
#ifndef SERVICES_ECHO_STARTUP_CHECK_H_
#define SERVICES_ECHO_STARTUP_CHECK_H_

#include "absl/time/time.h"
#include "certgen/client_certificate_mode.h"
#include "certgen/credential_check.h"
#include "certgen/credential_files.h"

namespace echo {

// The files as certgen::CheckCredentials judges them at `now`; and, if nothing
// fatal is found, a handshake of the server with itself, because only that shows
// that gRPC takes the key.
certgen::CheckedCredentials CheckAtStartup(const certgen::CredentialPaths& paths,
                                           certgen::ClientCertificateMode mode, absl::Time now);

}  // namespace echo

#endif  // SERVICES_ECHO_STARTUP_CHECK_H_
