// Why a server refused us, as far as our side can tell: what it asked for, held against what
// we presented. gRPC C++ and many others hang up without a word (TLS 1.3 even after the
// handshake); those that send an alert name less than our own files show.
#ifndef SERVICES_TLS_OWN_REFUSAL_H_
#define SERVICES_TLS_OWN_REFUSAL_H_

#include <string>
#include <vector>

#include "certgen/credential_check.h"
#include "services/tls/probed_connection.h"
#include "services/tls/verdict.h"

namespace tls {

// "any CA", or "CN=a or CN=b", at most three of them.
std::string CaNamesText(const std::vector<std::string>& ca_names);

// The alert is of the client's certificate, or of its absence.
bool IsOfOurCertificate(int alert);

// Of a server that asked for a certificate and then ended the connection. `own` is what the
// handshake was made with; its findings are those of the credential check as a client.
Verdict WhyRefused(const HandshakeSight& sight, const certgen::CheckedCredentials& own,
                   absl::Time now);

}  // namespace tls

#endif  // SERVICES_TLS_OWN_REFUSAL_H_
