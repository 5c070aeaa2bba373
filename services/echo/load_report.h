// What `echo-client load` tells of a run: as text, as JSON, and by its exit code.
#ifndef SERVICES_ECHO_LOAD_REPORT_H_
#define SERVICES_ECHO_LOAD_REPORT_H_

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "certgen/exit_code.h"
#include "certgen/json_document.h"
#include "services/echo/latency_histogram.h"
#include "services/echo/load_bottleneck.h"
#include "services/echo/load_options.h"
#include "services/echo/load_tally.h"

namespace echo {

struct LoadResult {
  LoadOptions options;
  LoadTally tally;
  absl::Duration elapsed;
  // A signal ended it early.
  bool interrupted = false;
  // Of the connections that were made before the clock started.
  LatencyHistogram connect_times;
  ClientUse client;
};

// kExitDone only if no call was lost; of those that were, what they have in common.
certgen::ExitCode ExitCodeFor(const LoadTally& tally);

// nullopt if no call was lost; else the commonest status, and how many there were of each.
std::optional<certgen::JsonError> ErrorOf(const LoadTally& tally);

// A table, with a picture of how latencies are spread.
std::string Describe(const LoadResult& result);

// calls, errors, errors_by_status, calls_per_second (good ones), messages_per_second (null of
// unary calls), duration_seconds, interrupted, bytes_sent, bytes_received, latency_us (null if no
// call tells one), connect_us, handshakes (null without new connections), kind, connections,
// streams, payload_size, target_rate (null of a closed loop), client, bottleneck ("client" or
// null).
void AddToDocument(const LoadResult& result, certgen::Json* document);

}  // namespace echo

#endif  // SERVICES_ECHO_LOAD_REPORT_H_
