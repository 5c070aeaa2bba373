#include "services/tls/grpc_log.h"

#include <utility>

#include "services/tls/grpc_version.h"

#ifdef TLS_ECHO_GPR_LOG
#include <grpc/support/log.h>
#else
#include "absl/log/globals.h"
#include "absl/log/initialize.h"
#include "absl/log/log_sink.h"
#include "absl/log/log_sink_registry.h"
#endif

namespace tls {
namespace {

std::function<void(const std::string&)>& Sink() {
  // Never destroyed: gRPC's threads may log while the process ends.
  static auto* const sink = new std::function<void(const std::string&)>();
  return *sink;
}

#ifdef TLS_ECHO_GPR_LOG
void OnLine(gpr_log_func_args* line) {
  if (Sink()) Sink()(line->message);
}
#else
class ToSink : public absl::LogSink {
 public:
  void Send(const absl::LogEntry& entry) override {
    if (Sink()) Sink()(std::string(entry.text_message()));
  }
};
#endif

}  // namespace

bool IsLastWord(const std::string& line) {
  return line.find("assertion failed") != std::string::npos ||
         line.find("Check failed") != std::string::npos;
}

void RedirectGrpcLog(std::function<void(const std::string& line)> sink) {
  Sink() = std::move(sink);
#ifdef TLS_ECHO_GPR_LOG
  gpr_set_log_function(OnLine);
#else
  static auto* const to_sink = new ToSink();
  absl::AddLogSink(to_sink);
  absl::SetStderrThreshold(absl::LogSeverityAtLeast::kInfinity);
  absl::InitializeLog();
#endif
}

}  // namespace tls
