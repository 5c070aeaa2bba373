#include "services/tls/connection_verdict.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace tls {

namespace {

using Code = certgen::FindingCode;

}  // namespace

Verdict AboutTcp(const absl::Status& status, const std::string& address) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
      return Fault(Code::kConnectionRefused, certgen::kExitNetwork,
                   absl::StrCat("nobody listens on ", address, ": the connection is refused"),
                   "check host and port in --target, and that the server runs: it may have stopped "
                   "at its own credentials");
    case absl::StatusCode::kAborted:
      return Fault(Code::kPeerConnectionClosed, certgen::kExitNetwork,
                   absl::StrCat(address, " takes the connection and resets it at once"),
                   "call the server directly (--target), and look at the log of what stands "
                   "between");
    case absl::StatusCode::kDeadlineExceeded:
      return Fault(Code::kConnectionTimeout, certgen::kExitNetwork,
                   absl::StrCat("nothing comes back from ", address,
                                ": a firewall or network policy drops the packets, or the machine "
                                "is off"),
                   "check the address in --target, and what stands between");
    default:
      if (absl::StartsWith(address, "unix")) {
        return Fault(Code::kConnectionRefused, certgen::kExitNetwork,
                     absl::StrCat("nobody listens on ", address, ": ", status.message()),
                     "check the path in --target, and that the server runs");
      }
      return Fault(Code::kNetworkUnreachable, certgen::kExitNetwork,
                   absl::StrCat("there is no way to ", address, ": ", status.message()),
                   "check the address in --target, and the routes of this machine: ip route get "
                   "ADDRESS");
  }
}

Verdict AboutProxy(const HttpProxy& proxy, const std::string& why) {
  return Fault(Code::kProxyFailed, certgen::kExitNetwork,
               absl::StrCat("the proxy ", proxy.host, ":", proxy.port, ", which ", proxy.variable,
                            " names, makes no connection: ", why),
               "take the server out of its way (export no_proxy=HOST), or mend the proxy");
}

}  // namespace tls
