// Why a client does not get through to a server, or that it does: from the name to HTTP/2, at
// every address, by OpenSSL and sockets alone. gRPC's own call comes on top (echo/diagnose.h).
#ifndef SERVICES_TLS_DIAGNOSIS_H_
#define SERVICES_TLS_DIAGNOSIS_H_

#include <optional>
#include <string>
#include <vector>

#include "certgen/credential_check.h"
#include "services/tls/address_probe.h"
#include "services/tls/patience.h"
#include "services/tls/stage.h"
#include "services/tls/verdict.h"

namespace tls {

struct DiagnosisRequest {
  // A name or an address, without brackets, and its port; or a Unix socket (UnixAddress), if
  // `host` is empty.
  std::string host;
  int port = 0;
  std::string socket_path;
  // The name that the server's certificate must have.
  std::string server_name;
  // Free of fatal findings, or with faults that can be presented.
  certgen::CheckedCredentials own;
  // False where gRPC would not use a proxy either.
  bool may_use_proxy = true;
  absl::Time now;
};

struct Diagnosis {
  Verdict verdict;
  // Of the address that the verdict is of; empty if it is of none.
  std::string address;
  // Before any address: proxy, resolution.
  std::vector<Stage> stages;
  // In the order of the resolution.
  std::vector<AddressReport> addresses;
};

// All addresses at once, 16 at most. One that is good makes the whole good, as gRPC goes on to the
// next; of several that are not, the one that came farthest gives the verdict. Ends within
// `patience`; at most two connections per address.
Diagnosis Diagnose(const DiagnosisRequest& request, const Patience& patience);

}  // namespace tls

#endif  // SERVICES_TLS_DIAGNOSIS_H_
