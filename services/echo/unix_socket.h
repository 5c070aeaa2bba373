// Unix sockets as gRPC names them: "unix:PATH", or "unix-abstract:NAME" for one that is no file.
#ifndef SERVICES_ECHO_UNIX_SOCKET_H_
#define SERVICES_ECHO_UNIX_SOCKET_H_

#include <string>

#include "absl/status/status.h"

namespace echo {

bool IsUnixSocket(const std::string& text);

// kInvalidArgument, as the end of a sentence, if the name cannot be one: "names no socket".
absl::Status CheckUnixSocketName(const std::string& text);

// Whether a server can listen there. gRPC would take the place of any socket that is there, that of
// a running server too. What a server left that is gone is no hindrance. kUnavailable: another
// program listens there; what is there is no socket; the directory is absent or closed to us.
absl::Status CheckFreeUnixSocket(const std::string& text);

}  // namespace echo

#endif  // SERVICES_ECHO_UNIX_SOCKET_H_
