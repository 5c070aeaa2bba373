// The command line of echo-client, and what it asks for.
#ifndef SERVICES_ECHO_CLIENT_SETTINGS_H_
#define SERVICES_ECHO_CLIENT_SETTINGS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "certgen/command_line.h"
#include "certgen/credential_files.h"
#include "services/echo/client_channel.h"
#include "services/echo/client_session.h"
#include "services/echo/echo_command.h"
#include "services/echo/health_command.h"
#include "services/echo/load_flags.h"
#include "services/echo/stream_command.h"

namespace echo {

// As written.
struct ClientFlags {
  std::string target = "localhost:50051";
  certgen::CredentialPaths credentials;
  std::string server_name;
  // Empty: the command's own.
  std::string timeout;
  std::vector<std::string> metadata;
  // Empty: the command's own.
  std::string retries;
  bool wait_for_ready = false;
  bool present_anyway = false;
  bool check_config = false;
  OutputFlags output;
  // Of the commands.
  EchoFlags echo;
  StreamFlags stream;
  HealthFlags health;
  LoadFlags load;
  std::string diagnosed;
};

void AddClientFlags(ClientFlags* flags, CLI::App* program);

// The call of `command` may last: it ends at Ctrl-C, and has kStreamTimeout.
bool IsLongLived(const std::string& command, const ClientFlags& flags);

// kInvalidArgument says what is wrong. What `diagnose` names takes the place of the target.
absl::StatusOr<ClientOptions> ToOptions(const std::string& command, const ClientFlags& flags);

// echo, stream, whoami, health or load; an empty function for others. kInvalidArgument: usage;
// other errors: a file that it is to send.
absl::StatusOr<ClientCommand> PrepareCommand(const std::string& command, const ClientFlags& flags);

}  // namespace echo

#endif  // SERVICES_ECHO_CLIENT_SETTINGS_H_
