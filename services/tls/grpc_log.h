// gRPC's own log lines. They name causes in its own words and reach stderr on
// their own; this hands them to us, so that people see them only on request.
#ifndef SERVICES_TLS_GRPC_LOG_H_
#define SERVICES_TLS_GRPC_LOG_H_

#include <functional>
#include <string>

namespace tls {

// From now on each line goes to `sink`, from any thread; an empty sink drops
// them. Call it once, before gRPC is used. Errors only, from gRPC 1.65 on
// information too, unless GRPC_VERBOSITY asks for other lines.
void RedirectGrpcLog(std::function<void(const std::string& line)> sink);

// The line is gRPC's last: a condition of its own did not hold, and it ends the
// process. Such a line must be seen whatever the log level is.
bool IsLastWord(const std::string& line);

}  // namespace tls

#endif  // SERVICES_TLS_GRPC_LOG_H_
