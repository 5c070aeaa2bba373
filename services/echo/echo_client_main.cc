// echo-client: flags in, one call, its answer out.

#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "certgen/command_line.h"
#include "certgen/credential_check.h"
#include "certgen/exit_code.h"
#include "certgen/finding_report.h"
#include "services/echo/call_report.h"
#include "services/echo/client_settings.h"
#include "services/echo/credential_flags.h"
#include "services/echo/diagnosis_report.h"
#include "services/echo/echo_client.h"
#include "services/echo/side_diagnosis.h"
#include "services/tls/grpc_library.h"
#include "services/tls/grpc_log.h"
#include "services/tls/name_guard.h"
#include "services/tls/revocation_in_tls.h"

namespace echo {
namespace {

constexpr char kProgram[] = "echo-client";

// A protobuf string must be UTF-8; gRPC would fail with words of its own.
bool IsUtf8(const std::string& text) {
  try {
    static_cast<void>(certgen::Json(text).dump());
    return true;
  } catch (const certgen::Json::type_error&) {
    return false;
  }
}

struct Answer {
  CallOutcome outcome;
  // For people, and the key and value for scripts.
  std::string text;
  std::string key;
  certgen::Json value;
  bool not_serving = false;
};

Answer Call(const std::string& command, const ClientFlags& flags, const ClientOptions& options,
            EchoClient* client) {
  Answer answer;
  if (command == "echo") {
    v1::EchoResponse response;
    answer.outcome = client->Echo(flags.text, &response);
    answer.text = absl::StrCat(response.message(), "\n");
    answer.key = "reply";
    answer.value = ToJson(response);
  } else if (command == "whoami") {
    v1::WhoAmIResponse response;
    answer.outcome = client->WhoAmI(&response);
    answer.text = Describe(response, answer.outcome, options);
    answer.key = "caller";
    answer.value = ToJson(response);
  } else {
    grpc::health::v1::HealthCheckResponse response;
    answer.outcome = client->CheckHealth(flags.service, &response);
    const std::string status =
        grpc::health::v1::HealthCheckResponse::ServingStatus_Name(response.status());
    answer.text = absl::StrCat(status, "\n");
    answer.key = "health";
    answer.value = {{"service", flags.service}, {"status", status}};
    answer.not_serving = answer.outcome.status.ok() &&
                         response.status() != grpc::health::v1::HealthCheckResponse::SERVING;
  }
  return answer;
}

int Flushed(int exit_code) {
  if (std::fflush(stdout) == 0) return exit_code;
  std::fprintf(stderr, "%s: the answer cannot be written to standard output\n", kProgram);
  return certgen::kExitFailed;
}

// Prints what there is to print, and gives the exit code. `diagnosis`: of a call that found no
// connection.
int Report(const Answer& answer, const ClientOptions& options,
           const std::optional<tls::Diagnosis>& diagnosis,
           const std::vector<certgen::Finding>& findings, bool json) {
  std::optional<certgen::JsonError> error = ErrorOf(answer.outcome, options, diagnosis);
  if (error) {
    std::fprintf(stderr, "%s: %s%s%s [%s]\n", kProgram, error->cause.c_str(),
                 error->cure.empty() ? "" : "; ", error->cure.c_str(), error->code.c_str());
  }
  if (answer.not_serving) {
    error = {"NOT_SERVING", "the server answers that it does not take calls",
             "wait for it, or call another"};
  }
  if (json) {
    certgen::Json document = certgen::JsonDocument(error, findings);
    if (answer.outcome.status.ok()) document[answer.key] = answer.value;
    document["server"] = ServerToJson(answer.outcome, options);
    if (diagnosis) document["verdict"] = ToJson(diagnosis->verdict);
    std::fputs(certgen::ToLine(document).c_str(), stdout);
  } else if (answer.outcome.status.ok()) {
    std::fputs(answer.text.c_str(), stdout);
  }
  return Flushed(answer.not_serving ? certgen::kExitNotServing
                                    : ExitCodeFor(answer.outcome, diagnosis));
}

int CallAndReport(const std::string& command, const ClientFlags& flags,
                  const ClientOptions& options, const certgen::CheckedCredentials& checked) {
  EchoClient client(options, checked);
  std::optional<SideDiagnosis> beside;
  if (!flags.no_diagnose) beside.emplace(options, checked, &client);
  const Answer answer = Call(command, flags, options, &client);
  std::optional<tls::Diagnosis> diagnosis;
  if (beside && FoundNoConnection(answer.outcome)) diagnosis = beside->Take();
  return Report(answer, options, diagnosis, checked.findings, flags.json);
}

int DiagnoseAndReport(const ClientFlags& flags, const ClientOptions& options,
                      const certgen::CheckedCredentials& checked, absl::Duration time) {
  DiagnoseReport report = BeginWithFiles(checked, time);
  if (report.verdict.good()) DiagnoseServer(options, checked, &report);
  if (flags.json) {
    certgen::Json document = certgen::JsonDocument(ErrorOf(report.verdict), checked.findings);
    AddToDocument(report, options, &document);
    std::fputs(certgen::ToLine(document).c_str(), stdout);
  } else {
    std::fputs(Describe(report).c_str(), stdout);
  }
  return Flushed(report.verdict.exit_code);
}

int Usage(const absl::Status& status, bool json) {
  const std::string message(status.message());
  if (json) {
    std::fputs(certgen::ToLine(certgen::JsonDocument(certgen::ToJsonError(status), {})).c_str(),
               stdout);
  }
  std::fprintf(stderr, "%s: %s\n", kProgram, message.c_str());
  return certgen::kExitUsage;
}

// Prints all that is wrong; the exit code if that, or the wish to know no more, is the end.
std::optional<int> ReportCheck(const std::vector<certgen::Finding>& findings, bool diagnose,
                               const ClientFlags& flags) {
  std::fputs(certgen::Describe(kProgram, findings).c_str(), stderr);
  const std::optional<certgen::JsonError> error = certgen::FirstFatal(findings);
  if (diagnose || (!error && !flags.check_config)) return std::nullopt;
  if (flags.json) {
    std::fputs(certgen::ToLine(certgen::JsonDocument(error, findings)).c_str(), stdout);
  } else if (!error) {
    std::printf("%s: the configuration is good\n", kProgram);
  }
  return error ? certgen::kExitOurCredentials : certgen::kExitDone;
}

int Run(int argc, const char* const* argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  ClientFlags flags;
  CLI::App program;
  certgen::PrepareProgram(kProgram, "Calls an echo server over TLS.", &program);
  AddClientFlags(&flags, &program);
  const certgen::ParseOutcome parsed = certgen::ParseCommandLine("ECHO", argc, argv, &program);
  std::fputs(parsed.out.c_str(), stdout);
  std::fputs(parsed.err.c_str(), stderr);
  if (parsed.exit_code) return *parsed.exit_code;
  const absl::StatusOr<ClientOptions> options = ToOptions(flags);
  if (!options.ok()) return Usage(options.status(), flags.json);
  const absl::StatusOr<certgen::CredentialPaths> paths = ChooseCredentials(flags.credentials);
  if (!paths.ok()) return Usage(paths.status(), flags.json);
  if (!IsUtf8(flags.text) || !IsUtf8(flags.service)) {
    return Usage(absl::InvalidArgumentError("TEXT and SERVICE must be UTF-8"), flags.json);
  }

  certgen::CheckRequest request;
  request.role = certgen::Role::kClient;
  request.now = absl::Now();
  certgen::CheckedCredentials checked =
      certgen::CheckCredentials(certgen::ReadCredentialFiles(*paths), request);
  const absl::Duration time = absl::Now() - request.now;
  if (flags.present_anyway) certgen::PresentAnyway(&checked.findings);
  const std::string command =
      flags.check_config ? "" : program.get_subcommands().front()->get_name();
  const bool diagnose = command == "diagnose";
  // What a diagnosis finds wrong with them stands in its own document.
  if (const std::optional<int> end = ReportCheck(checked.findings, diagnose, flags)) return *end;
  // What gRPC has to say comes back in the status of the call.
  tls::RedirectGrpcLog([](const std::string& line) {
    if (tls::IsLastWord(line)) std::fprintf(stderr, "%s: gRPC: %s\n", kProgram, line.c_str());
  });
  tls::RefuseNamesThatEndGrpc();
  if (!checked.crls.empty()) tls::CheckRevocationInTls(checked.crls, checked.crls_required);
  const tls::GrpcLibrary grpc;
  return diagnose ? DiagnoseAndReport(flags, *options, checked, time)
                  : CallAndReport(command, flags, *options, checked);
}

}  // namespace
}  // namespace echo

int main(int argc, char** argv) { return echo::Run(argc, argv); }
