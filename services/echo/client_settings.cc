#include "services/echo/client_settings.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/echo/credential_flags.h"

namespace echo {
namespace {

constexpr char kExitCodes[] =
    "Exit codes: 0 done, 10 our credentials cannot work, 11 the server's certificate is not good\n"
    "for us, 12 no connection, 13 the server refused us, 14 deadline passed on a working\n"
    "connection, 15 the call ended with another status, 16 not serving, 64 usage.";

constexpr char kExamples[] =
    "Examples:\n"
    "  echo-client echo hello                       prints hello\n"
    "  echo-client whoami                           what TLS proved of us to the server\n"
    "  echo-client diagnose 10.0.0.7:8443           why TLS fails there, whatever serves it\n"
    "  echo-client --ca pki/leaf/ca.crt echo hello  without a certificate of our own\n"
    "  echo-client --target 10.0.0.7:8443 --server-name echo.example.com health\n"
    "  echo-client --tls-dir /etc/tls --check-config  are these credentials good? calls nobody\n"
    "  echo-client echo -- --text                   what stands behind -- is text\n\n";

constexpr char kDiagnose[] =
    "Looks at every step to a gRPC server, ours or any other: our files, proxy, name, TCP, TLS,\n"
    "its certificates, its name, what it asks of clients, HTTP/2, and one health call. The first\n"
    "line is the verdict: a code (certgen verify --explain CODE), the cause and the cure; then\n"
    "each step and what it took. It makes at most two connections to each address, checks all\n"
    "that gRPC checks, and sends nothing after a check has failed.";

void AddCommands(ClientFlags* flags, CLI::App* program) {
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
  CLI::App* diagnose = add_command("diagnose", "Names the cause when TLS with a server fails");
  diagnose->footer(absl::StrCat(kDiagnose, "\n\n", diagnose->get_footer()));
  diagnose->add_option("SERVER", flags->diagnosed, "HOST:PORT, in place of --target");
}

}  // namespace

void AddClientFlags(ClientFlags* flags, CLI::App* program) {
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
  program->add_flag("--no-diagnose", flags->no_diagnose,
                    "When a call finds no connection, do not probe the server for the reason");
  program->add_flag("--json", flags->json, "Print one JSON document instead of text");
  AddCommands(flags, program);
  program->require_subcommand(0, 1);
  program->final_callback([program, flags] {
    if (program->get_subcommands().empty() && !flags->check_config) {
      throw CLI::RequiredError("A subcommand");
    }
  });
  program->footer(absl::StrCat(kExamples, kExitCodes));
}

absl::StatusOr<ClientOptions> ToOptions(const ClientFlags& flags) {
  ClientOptions options;
  absl::StatusOr<Target> target =
      ParseTarget(flags.diagnosed.empty() ? flags.target : flags.diagnosed);
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

}  // namespace echo
