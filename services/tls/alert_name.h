// TLS alerts by name (RFC 8446 §6.2): OpenSSL 3.0 has no words for those of TLS 1.3.
#ifndef SERVICES_TLS_ALERT_NAME_H_
#define SERVICES_TLS_ALERT_NAME_H_

#include <string>

namespace tls {

// "unknown_ca"; "alert N" if it has no name.
std::string AlertName(int alert);

}  // namespace tls

#endif  // SERVICES_TLS_ALERT_NAME_H_
