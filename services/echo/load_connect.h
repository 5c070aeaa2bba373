// The connections of a run, made before its clock starts.
#ifndef SERVICES_ECHO_LOAD_CONNECT_H_
#define SERVICES_ECHO_LOAD_CONNECT_H_

#include <grpcpp/channel.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "absl/synchronization/notification.h"
#include "services/echo/client_channel.h"
#include "services/echo/latency_histogram.h"

namespace echo {

struct ConnectOutcome {
  // What each connection took: name, TCP, TLS and the server's first word in HTTP/2.
  LatencyHistogram times;
  // The first channel whose attempt failed (TRANSIENT_FAILURE), or that had none succeed in its
  // time; nullopt: all are connected, or it was given up.
  std::optional<size_t> failed;
  // It did not fail, but had no success in its time.
  bool timed_out = false;
};

// Connects them all, each within the options' timeout (to wait_for_ready a failed attempt is none),
// no more than 32 at a time, so that none waits for its turn within its own
// time. Ends with the first failure, or within 100 ms of `given_up`, which may be null.
ConnectOutcome ConnectAll(const std::vector<std::shared_ptr<grpc::Channel>>& channels,
                          const ClientOptions& options, const absl::Notification* given_up);

}  // namespace echo

#endif  // SERVICES_ECHO_LOAD_CONNECT_H_
