// The command line of echo-client, and what it asks for.
#ifndef SERVICES_ECHO_CLIENT_SETTINGS_H_
#define SERVICES_ECHO_CLIENT_SETTINGS_H_

#include <string>

#include "absl/status/statusor.h"
#include "certgen/command_line.h"
#include "certgen/credential_files.h"
#include "services/echo/echo_client.h"

namespace echo {

// As written.
struct ClientFlags {
  std::string target = "localhost:50051";
  certgen::CredentialPaths credentials;
  std::string server_name;
  std::string timeout = "10s";
  bool present_anyway = false;
  bool check_config = false;
  bool no_diagnose = false;
  bool json = false;
  // Of the commands.
  std::string text;
  std::string service;
  std::string diagnosed;
};

void AddClientFlags(ClientFlags* flags, CLI::App* program);

// kInvalidArgument says what is wrong. What `diagnose` names takes the place of the target.
absl::StatusOr<ClientOptions> ToOptions(const ClientFlags& flags);

}  // namespace echo

#endif  // SERVICES_ECHO_CLIENT_SETTINGS_H_
