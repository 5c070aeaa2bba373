// What became of the calls of a run.
#ifndef SERVICES_ECHO_LOAD_TALLY_H_
#define SERVICES_ECHO_LOAD_TALLY_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/time/time.h"
#include "services/echo/latency_histogram.h"
#include "services/echo/load_call.h"

namespace echo {

// In place of a status: an OK with other replies than were asked for, and a call that became due
// and was never begun, as those before it took too long.
inline constexpr char kWrongReply[] = "wrong-reply";
inline constexpr char kNotStarted[] = "not-started";

struct LoadTally {
  void Add(const LoadCallEnd& end, absl::Duration call_latency);
  // How long each of them waited.
  void AddNotStarted(const LatencyHistogram& waits);

  // That were good, and that were not.
  int64_t good = 0;
  int64_t errors = 0;
  // By the names of gRPC's statuses and the two above.
  std::map<std::string, int64_t> errors_by_status;
  // What the first of them said.
  std::string first_error;
  int64_t messages = 0;
  int64_t bytes_sent = 0;
  int64_t bytes_received = 0;
  // Of calls on connections of their own.
  int64_t handshakes_full = 0;
  int64_t handshakes_resumed = 0;
  // Of good calls, of those whose time ran out, and of those that waited and were never begun:
  // left out, they would make a slow server look fast.
  LatencyHistogram latency;

  int64_t calls() const { return good + errors; }
  // Whether there are errors and each is `status`.
  bool IsAll(const std::string& status) const;
};

}  // namespace echo

#endif  // SERVICES_ECHO_LOAD_TALLY_H_
