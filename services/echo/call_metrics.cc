#include "services/echo/call_metrics.h"

#include "services/echo/status_name.h"

namespace echo {
namespace {

constexpr char kMethodLabel[] = "grpc_method";
constexpr char kStatusLabel[] = "grpc_status";

// gRFC A66, in seconds and bytes.
const prometheus::Histogram::BucketBoundaries kSeconds = {
    0,     0.00001, 0.00005, 0.0001, 0.0003, 0.0006, 0.0008, 0.001, 0.002, 0.003, 0.004,
    0.005, 0.006,   0.008,   0.01,   0.013,  0.016,  0.02,   0.025, 0.03,  0.04,  0.05,
    0.065, 0.08,    0.1,     0.13,   0.16,   0.2,    0.25,   0.3,   0.4,   0.5,   0.65,
    0.8,   1,       2,       5,      10,     20,     50,     100};
const prometheus::Histogram::BucketBoundaries kBytes = {
    0,       1024,    2048,     4096,     16384,     65536,      262144,
    1048576, 4194304, 16777216, 67108864, 268435456, 1073741824, 4294967296};

}  // namespace

CallMetrics::CallMetrics(const std::vector<std::string>& methods, prometheus::Registry* registry)
    : duration_(prometheus::BuildHistogram()
                    .Name("grpc_server_call_duration_seconds")
                    .Help("From the arrival of a call to its end; refused calls took no time.")
                    .Register(*registry)),
      sent_(prometheus::BuildHistogram()
                .Name("grpc_server_call_sent_total_compressed_message_size_bytes")
                .Help("Bytes of the messages sent in a call, before any compression.")
                .Register(*registry)),
      received_(prometheus::BuildHistogram()
                    .Name("grpc_server_call_rcvd_total_compressed_message_size_bytes")
                    .Help("Bytes of the messages received in a call, without any compression.")
                    .Register(*registry)) {
  auto& started = prometheus::BuildCounter()
                      .Name("grpc_server_call_started_total")
                      .Help("Calls that came, those too that were refused.")
                      .Register(*registry);
  auto& in_flight = prometheus::BuildGauge()
                        .Name("echo_calls_in_flight")
                        .Help("Calls that have begun and not ended.")
                        .Register(*registry);
  const auto make = [&](const std::string& label) {
    return Method{label, &started.Add({{kMethodLabel, label}}),
                  &in_flight.Add({{kMethodLabel, label}})};
  };
  for (const std::string& method : methods) methods_[method] = make(method.substr(1));
  other_ = make("other");
}

const CallMetrics::Method& CallMetrics::MethodOf(const std::string& method) const {
  const auto found = methods_.find(method);
  return found == methods_.end() ? other_ : found->second;
}

CallMetrics::Ended CallMetrics::EndedOf(const Method& method, grpc::StatusCode status) {
  const absl::MutexLock lock(&mutex_);
  Ended& ended = ended_[{&method, status}];
  if (ended.duration != nullptr) return ended;
  const prometheus::Labels labels = {{kMethodLabel, method.label},
                                     {kStatusLabel, StatusName(status)}};
  ended = {&duration_.Add(labels, kSeconds), &sent_.Add(labels, kBytes),
           &received_.Add(labels, kBytes)};
  return ended;
}

void CallMetrics::Observe(const Method& method, const CallRecord& call) {
  const Ended ended = EndedOf(method, call.status);
  ended.duration->Observe(absl::ToDoubleSeconds(call.duration));
  ended.sent->Observe(static_cast<double>(call.response_bytes));
  ended.received->Observe(static_cast<double>(call.request_bytes));
}

void CallMetrics::Begins(const std::string& method) {
  const Method& known = MethodOf(method);
  known.started->Increment();
  known.in_flight->Increment();
}

void CallMetrics::Ends(const CallRecord& call) {
  const Method& method = MethodOf(call.method);
  method.in_flight->Decrement();
  Observe(method, call);
}

void CallMetrics::Refused(const std::string& method, grpc::StatusCode status) {
  const Method& known = MethodOf(method);
  known.started->Increment();
  CallRecord call;
  call.status = status;
  Observe(known, call);
}

}  // namespace echo
