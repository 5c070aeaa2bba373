// Where the time of a call went.
#ifndef SERVICES_ECHO_CALL_TIMING_H_
#define SERVICES_ECHO_CALL_TIMING_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "certgen/json_document.h"
#include "services/echo/call_outcome.h"
#include "services/tls/client_handshake_timing.h"

namespace echo {

struct CallPhase {
  // "resolve", "connect", "handshake", "first_byte" and "done".
  const char* name;
  // Its end, since the call's start; nullopt if it was not seen: a call on a connection that was
  // there has only the last two.
  std::optional<absl::Duration> at;
  // Since the end of the last phase that was seen.
  std::optional<absl::Duration> took;
};

// In the order of time. `handshake`: the first one since the call began, if it is this call's.
std::vector<CallPhase> PhasesOf(const CallTimes& times,
                                const std::optional<tls::ClientHandshakeTimes>& handshake);

// "timing": by name, {"at","took"} in milliseconds, or null.
certgen::Json ToJson(const std::vector<CallPhase>& phases);

// A table for people.
std::string Describe(const std::vector<CallPhase>& phases);

}  // namespace echo

#endif  // SERVICES_ECHO_CALL_TIMING_H_
