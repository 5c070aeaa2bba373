// What every command of echo-client works with.
#ifndef SERVICES_ECHO_CLIENT_SESSION_H_
#define SERVICES_ECHO_CLIENT_SESSION_H_

#include <functional>
#include <optional>

#include "absl/time/time.h"
#include "certgen/credential_check.h"
#include "services/echo/client_channel.h"
#include "services/echo/console.h"

namespace echo {

// How to tell of a call.
struct OutputFlags {
  bool json = false;
  bool verbose = false;
  bool timing = false;
  bool no_diagnose = false;
};

struct ClientSession {
  OutputFlags output;
  ClientOptions options;
  certgen::CheckedCredentials& credentials;
  Console* console;
  // Of the first call: nothing is resolved or connected before.
  absl::Time begun;
  // The target's name was looked up by then.
  std::optional<absl::Time> resolved;

  // Once gRPC has it, and the diagnosis beside, which wipes its own.
  void WipeKey() const { credentials.key_pem.Wipe(); }
};

// A command, ready to run: its exit code.
using ClientCommand = std::function<int(const ClientSession&)>;

}  // namespace echo

#endif  // SERVICES_ECHO_CLIENT_SESSION_H_
