// echo-server: flags in, one checked and drained EchoServer.

#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "certgen/command_line.h"
#include "certgen/exit_code.h"
#include "certgen/finding_report.h"
#include "certgen/standard_streams.h"
#include "services/echo/allow_file_watch.h"
#include "services/echo/authorization_flags.h"
#include "services/echo/credential_flags.h"
#include "services/echo/echo_server.h"
#include "services/echo/heap_trim.h"
#include "services/echo/log.h"
#include "services/echo/metrics_listener.h"
#include "services/echo/open_file_limit.h"
#include "services/echo/served_methods.h"
#include "services/echo/server_metrics.h"
#include "services/echo/server_settings.h"
#include "services/echo/server_signals.h"
#include "services/echo/startup_check.h"
#include "services/echo/telemetry.h"
#include "services/tls/allow_list.h"
#include "services/tls/grpc_library.h"
#include "services/tls/grpc_log.h"
#include "services/tls/handshake_watch.h"
#include "services/tls/name_guard.h"
#include "services/tls/tls_version.h"

namespace echo {
namespace {

constexpr char kProgram[] = "echo-server";

// Also for people who asked for JSON: errors stand on stderr in any case.
void PrintDocument(const std::optional<certgen::JsonError>& error,
                   const std::vector<certgen::Finding>& findings) {
  std::fputs(certgen::ToLine(certgen::JsonDocument(error, findings)).c_str(), stdout);
}

// As many lines as the message has.
void PrintError(const std::string& message) {
  for (const auto& line : absl::StrSplit(message, '\n')) {
    std::fprintf(stderr, "%s: %s\n", kProgram, std::string(line).c_str());
  }
}

void PrintReady(const EchoServer& server, const MetricsListener* metrics, LogFormat format) {
  certgen::Json listen = certgen::Json::array();
  std::string text;
  for (const ListenAddress& address : server.addresses()) {
    listen.push_back(ToString(address));
    absl::StrAppend(&text, kProgram, ": listening on ", ToString(address), "\n");
  }
  if (format == LogFormat::kJson) {
    certgen::Json ready = {{"event", "ready"}, {"listen", listen}};
    if (const auto health = server.health_address()) ready["health_listen"] = ToString(*health);
    if (metrics != nullptr) ready["metrics_listen"] = ToString(metrics->address());
    text = certgen::ToLine(ready);
  }
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

// How a server that ran came to its end.
struct Ending {
  bool drained = false;
  std::shared_ptr<const Telemetry> telemetry;
};

// From now on handshakes are told to it.
std::shared_ptr<Telemetry> StartTelemetry(const certgen::CheckedCredentials& checked,
                                          const ServerOptions& options,
                                          std::shared_ptr<ServerMetrics> metrics) {
  tls::RefusalPolicy policy;
  policy.roots = checked.roots;
  policy.known = checked.chain;
  policy.handshake_timeout = options.limits.handshake_timeout;
  const bool tls_verifies = certgen::VerifiesClients(options.client_certificate_mode) &&
                            !options.explain_refusals && checked.crls.empty() &&
                            !checked.crls_required;
  auto telemetry = std::make_shared<Telemetry>(std::move(policy), std::move(metrics), tls_verifies);
  tls::WatchHandshakes(
      {.failed = [telemetry](const tls::Handshake& h) { telemetry->HandshakeFailed(h); },
       .opened = [telemetry](const tls::OpenConnection& c) { telemetry->ConnectionOpened(c); },
       .closed = [telemetry](const tls::OpenConnection& c) { telemetry->ConnectionClosed(c); }});
  return telemetry;
}

// Null if there is no file to watch.
std::unique_ptr<AllowFileWatch> WatchAllowFile(const Authorization& authorization,
                                               const std::shared_ptr<tls::AllowList>& list,
                                               const std::shared_ptr<ServerMetrics>& metrics) {
  if (authorization.file.empty()) return nullptr;
  return std::make_unique<AllowFileWatch>(
      AllowFileWatch::Options{.path = authorization.file,
                              .contents = authorization.file_contents,
                              .fixed = authorization.fixed,
                              .list = list,
                              .on_replaced = [metrics](size_t n) { metrics->RulesReplaced(n); },
                              .on_kept = [metrics] { metrics->RulesKept(); }});
}

int Fail(const absl::Status& status) {
  PrintError(std::string(status.message()));
  return status.code() == absl::StatusCode::kUnavailable ? certgen::kExitNetwork
                                                         : certgen::kExitOurCredentials;
}

// Wipes the private key of `checked` once gRPC has it.
int Serve(ServerSettings settings, certgen::CheckedCredentials* checked, ServerSignals* signals,
          std::optional<Ending>* ending) {
  const std::vector<tls::AllowRule> rules = settings.authorization.AllRules();
  const auto metrics = std::make_shared<ServerMetrics>(ServedMethods(settings.server.channelz),
                                                       *checked, rules.size());
  std::unique_ptr<MetricsListener> metrics_listener;
  if (settings.metrics_listen) {
    auto started = MetricsListener::Start(*settings.metrics_listen, metrics->collectables());
    if (!started.ok()) return Fail(started.status());
    metrics_listener = *std::move(started);
  }
  const std::shared_ptr<Telemetry> telemetry = StartTelemetry(*checked, settings.server, metrics);
  settings.server.observer = telemetry;
  std::shared_ptr<tls::AllowList> allow_list;
  if (!rules.empty()) {
    allow_list =
        std::make_shared<tls::AllowList>(tls::AllowRules(rules), settings.authorization.dry_run);
    settings.server.allow_list = allow_list;
  }
  const absl::StatusOr<std::unique_ptr<EchoServer>> server =
      EchoServer::Start(settings.server, *checked);
  checked->key_pem.Wipe();
  if (!server.ok()) return Fail(server.status());
  const auto allow_file_watch = WatchAllowFile(settings.authorization, allow_list, metrics);
  if (allow_file_watch != nullptr) {
    signals->OnHangup([&watch = *allow_file_watch] { watch.ReadNow(); });
  }
  if (const auto health = (*server)->health_address()) {
    Log(LogLevel::kInfo, "health-listening", {{"address", ToString(*health)}, {"tls", false}});
  }
  if (metrics_listener != nullptr) {
    Log(LogLevel::kInfo, "metrics-listening",
        {{"address", ToString(metrics_listener->address())}, {"tls", false}});
  }
  if (!rules.empty()) Log(LogLevel::kInfo, "rules-loaded", {{"rules", rules.size()}});
  const HeapTrim trim;
  PrintReady(**server, metrics_listener.get(), settings.log_format);
  signals->WaitForEnd();
  const bool drained = (*server)->Drain(settings.drain_delay, settings.drain_timeout);
  if (!drained) {
    Log(LogLevel::kWarning, "drain-cut",
        {{"timeout", absl::FormatDuration(settings.drain_timeout)}});
  }
  signals->OnHangup(nullptr);
  *ending = {drained, telemetry};
  return drained ? certgen::kExitDone : certgen::kExitFailed;
}

int CheckAndServe(const ServerFlags& flags, const ServerSettings& settings, ServerSignals* signals,
                  std::optional<Ending>* ending) {
  const tls::GrpcLibrary grpc;
  certgen::CheckedCredentials checked =
      CheckAtStartup(settings.credentials, settings.server.client_certificate_mode, absl::Now());
  std::fputs(certgen::Describe(kProgram, checked.findings).c_str(), stderr);
  for (const std::string& line : UnknownMethodsIn(settings.authorization.AllRules(),
                                                  ServedMethods(settings.server.channelz))) {
    PrintError(absl::StrCat("warning: ", line));
  }
  const std::optional<certgen::JsonError> error = certgen::FirstFatal(checked.findings);
  if (flags.check_config && flags.json) {
    PrintDocument(error, checked.findings);
  } else if (flags.check_config && !error) {
    std::printf("%s: the configuration is good\n", kProgram);
  }
  if (error) return certgen::kExitOurCredentials;
  if (flags.check_config) return certgen::kExitDone;
  return Serve(settings, &checked, signals, ending);
}

int Run(int argc, const char* const* argv) {
  certgen::OpenStandardStreams();
  // Debian's Abseil looks for lock cycles in production, at a quarter of the
  // throughput.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  ServerFlags flags;
  CLI::App program;
  certgen::PrepareProgram(kProgram,
                          "A gRPC echo service over TLS that checks its credentials before it "
                          "serves,\nand knows its callers.",
                          &program);
  AddServerFlags(&flags, &program);
  const certgen::ParseOutcome parsed = certgen::ParseCommandLine("ECHO", argc, argv, &program);
  std::fputs(parsed.out.c_str(), stdout);
  std::fputs(parsed.err.c_str(), stderr);
  if (parsed.exit_code) return *parsed.exit_code;
  const absl::StatusOr<ServerSettings> settings = ToSettings(flags);
  if (!settings.ok()) {
    const std::string message(settings.status().message());
    if (flags.json) PrintDocument(certgen::ToJsonError(settings.status()), {});
    PrintError(message);
    return certgen::kExitUsage;
  }

  // Before gRPC starts any thread: threads inherit the mask.
  std::signal(SIGPIPE, SIG_IGN);
  // Its thread never ends.
  auto& signals = *new ServerSignals(!settings->authorization.file.empty());
  StartQueuedLog(settings->log_format, settings->log_level);
  signals.Start();
  tls::RedirectGrpcLog([](const std::string& line) {
    const bool is_last = tls::IsLastWord(line);
    Log(is_last ? LogLevel::kError : LogLevel::kDebug, "grpc", {{"line", line}});
    // gRPC ends the process next.
    if (is_last) EndLog();
    tls::WatchGrpcLine(line);
  });
  tls::RefuseNamesThatEndGrpc();
  if (settings->require_tls13) tls::RequireTls13();
  RaiseOpenFileLimit();
  std::optional<Ending> ending;
  const int exit_code = CheckAndServe(flags, *settings, &signals, &ending);
  // Not before: only now has gRPC let go of every connection, and all are counted.
  if (ending) {
    certgen::Json fields = {{"drained", ending->drained}};
    fields.update(ending->telemetry->refusals().Counts());
    Log(LogLevel::kInfo, "stopped", fields);
  }
  EndLog();
  return exit_code;
}

}  // namespace
}  // namespace echo

int main(int argc, char** argv) { return echo::Run(argc, argv); }
