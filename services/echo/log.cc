#include "services/echo/log.h"

#include <poll.h>
#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"

namespace echo {
namespace {

constexpr size_t kQueue = 4096;
constexpr absl::Duration kEndPatience = absl::Seconds(2);

// Not spdlog's own, which writes by stdio: with a reader that has stalled it would hold the lock
// that the end of the process waits for.
class StderrSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  // What is to stand before a record; empty: nothing. Called by the thread that writes.
  using Notice = std::function<std::string()>;
  explicit StderrSink(Notice notice) : notice_(std::move(notice)) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    if (notice_) Write(notice_());
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    Write(std::string_view(line.data(), line.size()));
  }
  void flush_() override {}

  // What nobody takes is lost.
  static void Write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
      if (written >= 0) {
        text.remove_prefix(static_cast<size_t>(written));
      } else if (errno == EAGAIN) {
        pollfd stderr_fd = {STDERR_FILENO, POLLOUT, 0};
        poll(&stderr_fd, 1, /*timeout=*/-1);
      } else if (errno != EINTR) {
        return;
      }
    }
  }

  const Notice notice_;
};

struct Output {
  std::shared_ptr<spdlog::logger> logger;
  LogFormat format = LogFormat::kText;
  absl::Mutex mutex;
  // Of a queued log; EndLog takes it away, while others may log.
  std::shared_ptr<spdlog::details::thread_pool> queue ABSL_GUARDED_BY(mutex);
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
  // Its own would write to stderr, which nobody may read, what came after the end.
  logger->set_error_handler([](const std::string& /*message*/) {});
  Current().format = format;
  Current().logger = std::move(logger);
}

std::string Record(LogLevel level, const std::string& event, const certgen::Json& fields) {
  const std::string time =
      absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone());
  return Current().format == LogFormat::kJson ? JsonRecord(time, level, event, fields)
                                              : TextRecord(time, level, event, fields);
}

std::string RecordsLost(size_t lost) {
  return Record(LogLevel::kWarning, "records-lost",
                {{"lost", lost},
                 {"cause", "who reads the log was too slow"},
                 {"cure", "look at what reads stderr, or log less: --log-level warning"}}) +
         "\n";
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
  Start(std::make_shared<spdlog::logger>("server", std::make_shared<StderrSink>(nullptr)), format,
        level);
}

void StartQueuedLog(LogFormat format, LogLevel level) {
  auto queue = std::make_shared<spdlog::details::thread_pool>(kQueue, /*threads_n=*/1);
  // Told by the thread that writes, which is the queue's own: so it is neither lost itself nor
  // told twice.
  auto sink =
      std::make_shared<StderrSink>([&lost_of = *queue, told = size_t{0}]() mutable -> std::string {
        const size_t lost = lost_of.overrun_counter();
        if (lost == told) return "";
        return RecordsLost(lost - std::exchange(told, lost));
      });
  Start(std::make_shared<spdlog::async_logger>("server", std::move(sink), queue,
                                               spdlog::async_overflow_policy::overrun_oldest),
        format, level);
  const absl::MutexLock lock(&Current().mutex);
  Current().queue = std::move(queue);
}

void EndLog() {
  // Under the lock, so that a second caller waits as well.
  const absl::MutexLock lock(&Current().mutex);
  if (Current().queue == nullptr) return;
  // Its end waits for the thread, and that perhaps for a reader who never comes.
  const auto ended = std::make_shared<absl::Notification>();
  std::thread([ended, queue = std::move(Current().queue)]() mutable {
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
  Current().logger->log(ToSpdlog(level), "{}", Record(level, event, fields));
}

}  // namespace echo
