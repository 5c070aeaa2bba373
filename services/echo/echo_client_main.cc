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
#include "services/echo/credential_flags.h"
#include "services/echo/echo_client.h"
#include "services/tls/grpc_library.h"
#include "services/tls/grpc_log.h"

namespace echo {
namespace {

constexpr char kProgram[] = "echo-client";

constexpr char kExitCodes[] =
    "Exit codes: 0 done, 10 our credentials cannot work, 12 no connection, 13 the server\n"
    "refused the call, 14 deadline passed on a working connection, 15 the call ended with\n"
    "another status, 16 not serving, 64 usage.";

constexpr char kExamples[] =
    "Examples:\n"
    "  echo-client echo hello                       prints hello\n"
    "  echo-client whoami                           what TLS proved of us to the server\n"
    "  echo-client --ca pki/leaf/ca.crt echo hello  without a certificate of our own\n"
    "  echo-client --target 10.0.0.7:8443 --server-name echo.example.com health\n"
    "  echo-client --tls-dir /etc/tls --check-config  are these credentials good? calls nobody\n"
    "  echo-client echo -- --text                   what stands behind -- is text\n\n";

struct Flags {
  std::string target = "localhost:50051";
  certgen::CredentialPaths credentials;
  std::string server_name;
  std::string timeout = "10s";
  bool present_anyway = false;
  bool check_config = false;
  bool json = false;
  std::string text;
  std::string service;
};

void AddFlags(Flags* flags, CLI::App* program) {
  program
      ->add_option("--target", flags->target,
                   "Server to call; dns:///HOST:PORT calls all addresses of HOST in turn. "
                   "Default: localhost:50051")
      ->type_name("HOST:PORT");
  program
      ->add_option("--server-name", flags->server_name,
                   "Name that the server's certificate must have, in place of the target's host")
      ->type_name("NAME");
  program
      ->add_option("--timeout", flags->timeout, "For the call, connecting included. Default: 10s")
      ->type_name("TIME");
  AddCredentialFlags(&flags->credentials, program);
  program
      ->add_flag("--present-anyway", flags->present_anyway,
                 "Present what gRPC can send in spite of its faults, such as a certificate that "
                 "expired: to see whether the server refuses it. They are warnings then")
      ->group("Credentials");
  program
      ->add_flag("--check-config", flags->check_config,
                 "Check flags and credentials, call nobody, and end; takes no command")
      ->group("Credentials");
  program->add_flag("--json", flags->json, "Print one JSON document instead of text");
  const auto add_command = [program](const char* name, const char* what) {
    CLI::App* command = certgen::AddCommand(name, what, program);
    command->footer(
        absl::StrCat("Takes the flags of echo-client too (echo-client --help).\n\n", kExitCodes));
    return command;
  };
  add_command("echo", "Sends TEXT and prints what comes back")
      ->add_option("TEXT", flags->text, "Any text in UTF-8; behind -- it may begin with a dash")
      ->required();
  add_command("whoami", "Prints who we are to the server, and who it proved to be");
  add_command("health", "Prints whether the server takes calls")
      ->add_option("SERVICE", flags->service,
                   "A service, such as echo.v1.EchoService; without it, the whole server");
  program->require_subcommand(0, 1);
  program->final_callback([program, flags] {
    if (program->get_subcommands().empty() && !flags->check_config) {
      throw CLI::RequiredError("A subcommand");
    }
  });
  program->footer(absl::StrCat(kExamples, kExitCodes));
}

absl::StatusOr<ClientOptions> ToOptions(const Flags& flags) {
  ClientOptions options;
  absl::StatusOr<Target> target = ParseTarget(flags.target);
  if (!target.ok()) return target.status();
  options.target = *std::move(target);
  options.server_name = flags.server_name;
  const auto timeout = certgen::ParseDurationFlag("--timeout", flags.timeout);
  if (!timeout.ok()) return timeout.status();
  if (*timeout == absl::ZeroDuration()) {
    return absl::InvalidArgumentError("--timeout 0 leaves no time for a call");
  }
  options.timeout = *timeout;
  return options;
}

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

Answer Call(const std::string& command, const Flags& flags, const ClientOptions& options,
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

// Prints what there is to print, and gives the exit code.
int Report(const Answer& answer, const ClientOptions& options,
           const std::vector<certgen::Finding>& findings, bool json) {
  std::optional<certgen::JsonError> error = ErrorOf(answer.outcome, options);
  if (error) {
    std::fprintf(stderr, "%s: %s%s%s\n", kProgram, error->cause.c_str(),
                 error->cure.empty() ? "" : "; ", error->cure.c_str());
  }
  if (answer.not_serving) {
    error = {"NOT_SERVING", "the server answers that it does not take calls",
             "wait for it, or call another"};
  }
  if (json) {
    certgen::Json document = certgen::JsonDocument(error, findings);
    if (answer.outcome.status.ok()) document[answer.key] = answer.value;
    document["server"] = ServerToJson(answer.outcome, options);
    std::fputs(certgen::ToLine(document).c_str(), stdout);
  } else if (answer.outcome.status.ok()) {
    std::fputs(answer.text.c_str(), stdout);
  }
  if (std::fflush(stdout) != 0) {
    std::fprintf(stderr, "%s: the answer cannot be written to standard output\n", kProgram);
    return certgen::kExitFailed;
  }
  return answer.not_serving ? certgen::kExitNotServing : ExitCodeFor(answer.outcome);
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
std::optional<int> ReportCheck(const std::vector<certgen::Finding>& findings, const Flags& flags) {
  std::fputs(certgen::Describe(kProgram, findings).c_str(), stderr);
  const std::optional<certgen::JsonError> error = certgen::FirstFatal(findings);
  if (!error && !flags.check_config) return std::nullopt;
  if (flags.json) {
    std::fputs(certgen::ToLine(certgen::JsonDocument(error, findings)).c_str(), stdout);
  } else if (!error) {
    std::printf("%s: the configuration is good\n", kProgram);
  }
  return error ? certgen::kExitOurCredentials : certgen::kExitDone;
}

int Run(int argc, const char* const* argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  Flags flags;
  CLI::App program;
  certgen::PrepareProgram(kProgram, "Calls an echo server over TLS.", &program);
  AddFlags(&flags, &program);
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
  if (flags.present_anyway) certgen::PresentAnyway(&checked.findings);
  if (const std::optional<int> end = ReportCheck(checked.findings, flags)) return *end;
  // What gRPC has to say comes back in the status of the call.
  tls::RedirectGrpcLog([](const std::string& line) {
    if (tls::IsLastWord(line)) std::fprintf(stderr, "%s: gRPC: %s\n", kProgram, line.c_str());
  });
  const tls::GrpcLibrary grpc;
  EchoClient client(*options, checked);
  const std::string command = program.get_subcommands().front()->get_name();
  return Report(Call(command, flags, *options, &client), *options, checked.findings, flags.json);
}

}  // namespace
}  // namespace echo

int main(int argc, char** argv) { return echo::Run(argc, argv); }
