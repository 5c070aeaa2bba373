// The verdict on a connection that does not come about, before any TLS.
#ifndef SERVICES_TLS_CONNECTION_VERDICT_H_
#define SERVICES_TLS_CONNECTION_VERDICT_H_

#include <string>

#include "absl/status/status.h"
#include "services/tls/http_proxy.h"
#include "services/tls/verdict.h"

namespace tls {

// `status`: of ProbeSocket::Connect to `address`.
Verdict AboutTcp(const absl::Status& status, const std::string& address);

Verdict AboutProxy(const HttpProxy& proxy, const std::string& why);

}  // namespace tls

#endif  // SERVICES_TLS_CONNECTION_VERDICT_H_
