// A target's name looked up by ourselves, to see how long it takes: gRPC does not tell.
#ifndef SERVICES_ECHO_RESOLVED_TARGET_H_
#define SERVICES_ECHO_RESOLVED_TARGET_H_

#include <functional>
#include <string>
#include <vector>

#include "services/echo/client_channel.h"
#include "services/tls/patience.h"
#include "services/tls/probe_socket.h"

namespace echo {

// A URI of gRPC for `addresses`: ipv4:, or if one is IPv6, ipv6: for all, as IPv4 has its place
// there (RFC 4291 section 2.5.5.2). Empty if gRPC has no way to write one: a zone.
std::string ToUri(const std::vector<tls::SocketAddress>& addresses);

// Asks the system's resolver, and sets options->resolved. False if that is left to gRPC: the target
// is no name, or has a name server of its own; a proxy asks for itself; or there is no answer, of
// which gRPC has the words. `get` reads the environment.
bool ResolveTarget(const tls::Patience& patience,
                   const std::function<const char*(const char*)>& get, ClientOptions* options);

}  // namespace echo

#endif  // SERVICES_ECHO_RESOLVED_TARGET_H_
