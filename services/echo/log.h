// The server's log: one record an event, on stderr.
#ifndef SERVICES_ECHO_LOG_H_
#define SERVICES_ECHO_LOG_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "certgen/json_document.h"

namespace echo {

enum class LogFormat { kText, kJson };
enum class LogLevel { kDebug, kInfo, kWarning, kError };

// "text" or "json"; "debug", "info", "warning" or "error". kInvalidArgument for
// other words.
absl::StatusOr<LogFormat> ParseLogFormat(const std::string& text);
absl::StatusOr<LogLevel> ParseLogLevel(const std::string& text);

// Until it is called, nothing is logged. Not while others log. Each record is written before Log
// returns.
void StartLog(LogFormat format, LogLevel level);
// The same for a server: records wait in a queue for a thread that writes them, and Log never waits
// for whoever reads stderr. If that one falls 4096 records behind, the oldest are lost, and
// "records-lost" says as a warning how many (`lost`). EndLog writes what waits, for at most 2 s.
void StartQueuedLog(LogFormat format, LogLevel level);
void EndLog();

// So that what nobody reads need not be made.
bool IsLogged(LogLevel level);

// Text: "TIME LEVEL event key=value…". JSON: one object a line with "time",
// "level", "event" and the fields, which must be an object.
void Log(LogLevel level, const std::string& event,
         const certgen::Json& fields = certgen::Json::object());

}  // namespace echo

#endif  // SERVICES_ECHO_LOG_H_
