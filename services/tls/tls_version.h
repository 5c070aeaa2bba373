// Which versions of TLS a server speaks. gRPC fixes 1.2 and 1.3, and 1.51 has no way to say
// otherwise for SslServerCredentials.
#ifndef SERVICES_TLS_TLS_VERSION_H_
#define SERVICES_TLS_TLS_VERSION_H_

namespace tls {

// TLS of this process, as server and as client, is 1.3 or none, from now on: a peer that has only
// 1.2 is told "protocol version" and refused. Call it before gRPC's credentials are made.
void RequireTls13();

}  // namespace tls

#endif  // SERVICES_TLS_TLS_VERSION_H_
