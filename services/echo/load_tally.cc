#include "services/echo/load_tally.h"

#include "services/echo/call_report.h"
#include "services/echo/status_name.h"

namespace echo {

void LoadTally::Add(const LoadCallEnd& end, absl::Duration call_latency) {
  messages += end.messages;
  bytes_sent += end.bytes_sent;
  bytes_received += end.bytes_received;
  if (end.session_reused) ++(*end.session_reused ? handshakes_resumed : handshakes_full);
  if (end.code == grpc::StatusCode::OK || end.code == grpc::StatusCode::DEADLINE_EXCEEDED) {
    latency.Record(call_latency);
  }
  if (end.code == grpc::StatusCode::OK && !end.wrong_reply) {
    ++good;
    return;
  }
  if (errors++ == 0) first_error = end.words;
  ++errors_by_status[end.wrong_reply ? kWrongReply : StatusName(end.code)];
}

void LoadTally::AddNotStarted(const LatencyHistogram& waits) {
  if (waits.count() == 0) return;
  if (errors == 0) first_error = "the calls before them took too long";
  errors += waits.count();
  errors_by_status[kNotStarted] += waits.count();
  latency.Merge(waits);
}

bool LoadTally::IsAll(const std::string& status) const {
  return errors > 0 && errors_by_status.size() == 1 && errors_by_status.count(status) == 1;
}

}  // namespace echo
