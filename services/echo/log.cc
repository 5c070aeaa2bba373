#include "services/echo/log.h"

#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"

namespace echo {
namespace {

constexpr size_t kQueue = 4096;
constexpr absl::Duration kEndPatience = absl::Seconds(2);

struct Output {
  std::shared_ptr<spdlog::logger> logger;
  LogFormat format = LogFormat::kText;
  // Of a queued log. Only EndLog lets go of it, while others may log.
  std::shared_ptr<spdlog::details::thread_pool> owned_queue;
  std::weak_ptr<spdlog::details::thread_pool> queue;
  // Lost records of which a record has told.
  std::atomic<size_t> told = 0;
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

// Not by spdlog's registry, which throws when it knows the name.
void Start(std::shared_ptr<spdlog::logger> logger, LogFormat format, LogLevel level) {
  logger->set_pattern("%v");
  logger->set_level(ToSpdlog(level));
  logger->flush_on(spdlog::level::trace);
  // Its own would write to stderr, which nobody may read, what came after the end.
  logger->set_error_handler([](const std::string& /*message*/) {});
  Current().format = format;
  Current().logger = std::move(logger);
}

void Write(LogLevel level, const std::string& event, const certgen::Json& fields) {
  const Output& output = Current();
  const std::string time =
      absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone());
  output.logger->log(ToSpdlog(level), "{}",
                     output.format == LogFormat::kJson ? JsonRecord(time, level, event, fields)
                                                       : TextRecord(time, level, event, fields));
}

void TellLost(Output* output) {
  const auto queue = output->queue.lock();
  if (queue == nullptr) return;
  const size_t lost = queue->overrun_counter();
  const size_t told = output->told.exchange(lost);
  if (lost <= told) return;
  Write(LogLevel::kWarning, "records-lost",
        {{"lost", lost - told},
         {"cause", "who reads the log was too slow"},
         {"cure", "look at what reads stderr, or log less: --log-level warning"}});
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
  Current().owned_queue = nullptr;
  Start(
      std::make_shared<spdlog::logger>("server", std::make_shared<spdlog::sinks::stderr_sink_mt>()),
      format, level);
}

void StartQueuedLog(LogFormat format, LogLevel level) {
  Output& output = Current();
  output.owned_queue = std::make_shared<spdlog::details::thread_pool>(kQueue, /*threads_n=*/1);
  output.queue = output.owned_queue;
  output.told = 0;
  Start(std::make_shared<spdlog::async_logger>(
            "server", std::make_shared<spdlog::sinks::stderr_sink_mt>(), output.owned_queue,
            spdlog::async_overflow_policy::overrun_oldest),
        format, level);
}

void EndLog() {
  Output& output = Current();
  if (output.owned_queue == nullptr) return;
  TellLost(&output);
  // Its end waits for the thread, and that perhaps for a reader who never comes.
  const auto ended = std::make_shared<absl::Notification>();
  std::thread([ended, queue = std::move(output.owned_queue)]() mutable {
    queue.reset();
    ended->Notify();
  }).detach();
  ended->WaitForNotificationWithTimeout(kEndPatience);
}

bool IsLogged(LogLevel level) {
  const Output& output = Current();
  return output.logger != nullptr && output.logger->should_log(ToSpdlog(level));
}

void Log(LogLevel level, const std::string& event, const certgen::Json& fields) {
  if (!IsLogged(level)) return;
  TellLost(&Current());
  Write(level, event, fields);
}

}  // namespace echo
