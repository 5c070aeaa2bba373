// echo-client health: whether a server takes calls, once or for as long as one likes to watch.
#ifndef SERVICES_ECHO_HEALTH_COMMAND_H_
#define SERVICES_ECHO_HEALTH_COMMAND_H_

#include <string>

#include "absl/status/statusor.h"
#include "certgen/command_line.h"
#include "services/echo/client_session.h"

namespace echo {

// As written.
struct HealthFlags {
  std::string service;
  bool watch = false;
};

CLI::App* AddHealthCommand(HealthFlags* flags, CLI::App* program);

// kInvalidArgument: usage. To watch it needs a console that has taken the signals.
//
// A watch that the deadline ends is no failure once there was a status: its exit code is
// kExitDone if the last one was SERVING, else kExitNotServing. One that ends before has the exit
// code of any call.
absl::StatusOr<ClientCommand> PrepareHealth(const HealthFlags& flags);

}  // namespace echo

#endif  // SERVICES_ECHO_HEALTH_COMMAND_H_
