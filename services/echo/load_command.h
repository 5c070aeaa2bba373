// The whole of `echo-client load`, but for what it prints: connect, call, report.
#ifndef SERVICES_ECHO_LOAD_COMMAND_H_
#define SERVICES_ECHO_LOAD_COMMAND_H_

#include <functional>
#include <optional>
#include <string>

#include "certgen/credential_check.h"
#include "certgen/exit_code.h"
#include "certgen/json_document.h"
#include "services/echo/client_channel.h"
#include "services/echo/load_options.h"

namespace echo {

struct LoadRequest {
  LoadOptions load;
  // `own_connection` and `session_cache` are set by the command.
  ClientOptions client;
  certgen::CheckedCredentials credentials;
  // When there is no connection, look for the reason.
  bool diagnose = true;
  // SIGINT and SIGTERM end the run early; they must be blocked (interrupt.h).
  bool interruptible = false;
  // Once a second how far it is, in one line without an end; may be empty.
  std::function<void(const std::string& line)> on_progress;
};

struct LoadEnd {
  int exit_code = certgen::kExitDone;
  // nullopt if no call was lost.
  std::optional<certgen::JsonError> error;
  // For people; empty if there was no connection.
  std::string text;
  // The same for scripts.
  certgen::Json document;
};

LoadEnd RunLoad(LoadRequest request);

}  // namespace echo

#endif  // SERVICES_ECHO_LOAD_COMMAND_H_
