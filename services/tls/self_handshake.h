// Proof, before a server takes a port, that gRPC accepts its key and chain and
// can shake hands with them.
#ifndef SERVICES_TLS_SELF_HANDSHAKE_H_
#define SERVICES_TLS_SELF_HANDSHAKE_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "certgen/credential_check.h"

namespace tls {

// A name that a client could want from a server with this leaf: the first DNS
// or IP name, with "a" for a wildcard's star. nullopt: clients would match none.
std::optional<std::string> ReachableName(const certgen::Certificate& leaf);

// Serves with the key and chain of `checked` on an abstract socket with a random
// name (no file, no port, no network) and connects to it as `name`, trusting
// the leaf alone. Takes some 20 ms; at most 5 s. kFailedPrecondition if gRPC does
// not take the key, or the handshake fails.
absl::Status ShakeHandsWithSelf(const certgen::CheckedCredentials& checked,
                                const std::string& name);

}  // namespace tls

#endif  // SERVICES_TLS_SELF_HANDSHAKE_H_
