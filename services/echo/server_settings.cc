#include "services/echo/server_settings.h"

#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "certgen/client_certificate_mode.h"
#include "services/echo/credential_flags.h"

namespace echo {
namespace {

constexpr char kFooter[] =
    "Client-certificate modes:\n"
    "  none              never asks\n"
    "  request           asks, takes any answer; callers are not verified\n"
    "  verify-if-given   asks; without one callers are anonymous, a bad one is refused\n"
    "  require-any       demands one, takes any; callers are not verified\n"
    "  require           demands one that leads to the roots (the default)\n\n"
    "--explain-refusals: TLS lets strangers finish the handshake and hold a connection; what they\n"
    "may call is decided afterwards, by this server's own check: no call of theirs is served.\n"
    "Health probes and port scanners learn that the service exists. Use it while setting up, or\n"
    "where callers need reasons; without it the reason is in this server's log alone.\n\n"
    "Examples:\n"
    "  certgen init && echo-server                 mutual TLS on 127.0.0.1:50051\n"
    "  echo-server --listen 0.0.0.0:8443 --tls-dir /etc/tls --client-cert none\n"
    "  echo-server --tls-dir /etc/tls --check-config\n\n"
    "Ends by SIGTERM or SIGINT: health turns NOT_SERVING, calls in flight finish. A second\n"
    "signal ends it at once.\n\n"
    "Exit codes: 0 done, 1 failed or the drain was cut, 10 our credentials cannot work,\n"
    "12 an address to listen on is taken or absent, 64 usage.";

std::string ServerName() {
  if (const char* pod = std::getenv("POD_NAME"); pod != nullptr && *pod != '\0') return pod;
  char name[HOST_NAME_MAX + 1] = "";
  return gethostname(name, sizeof(name)) == 0 ? name : "";
}

absl::Status SetConnectionAge(const ServerFlags& flags, ServerOptions* server) {
  const auto age = certgen::ParseDurationFlag("--max-connection-age", flags.max_connection_age);
  if (!age.ok()) return age.status();
  if (*age > absl::ZeroDuration() && *age < absl::Seconds(1)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--max-connection-age ", flags.max_connection_age,
                     " would close connections faster than clients make them; give at least 1s, "
                     "or 0s for never"));
  }
  server->max_connection_age = *age;
  return absl::OkStatus();
}

}  // namespace

void AddServerFlags(ServerFlags* flags, CLI::App* program) {
  program
      ->add_option("--listen", flags->listen,
                   "HOST:PORT to listen on; port 0 takes a free one. Default: 127.0.0.1:50051")
      ->type_name("ADDR")
      ->allow_extra_args(false);
  AddCredentialFlags(&flags->credentials, program);
  program
      ->add_option("--client-cert", flags->client_cert,
                   absl::StrCat("What is asked of clients: ",
                                absl::StrJoin(certgen::ClientCertificateModeNames(), ", "),
                                ". Default: require"))
      ->type_name("MODE")
      ->group("Credentials");
  program
      ->add_flag("--explain-refusals", flags->explain_refusals,
                 "Tell refused callers why: UNAUTHENTICATED with the reason, in place of a closed "
                 "connection. See below for what it costs. Default: off")
      ->group("Credentials");
  program->add_flag("--check-config", flags->check_config,
                    "Check flags and credentials, say what is wrong, and end");
  program->add_flag("--json", flags->json, "With --check-config: print one JSON document");
  program
      ->add_option("--drain-delay", flags->drain_delay,
                   "After SIGTERM, go on taking calls for this long. Make it longer than clients "
                   "take to leave: one that calls while the server closes loses that call. "
                   "Default: 0s")
      ->type_name("TIME");
  program
      ->add_option("--drain-timeout", flags->drain_timeout,
                   "Then wait this long for calls in flight. Default: 25s")
      ->type_name("TIME");
  program
      ->add_option("--max-connection-age", flags->max_connection_age,
                   "Ask clients to connect anew after this long, so that new servers behind a "
                   "name get their share. At least 1s; 0s, the default: never")
      ->type_name("TIME");
  program
      ->add_option("--health-listen", flags->health_listen,
                   "HOST:PORT of one more port, WITHOUT TLS, that answers grpc.health.v1 and "
                   "nothing else: for probes that cannot do mutual TLS. Default: none")
      ->type_name("ADDR");
  program->add_option("--log-format", flags->log_format, "text or json. Default: text")
      ->type_name("FORMAT");
  program
      ->add_option("--log-level", flags->log_level,
                   "debug (with gRPC's own lines), info, warning or error. Default: info")
      ->type_name("LEVEL");
  program->footer(kFooter);
}

absl::StatusOr<ServerSettings> ToSettings(const ServerFlags& flags) {
  ServerSettings settings;
  std::vector<std::string> listen = flags.listen;
  if (listen.empty()) listen.push_back("127.0.0.1:50051");
  for (const std::string& text : listen) {
    const absl::StatusOr<ListenAddress> address = ParseListenAddress("--listen", text);
    if (!address.ok()) return address.status();
    settings.server.listen.push_back(*address);
  }
  const auto mode = certgen::ParseClientCertificateMode(flags.client_cert);
  if (!mode.ok()) return mode.status();
  settings.server.client_certificate_mode = *mode;
  if (flags.explain_refusals && !certgen::VerifiesClients(*mode)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--explain-refusals has nothing to explain with --client-cert ", flags.client_cert,
        ", which refuses no certificate; leave it out, or verify callers: "
        "--client-cert require"));
  }
  settings.server.explain_refusals = flags.explain_refusals;
  settings.server.server_name = ServerName();
  const auto delay = certgen::ParseDurationFlag("--drain-delay", flags.drain_delay);
  if (!delay.ok()) return delay.status();
  settings.drain_delay = *delay;
  const auto timeout = certgen::ParseDurationFlag("--drain-timeout", flags.drain_timeout);
  if (!timeout.ok()) return timeout.status();
  settings.drain_timeout = *timeout;
  if (absl::Status s = SetConnectionAge(flags, &settings.server); !s.ok()) return s;
  if (!flags.health_listen.empty()) {
    const auto address = ParseListenAddress("--health-listen", flags.health_listen);
    if (!address.ok()) return address.status();
    for (const ListenAddress& other : settings.server.listen) {
      if (address->port == 0 || ToString(other) != ToString(*address)) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("--health-listen ", flags.health_listen,
                       " is the address of --listen too; health checks without TLS need a port of "
                       "their own, such as 50052"));
    }
    settings.server.health_listen = *address;
  }
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

}  // namespace echo
