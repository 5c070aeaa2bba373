#include "services/echo/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace echo {
namespace {

struct Output {
  std::shared_ptr<spdlog::logger> logger;
  LogFormat format = LogFormat::kText;
};

// Never destroyed: gRPC's threads may log while the process ends.
Output& Current() {
  static auto* const output = new Output();
  return *output;
}

spdlog::level::level_enum ToSpdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      break;
  }
  return spdlog::level::err;
}

const char* LevelName(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      break;
  }
  return "error";
}

// In ASCII: terminals obey some of the characters beyond it too (DEL, U+009B), and
// readers split lines at others (U+0085, U+2028).
std::string Quoted(const certgen::Json& value) {
  return value.dump(-1, ' ', /*ensure_ascii=*/true, certgen::Json::error_handler_t::replace);
}

// Values stay on one line and cannot forge a record: strings are quoted as JSON
// quotes them.
std::string TextRecord(const std::string& time, LogLevel level, const std::string& event,
                       const certgen::Json& fields) {
  std::string line = absl::StrCat(time, " ", LevelName(level), " ", event);
  for (const auto& [key, value] : fields.items()) {
    absl::StrAppend(&line, " ", key, "=", Quoted(value));
  }
  return line;
}

std::string JsonRecord(const std::string& time, LogLevel level, const std::string& event,
                       const certgen::Json& fields) {
  certgen::Json record = {{"time", time}, {"level", LevelName(level)}, {"event", event}};
  record.update(fields);
  return Quoted(record);
}

}  // namespace

absl::StatusOr<LogFormat> ParseLogFormat(const std::string& text) {
  if (text == "text") return LogFormat::kText;
  if (text == "json") return LogFormat::kJson;
  return absl::InvalidArgumentError(
      absl::StrCat("--log-format '", text, "' is neither text nor json"));
}

absl::StatusOr<LogLevel> ParseLogLevel(const std::string& text) {
  for (const LogLevel level :
       {LogLevel::kDebug, LogLevel::kInfo, LogLevel::kWarning, LogLevel::kError}) {
    if (text == LevelName(level)) return level;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("--log-level '", text, "' is none of debug, info, warning, error"));
}

void StartLog(LogFormat format, LogLevel level) {
  Output& output = Current();
  output.format = format;
  // Not by spdlog's registry, which throws when it knows the name.
  output.logger =
      std::make_shared<spdlog::logger>("server", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  output.logger->set_pattern("%v");
  output.logger->set_level(ToSpdlog(level));
  output.logger->flush_on(spdlog::level::trace);
}

void Log(LogLevel level, const std::string& event, const certgen::Json& fields) {
  const Output& output = Current();
  if (output.logger == nullptr || !output.logger->should_log(ToSpdlog(level))) return;
  const std::string time =
      absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone());
  output.logger->log(ToSpdlog(level), "{}",
                     output.format == LogFormat::kJson ? JsonRecord(time, level, event, fields)
                                                       : TextRecord(time, level, event, fields));
}

}  // namespace echo
