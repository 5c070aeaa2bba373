// Certificates that end gRPC's process never reach it.
#ifndef SERVICES_TLS_NAME_GUARD_H_
#define SERVICES_TLS_NAME_GUARD_H_

namespace tls {

// From now on, for the rest of the process, TLS refuses a peer whose certificate names an IP
// address of neither 4 nor 16 octets: gRPC 1.51 ends the process over it (an assertion), after any
// handshake that verifies nobody, so that any stranger could end such a server. It adds to what is
// verified and takes nothing away. Call it once, before gRPC makes credentials. Without effect
// where TLS is not OpenSSL's.
void RefuseNamesThatEndGrpc();

}  // namespace tls

#endif  // SERVICES_TLS_NAME_GUARD_H_
