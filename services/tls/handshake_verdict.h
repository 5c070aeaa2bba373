// The verdict on a handshake that did not work, or on what came after one that did.
#ifndef SERVICES_TLS_HANDSHAKE_VERDICT_H_
#define SERVICES_TLS_HANDSHAKE_VERDICT_H_

#include <string>

#include "certgen/credential_check.h"
#include "services/tls/probed_connection.h"
#include "services/tls/verdict.h"

namespace tls {

// Of what is no TLS: the server's first bytes.
Verdict AboutPlaintext(const std::string& first_bytes);

// Of a chain that CheckPeer refuses: the server's fault, or that of the roots and lists on our
// side.
Verdict AboutServerCertificate(const certgen::PeerVerdict& refused);

// Whether a handshake that offers everything would tell more: there was no agreement.
bool WantsWideOffer(const HandshakeSight& sight);

// Of a handshake that offered everything: what the server wants that gRPC does not offer.
// HANDSHAKE_FAILED, with the words of `narrow`, if that is not it.
Verdict AboutDisagreement(const HandshakeSight& narrow, const HandshakeSight& wide);

// Of a handshake that is not done.
Verdict AboutHandshake(const HandshakeSight& sight, const certgen::CheckedCredentials& own,
                       absl::Time now);

}  // namespace tls

#endif  // SERVICES_TLS_HANDSHAKE_VERDICT_H_
