// Calls by method and status, how long they took and how much they carried. Names and labels are
// those of gRFC A66 (OpenTelemetry) as Prometheus spells them.
#ifndef SERVICES_ECHO_CALL_METRICS_H_
#define SERVICES_ECHO_CALL_METRICS_H_

#include <grpcpp/support/status.h>
#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/echo/call_record.h"

namespace echo {

// From any thread.
class CallMetrics {
 public:
  // Calls of other methods than `methods` count as "other": callers could name any number of them.
  CallMetrics(const std::vector<std::string>& methods, prometheus::Registry* registry);

  void Begins(const std::string& method);
  void Ends(const CallRecord& call);
  // It never began.
  void Refused(const std::string& method, grpc::StatusCode status);

 private:
  // Of one method and status.
  struct Ended {
    prometheus::Histogram* duration = nullptr;
    prometheus::Histogram* sent = nullptr;
    prometheus::Histogram* received = nullptr;
  };
  struct Method {
    std::string label;
    prometheus::Counter* started = nullptr;
    prometheus::Gauge* in_flight = nullptr;
  };

  const Method& MethodOf(const std::string& method) const;
  Ended EndedOf(const Method& method, grpc::StatusCode status);
  void Observe(const Method& method, const CallRecord& call);

  prometheus::Family<prometheus::Histogram>& duration_;
  prometheus::Family<prometheus::Histogram>& sent_;
  prometheus::Family<prometheus::Histogram>& received_;
  // Unchanged once made.
  std::map<std::string, Method> methods_;
  Method other_;
  absl::Mutex mutex_;
  // Made when the first such call ends: most methods know few statuses.
  std::map<std::pair<const Method*, grpc::StatusCode>, Ended> ended_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace echo

#endif  // SERVICES_ECHO_CALL_METRICS_H_
