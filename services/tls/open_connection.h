// What a server knows of a connection whose TLS handshake was good.
#ifndef SERVICES_TLS_OPEN_CONNECTION_H_
#define SERVICES_TLS_OPEN_CONNECTION_H_

#include <optional>

#include "absl/time/time.h"

namespace tls {

struct OpenConnection {
  // When the client's leaf ends, whether or not TLS verified it; nullopt: it presented none.
  std::optional<absl::Time> client_not_after;
};

}  // namespace tls

#endif  // SERVICES_TLS_OPEN_CONNECTION_H_
