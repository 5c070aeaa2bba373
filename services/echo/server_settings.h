// The command line of echo-server, and what it asks for.
#ifndef SERVICES_ECHO_SERVER_SETTINGS_H_
#define SERVICES_ECHO_SERVER_SETTINGS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "certgen/command_line.h"
#include "certgen/credential_files.h"
#include "services/echo/authorization_flags.h"
#include "services/echo/connection_flags.h"
#include "services/echo/echo_server.h"
#include "services/echo/log.h"

namespace echo {

// As written.
struct ServerFlags {
  std::vector<std::string> listen;
  certgen::CredentialPaths credentials;
  std::string client_cert =
      certgen::ClientCertificateModeName(ServerOptions().client_certificate_mode);
  bool explain_refusals = false;
  bool check_config = false;
  bool json = false;
  std::string drain_delay = "0s";
  std::string drain_timeout = "25s";
  std::string health_listen;
  std::string metrics_listen;
  AuthorizationFlags authorization;
  std::string expiry_warning = "168h";
  bool channelz = false;
  ConnectionFlags connections;
  std::string min_tls_version = "1.2";
  std::string log_format = "text";
  std::string log_level = "info";
};

// As understood.
struct ServerSettings {
  // But for what comes of these below: its rules and its observer.
  ServerOptions server;
  Authorization authorization;
  std::optional<ListenAddress> metrics_listen;
  certgen::CredentialPaths credentials;
  bool require_tls13 = false;
  absl::Duration drain_delay;
  absl::Duration drain_timeout;
  LogFormat log_format = LogFormat::kText;
  LogLevel log_level = LogLevel::kInfo;
};

void AddServerFlags(ServerFlags* flags, CLI::App* program);

// Reads the file of --allow-file. kInvalidArgument names the flag and what is wrong with its value,
// in a line for each error.
absl::StatusOr<ServerSettings> ToSettings(const ServerFlags& flags);

}  // namespace echo

#endif  // SERVICES_ECHO_SERVER_SETTINGS_H_
