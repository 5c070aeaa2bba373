#include "services/echo/server_settings.h"

#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "certgen/client_certificate_mode.h"
#include "services/echo/credential_flags.h"
#include "services/echo/metrics_listener.h"

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
    "Rules (--allow, --allow-file) are PATTERN [METHOD...]: who may call, and what, all of it\n"
    "without a METHOD. They hold for health, reflection and methods that are not there, too.\n"
    "  dns:NAME          a DNS name of the caller's certificate (SAN, never the CN)\n"
    "  uri:URI           a URI of it, such as a SPIFFE ID\n"
    "  ip:ADDRESS        an IP address of it\n"
    "  anyone METHOD...  exempts methods, for callers without a certificate too\n"
    "A * stands for one whole label of a NAME or one whole segment of the path of a URI; a METHOD "
    "is\n"
    "/package.Service/Method or /package.Service/*. Replies name the rule that let a call in\n"
    "(metadata authorization-rule).\n\n"
    "Examples:\n"
    "  certgen init && echo-server                 mutual TLS on 127.0.0.1:50051\n"
    "  echo-server --listen 0.0.0.0:8443 --tls-dir /etc/tls --client-cert none\n"
    "  echo-server --listen 127.0.0.1:50051 --listen unix:/run/echo.sock --min-tls-version 1.3\n"
    "  echo-server --tls-dir /etc/tls --check-config\n"
    "  echo-server --allow 'uri:spiffe://example.com/ns/*/sa/web /echo.v1.EchoService/*'\n"
    "              --allow 'anyone /grpc.health.v1.Health/Check'\n"
    "  echo-server --metrics-listen 9464 --log-format json\n\n"
    "Ends by SIGTERM or SIGINT: health turns NOT_SERVING; --drain-delay later calls in flight\n"
    "finish, and streams that are quiet for a second are ended (UNAVAILABLE). A second signal "
    "ends\n"
    "it at once. SIGHUP reads --allow-file again.\n\n"
    "Exit codes: 0 done, 1 failed or the drain was cut, 10 our credentials cannot work,\n"
    "12 an address to listen on is taken or absent, 64 usage.";

std::string ServerName() {
  if (const char* pod = std::getenv("POD_NAME"); pod != nullptr && *pod != '\0') return pod;
  char name[HOST_NAME_MAX + 1] = "";
  return gethostname(name, sizeof(name)) == 0 ? name : "";
}

bool IsLoopback(const std::string& host) {
  return host == "localhost" || host == "127.0.0.1" || host == "::1";
}

bool IsForAll(const std::string& host) { return host == "0.0.0.0" || host == "::"; }

// As far as can be told by their names, of ports that are named.
bool Collide(const ListenAddress& a, const ListenAddress& b) {
  if (!a.socket.empty() || !b.socket.empty()) return a.socket == b.socket;
  return a.port != 0 && a.port == b.port &&
         (a.host == b.host || IsForAll(a.host) || IsForAll(b.host) ||
          (IsLoopback(a.host) && IsLoopback(b.host)));
}

bool IsAmong(const std::vector<ListenAddress>& taken, const ListenAddress& address) {
  return std::any_of(taken.begin(), taken.end(),
                     [&](const ListenAddress& other) { return Collide(other, address); });
}

}  // namespace

void AddServerFlags(ServerFlags* flags, CLI::App* program) {
  program
      ->add_option("--listen", flags->listen,
                   "HOST:PORT to listen on, port 0 takes a free one; or unix:PATH. May be given "
                   "more than once. Default: 127.0.0.1:50051")
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
  AddAuthorizationFlags(&flags->authorization, program);
  AddConnectionFlags(&flags->connections, program);
  program
      ->add_option("--min-tls-version", flags->min_tls_version,
                   "1.2 or 1.3: with 1.3, clients that know no better than 1.2 are refused. "
                   "Default: 1.2")
      ->type_name("VERSION")
      ->group("Credentials");
  program
      ->add_option("--health-listen", flags->health_listen,
                   "HOST:PORT of one more port, WITHOUT TLS, that answers grpc.health.v1 and "
                   "nothing else: for probes that cannot do mutual TLS. Default: none")
      ->type_name("ADDR");
  program
      ->add_option(
          "--metrics-listen", flags->metrics_listen,
          "PORT of 127.0.0.1, or HOST:PORT, of an HTTP port WITHOUT TLS that shows metrics "
          "to Prometheus at /metrics. Nothing there tells who calls. Default: none")
      ->type_name("ADDR");
  program
      ->add_option("--expiry-warning", flags->expiry_warning,
                   "With less time left until the server's certificate, or one above it, expires, "
                   "the service 'tls' of grpc.health.v1 is NOT_SERVING; no other is. Default: 168h")
      ->type_name("TIME");
  program->add_flag(
      "--channelz", flags->channelz,
      "Serve grpc.channelz.v1 too: who is connected, and what passes; for whoever may "
      "call it. Default: off");
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
  absl::StatusOr<Authorization> authorization = ToAuthorization(flags.authorization, *mode);
  if (!authorization.ok()) return authorization.status();
  settings.authorization = *std::move(authorization);
  const auto warning = certgen::ParseDurationFlag("--expiry-warning", flags.expiry_warning);
  if (!warning.ok()) return warning.status();
  settings.server.expiry_warning = *warning;
  settings.server.channelz = flags.channelz;
  settings.server.server_name = ServerName();
  const auto delay = certgen::ParseDurationFlag("--drain-delay", flags.drain_delay);
  if (!delay.ok()) return delay.status();
  settings.drain_delay = *delay;
  const auto timeout = certgen::ParseDurationFlag("--drain-timeout", flags.drain_timeout);
  if (!timeout.ok()) return timeout.status();
  settings.drain_timeout = *timeout;
  const absl::StatusOr<ConnectionLimits> limits = ToLimits(flags.connections);
  if (!limits.ok()) return limits.status();
  settings.server.limits = *limits;
  if (flags.min_tls_version != "1.2" && flags.min_tls_version != "1.3") {
    return absl::InvalidArgumentError(absl::StrCat("--min-tls-version '", flags.min_tls_version,
                                                   "' is not 1.2 or 1.3; gRPC speaks no other"));
  }
  settings.require_tls13 = flags.min_tls_version == "1.3";
  std::vector<ListenAddress> taken = settings.server.listen;
  if (!flags.health_listen.empty()) {
    const auto address = ParseListenAddress("--health-listen", flags.health_listen);
    if (!address.ok()) return address.status();
    if (IsAmong(taken, *address)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--health-listen ", flags.health_listen,
                       " is the address of --listen too; health checks without TLS need a port of "
                       "their own, such as 50052"));
    }
    settings.server.health_listen = *address;
    taken.push_back(*address);
  }
  if (!flags.metrics_listen.empty()) {
    const auto address = ParseMetricsAddress(flags.metrics_listen);
    if (!address.ok()) return address.status();
    if (IsAmong(taken, *address)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--metrics-listen ", flags.metrics_listen,
          " is the address of --listen or --health-listen too; metrics need a port of their own, "
          "such as 9464"));
    }
    settings.metrics_listen = *address;
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
