// Hears what happens at a server, call by call: for its log and its metrics.
#ifndef SERVICES_ECHO_SERVER_OBSERVER_H_
#define SERVICES_ECHO_SERVER_OBSERVER_H_

#include <string>

#include "absl/time/time.h"
#include "services/echo/call_record.h"
#include "services/tls/refused_call.h"

namespace echo {

// From gRPC's threads, many at once; none of these may block.
class ServerObserver {
 public:
  virtual ~ServerObserver() = default;

  // A call was let in; CallEnds follows.
  virtual void CallBegins(const std::string& /*method*/) {}
  virtual void CallEnds(const CallRecord& /*call*/) {}
  // No handler saw it, and none of the above follows; or, in a dry run, would have been so.
  virtual void CallRefused(const tls::RefusedCall& /*call*/) {}
  // Where the server itself checks certificates (explained refusals, revocation lists): those of a
  // caller, found good, end then.
  virtual void CallerIsGoodUntil(absl::Time /*end*/) {}
  // The server begins to close its connections, after the delay of its drain.
  virtual void Closing() {}
};

}  // namespace echo

#endif  // SERVICES_ECHO_SERVER_OBSERVER_H_
