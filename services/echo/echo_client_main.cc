// echo-client: flags in, one call or more, the answers out.

#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "certgen/command_line.h"
#include "certgen/credential_check.h"
#include "certgen/exit_code.h"
#include "certgen/finding_report.h"
#include "certgen/standard_streams.h"
#include "services/echo/client_settings.h"
#include "services/echo/console.h"
#include "services/echo/credential_flags.h"
#include "services/echo/diagnosis_report.h"
#include "services/echo/interrupt.h"
#include "services/echo/resolved_target.h"
#include "services/tls/client_handshake_timing.h"
#include "services/tls/grpc_library.h"
#include "services/tls/grpc_log.h"
#include "services/tls/name_guard.h"
#include "services/tls/revocation_in_tls.h"

namespace echo {
namespace {

constexpr char kProgram[] = "echo-client";

int DiagnoseAndReport(const ClientSession& session, absl::Duration time) {
  DiagnoseReport report = BeginWithFiles(session.credentials, time);
  if (report.verdict.good()) DiagnoseServer(session.options, session.credentials, &report);
  if (session.output.json) {
    certgen::Json document =
        certgen::JsonDocument(ErrorOf(report.verdict), session.credentials.findings);
    AddToDocument(report, session.options, &document);
    session.console->Print(certgen::ToLine(document));
  } else {
    session.console->Print(Describe(report));
  }
  return report.verdict.exit_code;
}

// Of what is wrong before any call.
int Refuse(const absl::Status& status, bool json, Console* console) {
  if (json) {
    console->Print(certgen::ToLine(certgen::JsonDocument(certgen::ToJsonError(status), {})));
  }
  console->Warn(std::string(status.message()));
  return absl::IsInvalidArgument(status) ? certgen::kExitUsage : certgen::kExitFailed;
}

// Prints all that is wrong; the exit code if that, or the wish to know no more, is the end.
std::optional<int> ReportCheck(const std::vector<certgen::Finding>& findings, bool diagnose,
                               const ClientFlags& flags, Console* console) {
  console->Note(certgen::Describe(kProgram, findings));
  const std::optional<certgen::JsonError> error = certgen::FirstFatal(findings);
  if (diagnose || (!error && !flags.check_config)) return std::nullopt;
  if (flags.output.json) {
    console->Print(certgen::ToLine(certgen::JsonDocument(error, findings)));
  } else if (!error) {
    console->Print(absl::StrCat(kProgram, ": the configuration is good\n"));
  }
  return error ? certgen::kExitOurCredentials : certgen::kExitDone;
}

void Resolve(ClientSession* session) {
  const auto get = [](const char* name) -> const char* { return std::getenv(name); };
  if (ResolveTarget({session->begun + session->options.timeout}, get, &session->options)) {
    session->resolved = absl::Now();
  }
}

int Run(int argc, const char* const* argv, Console* console) {
  ClientFlags flags;
  CLI::App program;
  certgen::PrepareProgram(kProgram, "Calls an echo server over TLS.", &program);
  AddClientFlags(&flags, &program);
  const certgen::ParseOutcome parsed = certgen::ParseCommandLine("ECHO", argc, argv, &program);
  console->Print(parsed.out);
  console->Note(parsed.err);
  if (parsed.exit_code) return *parsed.exit_code;
  const bool json = flags.output.json;
  const auto commands = program.get_subcommands();
  const std::string command = commands.empty() ? "" : commands.front()->get_name();
  const absl::StatusOr<ClientOptions> options = ToOptions(command, flags);
  if (!options.ok()) return Refuse(options.status(), json, console);
  const absl::StatusOr<certgen::CredentialPaths> paths = ChooseCredentials(flags.credentials);
  if (!paths.ok()) return Refuse(paths.status(), json, console);
  const absl::StatusOr<ClientCommand> prepared = PrepareCommand(command, flags);
  if (!prepared.ok()) return Refuse(prepared.status(), json, console);

  certgen::CheckRequest request;
  request.role = certgen::Role::kClient;
  request.now = absl::Now();
  certgen::CheckedCredentials checked =
      certgen::CheckCredentials(certgen::ReadCredentialFiles(*paths), request);
  const absl::Duration time = absl::Now() - request.now;
  if (flags.present_anyway) certgen::PresentAnyway(&checked.findings);
  const bool diagnose = command == "diagnose" && !flags.check_config;
  // What a diagnosis finds wrong with them stands in its own document.
  if (const auto end = ReportCheck(checked.findings, diagnose, flags, console)) return *end;
  // What gRPC has to say comes back in the status of the call.
  tls::RedirectGrpcLog([console](const std::string& line) {
    if (tls::IsLastWord(line)) console->Warn("gRPC: " + line);
  });
  tls::RefuseNamesThatEndGrpc();
  if (!checked.crls.empty()) tls::CheckRevocationInTls(checked.crls, checked.crls_required);
  if (IsLongLived(command, flags)) {
    if (absl::Status s = console->TakeSignals(); !s.ok()) return Refuse(s, json, console);
  }
  if (command == "load") BlockInterrupts();
  if (flags.output.timing) tls::TimeClientHandshakes();
  const tls::GrpcLibrary grpc;
  ClientSession session = {flags.output, *options, checked, console, absl::Now(), std::nullopt};
  if (flags.output.timing && !diagnose) Resolve(&session);
  return diagnose ? DiagnoseAndReport(session, time) : (*prepared)(session);
}

int RunAndFlush(int argc, const char* const* argv) {
  certgen::OpenStandardStreams();
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  Console console(kProgram, {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO});
  const int exit_code = Run(argc, argv, &console);
  if (!console.is_broken()) return exit_code;
  console.Warn("the answer cannot be written to standard output");
  return certgen::kExitFailed;
}

}  // namespace
}  // namespace echo

int main(int argc, char** argv) { return echo::RunAndFlush(argc, argv); }
