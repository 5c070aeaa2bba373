// echo-client load, on the console.
#ifndef SERVICES_ECHO_LOAD_CLIENT_H_
#define SERVICES_ECHO_LOAD_CLIENT_H_

#include "absl/status/statusor.h"
#include "services/echo/client_session.h"
#include "services/echo/load_flags.h"

namespace echo {

// kInvalidArgument: usage. SIGINT and SIGTERM must be blocked (interrupt.h) before it runs, and
// not be the console's. Raises the limit of open files if the connections need it.
absl::StatusOr<ClientCommand> PrepareLoad(const LoadFlags& flags);

}  // namespace echo

#endif  // SERVICES_ECHO_LOAD_CLIENT_H_
