// Revocation checked by gRPC's own TLS on the client's side, for which SslCredentials has no
// option.
#ifndef SERVICES_TLS_REVOCATION_IN_TLS_H_
#define SERVICES_TLS_REVOCATION_IN_TLS_H_

#include <vector>

#include "certgen/revocation_list.h"

namespace tls {

// From now on, for the rest of the process, every TLS handshake of a client in it checks the
// server's certificate against `lists`, which must not be empty, as certgen::CheckPeer does:
// a certificate that is listed is refused; if `required`, so is one whose issuer has no current
// list among them. It adds to what gRPC checks and takes nothing away. Call it once, before gRPC
// makes credentials. Returns false, and does nothing, where TLS is not OpenSSL's.
bool CheckRevocationInTls(const std::vector<certgen::RevocationList>& lists, bool required);

}  // namespace tls

#endif  // SERVICES_TLS_REVOCATION_IN_TLS_H_
