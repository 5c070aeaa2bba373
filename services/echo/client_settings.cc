#include "services/echo/client_settings.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/echo/client_help.h"
#include "services/echo/credential_flags.h"
#include "services/echo/load_client.h"
#include "services/echo/metadata_entry.h"
#include "services/echo/number_flag.h"
#include "services/echo/stream_loop.h"
#include "services/echo/whoami_command.h"

namespace echo {
namespace {

void AddServerFlags(ClientFlags* flags, CLI::App* program) {
  const char* const group = "Server";
  program
      ->add_option(
          "--target", flags->target,
          "Server to call. dns:///HOST:PORT calls all addresses of HOST in turn, and so "
          "does a list, ipv4:IP:PORT,IP:PORT (or ipv6:[IP]:PORT,...); --server-name is then "
          "the name in all their certificates. Default: localhost:50051")
      ->type_name("HOST:PORT")
      ->group(group);
  program
      ->add_option("--server-name", flags->server_name,
                   "Name that the server's certificate must have, in place of the target's host")
      ->type_name("NAME")
      ->group(group);
}

void AddCallFlags(ClientFlags* flags, CLI::App* program) {
  const char* const group = "Calls";
  program
      ->add_option("--timeout", flags->timeout,
                   "For the call, connecting included. Default: 10s; of stream and health --watch "
                   "1h")
      ->type_name("TIME")
      ->group(group)
      ->check(certgen::RefuseEmpty, "");
  program
      ->add_option("--metadata", flags->metadata,
                   "Send this with the call; values of keys in -bin are base64. Repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false)
      ->group(group);
  program
      ->add_option(
          "--retries", flags->retries,
          "Try a call again so often, 0 to 4, that ended UNAVAILABLE, or CANCELLED as by a "
          "server that closes, before a reply began. Default: 0; of load 4")
      ->type_name("N")
      ->group(group);
  program
      ->add_flag("--wait-for-ready", flags->wait_for_ready,
                 "Wait for a server until --timeout, and do not fail at the first connection "
                 "refused")
      ->group(group);
}

void AddOutputFlags(ClientFlags* flags, CLI::App* program) {
  const char* const group = "Output";
  program
      ->add_flag("--json", flags->output.json,
                 "Print one JSON document instead of text; one a line, where there are several")
      ->group(group);
  program
      ->add_flag("-v,--verbose", flags->output.verbose,
                 "Also print, on standard error, what the server tells of itself and the call, "
                 "metadata and trailers")
      ->group(group);
  program
      ->add_flag("--timing", flags->output.timing,
                 "Also print, on standard error (in JSON: timing), when each phase ended, in ms "
                 "since the start, and how long it took: resolve, the system's resolver, asked by "
                 "us before --timeout begins; connect, until TLS begins to speak, so TCP and a "
                 "proxy; handshake, until both sides have finished TLS; first_byte, the reply's "
                 "metadata; done. What was not seen is - (null): resolve for an address or behind "
                 "a proxy, the first three on a connection that was there")
      ->group(group);
  program
      ->add_flag("--no-diagnose", flags->output.no_diagnose,
                 "When a call finds no connection, do not probe the server for the reason")
      ->group(group);
}

absl::Status ParseMetadata(const std::vector<std::string>& texts, MetadataEntries* entries) {
  for (const std::string& text : texts) {
    auto entry = ParseMetadataEntry("--metadata", text);
    if (!entry.ok()) return entry.status();
    *entries->Add() = *std::move(entry);
  }
  absl::Status all = CheckMetadata(*entries);
  if (all.ok()) return all;
  return absl::InvalidArgumentError(absl::StrCat("--metadata: ", all.message()));
}

// Servers that restart in turn lose no call of a load.
std::string DefaultRetries(const std::string& command) {
  return absl::StrCat(command == "load" ? kMaxRetries : 0);
}

// gRPC checks all certificates by one name, and diagnose looks at one server.
absl::Status CheckList(const std::string& command, const ClientOptions& options) {
  if (options.target.list.empty()) return absl::OkStatus();
  const std::string refused = absl::StrCat("--target '", options.target.uri, "' ");
  if (command == "diagnose") {
    return absl::InvalidArgumentError(
        absl::StrCat(refused, "is a list, and diagnose looks at one server; name one"));
  }
  if (!options.server_name.empty() || !options.target.has_several_hosts()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(refused,
                   "names several hosts, and their certificates are checked by one name; "
                   "give it with --server-name NAME"));
}

}  // namespace

void AddClientFlags(ClientFlags* flags, CLI::App* program) {
  AddServerFlags(flags, program);
  AddCallFlags(flags, program);
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
  AddOutputFlags(flags, program);
  AddEchoCommand(&flags->echo, program);
  AddStreamCommand(&flags->stream, program);
  AddWhoAmICommand(program);
  AddHealthCommand(&flags->health, program);
  AddLoadCommand(&flags->load, program);
  certgen::AddCommand("diagnose", "Names the cause when TLS with a server fails", program)
      ->add_option("SERVER", flags->diagnosed, "HOST:PORT, in place of --target");
  for (CLI::App* command : program->get_subcommands(nullptr)) {
    command->footer(CommandFooter(command->get_name()));
  }
  program->require_subcommand(0, 1);
  program->final_callback([program, flags] {
    if (program->get_subcommands().empty() && !flags->check_config) {
      throw CLI::RequiredError("A subcommand");
    }
  });
  program->footer(ProgramFooter());
}

bool IsLongLived(const std::string& command, const ClientFlags& flags) {
  return command == "stream" || (command == "health" && flags.health.watch);
}

absl::StatusOr<ClientOptions> ToOptions(const std::string& command, const ClientFlags& flags) {
  ClientOptions options;
  absl::StatusOr<Target> target =
      ParseTarget(flags.diagnosed.empty() ? flags.target : flags.diagnosed);
  if (!target.ok()) return target.status();
  options.target = *std::move(target);
  options.server_name = flags.server_name;
  if (absl::Status s = CheckList(command, options); !s.ok()) return s;
  if (IsLongLived(command, flags)) options.timeout = kStreamTimeout;
  if (!flags.timeout.empty()) {
    const auto timeout = certgen::ParseDurationFlag("--timeout", flags.timeout);
    if (!timeout.ok()) return timeout.status();
    if (*timeout == absl::ZeroDuration()) {
      return absl::InvalidArgumentError("--timeout 0 leaves no time for a call");
    }
    options.timeout = *timeout;
  }
  if (absl::Status s = ParseMetadata(flags.metadata, &options.metadata); !s.ok()) return s;
  const auto retries =
      ParseNumberFlag("--retries", flags.retries.empty() ? DefaultRetries(command) : flags.retries,
                      /*low=*/0, kMaxRetries);
  if (!retries.ok()) return retries.status();
  options.retries = static_cast<int>(*retries);
  options.wait_for_ready = flags.wait_for_ready;
  return options;
}

absl::StatusOr<ClientCommand> PrepareCommand(const std::string& command, const ClientFlags& flags) {
  if (command == "echo") return PrepareEcho(flags.echo);
  if (command == "stream") return PrepareStream(flags.stream);
  if (command == "whoami") return PrepareWhoAmI();
  if (command == "health") return PrepareHealth(flags.health);
  if (command == "load") return PrepareLoad(flags.load);
  return ClientCommand();
}

}  // namespace echo
