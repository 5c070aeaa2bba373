// echo-server: flags in, one checked and drained EchoServer.

#include <pthread.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "certgen/command_line.h"
#include "certgen/exit_code.h"
#include "certgen/finding_report.h"
#include "certgen/standard_streams.h"
#include "services/echo/credential_flags.h"
#include "services/echo/echo_server.h"
#include "services/echo/heap_trim.h"
#include "services/echo/log.h"
#include "services/echo/open_file_limit.h"
#include "services/echo/refusal_log.h"
#include "services/echo/server_settings.h"
#include "services/echo/startup_check.h"
#include "services/tls/grpc_library.h"
#include "services/tls/grpc_log.h"
#include "services/tls/handshake_watch.h"
#include "services/tls/name_guard.h"
#include "services/tls/tls_version.h"

namespace echo {
namespace {

constexpr char kProgram[] = "echo-server";
constexpr absl::Duration kSecondSignalGrace = absl::Milliseconds(300);

// Also for people who asked for JSON: errors stand on stderr in any case.
void PrintDocument(const std::optional<certgen::JsonError>& error,
                   const std::vector<certgen::Finding>& findings) {
  std::fputs(certgen::ToLine(certgen::JsonDocument(error, findings)).c_str(), stdout);
}

// SIGTERM and SIGINT, in a thread of their own: every other thread blocks them.
void WaitForSignals(absl::Notification* first) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::thread([signals, first] {
    int signal = 0;
    sigwait(&signals, &signal);
    Log(LogLevel::kInfo, "draining", {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
    first->Notify();
    // timeout(1), for one, sends every signal twice: let an idle server drain.
    const absl::Time earliest = absl::Now() + kSecondSignalGrace;
    sigwait(&signals, &signal);
    absl::SleepFor(earliest - absl::Now());
    Log(LogLevel::kWarning, "ended", {{"reason", "a second signal"}});
    std::_Exit(certgen::kExitFailed);
  }).detach();
}

void PrintReady(const EchoServer& server, LogFormat format) {
  certgen::Json listen = certgen::Json::array();
  std::string text;
  for (const ListenAddress& address : server.addresses()) {
    listen.push_back(ToString(address));
    absl::StrAppend(&text, kProgram, ": listening on ", ToString(address), "\n");
  }
  if (format == LogFormat::kJson) {
    certgen::Json ready = {{"event", "ready"}, {"listen", listen}};
    if (const auto health = server.health_address()) ready["health_listen"] = ToString(*health);
    text = certgen::ToLine(ready);
  }
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

// How a server that ran came to its end.
struct Ending {
  bool drained = false;
  std::shared_ptr<const RefusalLog> refusals;
};

std::shared_ptr<RefusalLog> WatchRefusals(const certgen::CheckedCredentials& checked,
                                          absl::Duration handshake_timeout) {
  tls::RefusalPolicy policy;
  policy.roots = checked.roots;
  policy.known = checked.chain;
  policy.handshake_timeout = handshake_timeout;
  auto refusals = std::make_shared<RefusalLog>(std::move(policy));
  tls::WatchHandshakes(
      [refusals](const tls::Handshake& handshake) { refusals->OnHandshake(handshake); });
  return refusals;
}

// Wipes the private key of `checked` once gRPC has it.
int Serve(ServerSettings settings, certgen::CheckedCredentials* checked, absl::Notification* stop,
          std::optional<Ending>* ending) {
  const std::shared_ptr<RefusalLog> refusals =
      WatchRefusals(*checked, settings.server.limits.handshake_timeout);
  settings.server.on_refused_call = [refusals](const tls::Refusal& refusal) {
    refusals->OnRefusal(refusal);
  };
  settings.server.on_closing = [refusals] { refusals->ServerCloses(); };
  const absl::StatusOr<std::unique_ptr<EchoServer>> server =
      EchoServer::Start(settings.server, *checked);
  checked->key_pem.Wipe();
  if (!server.ok()) {
    std::fprintf(stderr, "%s: %s\n", kProgram, std::string(server.status().message()).c_str());
    return server.status().code() == absl::StatusCode::kUnavailable ? certgen::kExitNetwork
                                                                    : certgen::kExitOurCredentials;
  }
  if (const auto health = (*server)->health_address()) {
    Log(LogLevel::kInfo, "health-listening", {{"address", ToString(*health)}, {"tls", false}});
  }
  const HeapTrim trim;
  PrintReady(**server, settings.log_format);
  stop->WaitForNotification();
  const bool drained = (*server)->Drain(settings.drain_delay, settings.drain_timeout);
  if (!drained) {
    Log(LogLevel::kWarning, "drain-cut",
        {{"timeout", absl::FormatDuration(settings.drain_timeout)}});
  }
  *ending = {drained, refusals};
  return drained ? certgen::kExitDone : certgen::kExitFailed;
}

int CheckAndServe(const ServerFlags& flags, const ServerSettings& settings,
                  absl::Notification* stop, std::optional<Ending>* ending) {
  const tls::GrpcLibrary grpc;
  certgen::CheckedCredentials checked =
      CheckAtStartup(settings.credentials, settings.server.client_certificate_mode, absl::Now());
  std::fputs(certgen::Describe(kProgram, checked.findings).c_str(), stderr);
  const std::optional<certgen::JsonError> error = certgen::FirstFatal(checked.findings);
  if (flags.check_config && flags.json) {
    PrintDocument(error, checked.findings);
  } else if (flags.check_config && !error) {
    std::printf("%s: the configuration is good\n", kProgram);
  }
  if (error) return certgen::kExitOurCredentials;
  if (flags.check_config) return certgen::kExitDone;
  return Serve(settings, &checked, stop, ending);
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
    std::fprintf(stderr, "%s: %s\n", kProgram, message.c_str());
    return certgen::kExitUsage;
  }

  // Before gRPC starts any thread: threads inherit the mask.
  std::signal(SIGPIPE, SIG_IGN);
  absl::Notification stop;
  WaitForSignals(&stop);
  StartLog(settings->log_format, settings->log_level);
  tls::RedirectGrpcLog([](const std::string& line) {
    Log(tls::IsLastWord(line) ? LogLevel::kError : LogLevel::kDebug, "grpc", {{"line", line}});
    tls::WatchGrpcLine(line);
  });
  tls::RefuseNamesThatEndGrpc();
  if (settings->require_tls13) tls::RequireTls13();
  RaiseOpenFileLimit();
  std::optional<Ending> ending;
  const int exit_code = CheckAndServe(flags, *settings, &stop, &ending);
  // Not before: only now has gRPC let go of every connection, and all are counted.
  if (ending) {
    certgen::Json fields = {{"drained", ending->drained}};
    fields.update(ending->refusals->Counts());
    Log(LogLevel::kInfo, "stopped", fields);
  }
  return exit_code;
}

}  // namespace
}  // namespace echo

int main(int argc, char** argv) { return echo::Run(argc, argv); }
