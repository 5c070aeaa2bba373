// echo-server: flags in, one checked and drained EchoServer.

#include <grpc/grpc.h>
#include <pthread.h>
#include <unistd.h>

#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "certgen/command_line.h"
#include "certgen/credential_check.h"
#include "certgen/exit_code.h"
#include "services/echo/credential_flags.h"
#include "services/echo/echo_server.h"
#include "services/echo/log.h"
#include "services/tls/grpc_log.h"
#include "services/tls/self_handshake.h"

namespace echo {
namespace {

constexpr char kProgram[] = "echo-server";

constexpr char kFooter[] =
    "Client-certificate modes:\n"
    "  none              never asks\n"
    "  request           asks, takes any answer; callers are not verified\n"
    "  verify-if-given   asks; without one callers are anonymous, a bad one is refused\n"
    "  require-any       demands one, takes any; callers are not verified\n"
    "  require           demands one that leads to the roots (the default)\n\n"
    "Examples:\n"
    "  certgen init && echo-server                 mutual TLS on 127.0.0.1:50051\n"
    "  echo-server --listen 0.0.0.0:8443 --tls-dir /etc/tls --client-cert none\n"
    "  echo-server --tls-dir /etc/tls --check-config\n\n"
    "Ends by SIGTERM or SIGINT: health turns NOT_SERVING, calls in flight finish. A second\n"
    "signal ends it at once.\n\n"
    "Exit codes: 0 done, 1 failed or the drain was cut, 10 our credentials cannot work,\n"
    "12 an address to listen on is taken or absent, 64 usage.";

struct Flags {
  std::vector<std::string> listen;
  certgen::CredentialPaths credentials;
  std::string client_cert =
      certgen::ClientCertificateModeName(ServerOptions().client_certificate_mode);
  bool check_config = false;
  bool json = false;
  std::string drain_delay = "0s";
  std::string drain_timeout = "25s";
  std::string log_format = "text";
  std::string log_level = "info";
};

struct Settings {
  ServerOptions server;
  certgen::CredentialPaths credentials;
  absl::Duration drain_delay;
  absl::Duration drain_timeout;
  LogFormat log_format = LogFormat::kText;
  LogLevel log_level = LogLevel::kInfo;
};

void AddFlags(Flags* flags, CLI::App* program) {
  program
      ->add_option("--listen", flags->listen,
                   "HOST:PORT to listen on; port 0 takes a free one. Default: 127.0.0.1:50051")
      ->type_name("ADDR");
  AddCredentialFlags(&flags->credentials, program);
  program
      ->add_option("--client-cert", flags->client_cert,
                   absl::StrCat("What is asked of clients: ",
                                absl::StrJoin(certgen::ClientCertificateModeNames(), ", "),
                                ". Default: require"))
      ->type_name("MODE")
      ->group("Credentials");
  program->add_flag("--check-config", flags->check_config,
                    "Check flags and credentials, say what is wrong, and end");
  program->add_flag("--json", flags->json, "With --check-config: print one JSON document");
  program
      ->add_option("--drain-delay", flags->drain_delay,
                   "After SIGTERM, go on taking calls for this long. Default: 0s")
      ->type_name("TIME");
  program
      ->add_option("--drain-timeout", flags->drain_timeout,
                   "Then wait this long for calls in flight. Default: 25s")
      ->type_name("TIME");
  program->add_option("--log-format", flags->log_format, "text or json. Default: text")
      ->type_name("FORMAT");
  program
      ->add_option("--log-level", flags->log_level,
                   "debug (with gRPC's own lines), info, warning or error. Default: info")
      ->type_name("LEVEL");
  program->footer(kFooter);
}

std::string ServerName() {
  if (const char* pod = std::getenv("POD_NAME"); pod != nullptr && *pod != '\0') return pod;
  char name[HOST_NAME_MAX + 1] = "";
  return gethostname(name, sizeof(name)) == 0 ? name : "";
}

absl::StatusOr<Settings> ToSettings(const Flags& flags) {
  Settings settings;
  std::vector<std::string> listen = flags.listen;
  if (listen.empty()) listen.push_back("127.0.0.1:50051");
  for (const std::string& text : listen) {
    const absl::StatusOr<ListenAddress> address = ParseListenAddress(text);
    if (!address.ok()) return address.status();
    settings.server.listen.push_back(*address);
  }
  const auto mode = certgen::ParseClientCertificateMode(flags.client_cert);
  if (!mode.ok()) return mode.status();
  settings.server.client_certificate_mode = *mode;
  settings.server.server_name = ServerName();
  const auto delay = certgen::ParseDurationFlag("--drain-delay", flags.drain_delay);
  if (!delay.ok()) return delay.status();
  settings.drain_delay = *delay;
  const auto timeout = certgen::ParseDurationFlag("--drain-timeout", flags.drain_timeout);
  if (!timeout.ok()) return timeout.status();
  settings.drain_timeout = *timeout;
  const absl::StatusOr<LogFormat> format = ParseLogFormat(flags.log_format);
  if (!format.ok()) return format.status();
  settings.log_format = *format;
  const absl::StatusOr<LogLevel> level = ParseLogLevel(flags.log_level);
  if (!level.ok()) return level.status();
  settings.log_level = *level;
  if (flags.credentials.ca == "system") {
    return absl::InvalidArgumentError(
        "--ca system would let in every holder of a public certificate; name the CA that issues "
        "to your clients");
  }
  absl::StatusOr<certgen::CredentialPaths> paths = ChooseCredentials(flags.credentials);
  if (!paths.ok()) return paths.status();
  settings.credentials = *std::move(paths);
  return settings;
}

// What is wrong, if anything, with files that were found to be good: gRPC's own
// opinion.
absl::Status CheckWithGrpc(const certgen::CheckedCredentials& checked,
                           std::vector<std::string>* warnings) {
  const auto name = tls::ReachableName(checked.chain.front());
  if (!name) {
    warnings->push_back(
        "the certificate has no DNS name or IP address that a client could match; issue one with "
        "--dns or --ip");
    return absl::OkStatus();
  }
  return tls::ShakeHandsWithSelf(checked, *name);
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
    sigwait(&signals, &signal);
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
    text = certgen::ToLine({{"event", "ready"}, {"listen", listen}});
  }
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

int Serve(const Settings& settings, const certgen::CheckedCredentials& checked,
          absl::Notification* stop) {
  const absl::StatusOr<std::unique_ptr<EchoServer>> server =
      EchoServer::Start(settings.server, checked);
  if (!server.ok()) {
    std::fprintf(stderr, "%s: %s\n", kProgram, std::string(server.status().message()).c_str());
    return certgen::kExitNetwork;
  }
  PrintReady(**server, settings.log_format);
  stop->WaitForNotification();
  const bool drained = (*server)->Drain(settings.drain_delay, settings.drain_timeout);
  if (!drained) {
    Log(LogLevel::kWarning, "drain-cut",
        {{"timeout", absl::FormatDuration(settings.drain_timeout)}});
  }
  Log(LogLevel::kInfo, "stopped", {{"drained", drained}});
  return drained ? certgen::kExitDone : certgen::kExitFailed;
}

int Run(int argc, const char* const* argv) {
  // Debian's Abseil looks for lock cycles in production, at a quarter of the
  // throughput.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  Flags flags;
  CLI::App program;
  certgen::PrepareProgram(kProgram,
                          "A gRPC echo service over TLS that checks its credentials before it "
                          "serves,\nand knows its callers.",
                          &program);
  AddFlags(&flags, &program);
  const certgen::ParseOutcome parsed = certgen::ParseCommandLine("ECHO", argc, argv, &program);
  std::fputs(parsed.out.c_str(), stdout);
  std::fputs(parsed.err.c_str(), stderr);
  if (parsed.exit_code) return *parsed.exit_code;
  const absl::StatusOr<Settings> settings = ToSettings(flags);
  if (!settings.ok()) {
    std::fprintf(stderr, "%s: %s\n", kProgram, std::string(settings.status().message()).c_str());
    return certgen::kExitUsage;
  }

  // Before gRPC starts any thread: threads inherit the mask.
  std::signal(SIGPIPE, SIG_IGN);
  absl::Notification stop;
  WaitForSignals(&stop);
  StartLog(settings->log_format, settings->log_level);
  tls::RedirectGrpcLog([](const std::string& line) {
    Log(LogLevel::kDebug, "grpc", {{"line", line}});
  });

  certgen::CheckRequest request;
  request.role = certgen::Role::kServer;
  request.client_certificate_mode = settings->server.client_certificate_mode;
  request.now = absl::Now();
  const certgen::CheckedCredentials checked =
      certgen::CheckCredentials(certgen::ReadCredentialFiles(settings->credentials), request);
  std::fputs(Describe(kProgram, checked.findings).c_str(), stderr);
  std::optional<certgen::JsonError> error = FirstFatal(checked.findings);
  std::vector<std::string> warnings;
  if (!error) {
    if (const absl::Status s = CheckWithGrpc(checked, &warnings); !s.ok()) {
      error = {"SELF_HANDSHAKE_FAILED", std::string(s.message()),
               "run with --log-level debug to see gRPC's own words"};
      std::fprintf(stderr, "%s: %s; %s\n", kProgram, error->cause.c_str(), error->cure.c_str());
    }
  }
  for (const std::string& warning : warnings) {
    std::fprintf(stderr, "%s: warning: %s\n", kProgram, warning.c_str());
  }
  if (flags.check_config && flags.json) {
    std::fputs(certgen::ToLine(certgen::JsonDocument(error, checked.findings)).c_str(), stdout);
  } else if (flags.check_config && !error) {
    std::printf("%s: the configuration is good\n", kProgram);
  }
  if (error) return certgen::kExitOurCredentials;
  if (flags.check_config) return certgen::kExitDone;
  return Serve(*settings, checked, &stop);
}

}  // namespace
}  // namespace echo

int main(int argc, char** argv) { return echo::Run(argc, argv); }
