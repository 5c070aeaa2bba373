#include "services/echo/allow_file_watch.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "certgen/credential_files.h"
#include "certgen/finding_code.h"
#include "certgen/json_document.h"
#include "certgen/one_line.h"
#include "services/echo/log.h"

namespace echo {
namespace {

constexpr absl::Duration kLook = absl::Milliseconds(500);
constexpr size_t kMostErrors = 10;

// By which two readings are the same: one that failed has no contents.
std::string KeyOf(const certgen::CredentialFile& read) {
  return read.fault ? absl::StrCat("!", certgen::FindingCodeName(*read.fault), " ", read.reason)
                    : absl::StrCat("=", read.contents);
}

// It can be read but once, and perhaps nobody writes to it.
bool IsStream(const std::string& path) {
  std::error_code ignored;
  const std::filesystem::file_status status = std::filesystem::status(path, ignored);
  return std::filesystem::is_fifo(status) || std::filesystem::is_socket(status) ||
         std::filesystem::is_character_file(status);
}

}  // namespace

AllowFileWatch::AllowFileWatch(Options options)
    : options_(std::move(options)),
      seen_(absl::StrCat("=", options_.contents)),
      judged_(seen_),
      thread_([this] { Watch(); }) {}

AllowFileWatch::~AllowFileWatch() {
  {
    const absl::MutexLock lock(&mutex_);
    ended_ = true;
  }
  thread_.join();
}

void AllowFileWatch::ReadNow() {
  const absl::MutexLock lock(&mutex_);
  asked_ = true;
}

void AllowFileWatch::Watch() {
  for (;;) {
    bool asked = false;
    {
      const absl::MutexLock lock(&mutex_);
      const auto is_woken = [this]()
                                ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return asked_ || ended_; };
      mutex_.AwaitWithTimeout(absl::Condition(&is_woken), kLook);
      if (ended_) return;
      asked = std::exchange(asked_, false);
    }
    if (!asked && IsStream(options_.path)) continue;
    const certgen::CredentialFile read = certgen::ReadFile(options_.path);
    const std::string key = KeyOf(read);
    const bool is_still = std::exchange(seen_, key) == key;
    if (asked || (is_still && key != judged_)) {
      judged_ = key;
      Take(tls::ParseAllowFile(read));
    }
  }
}

void AllowFileWatch::Take(tls::AllowFile file) {
  certgen::Json fields = {{"file", certgen::OneLine(options_.path)}};
  if (!file.errors.empty()) {
    if (file.errors.size() > kMostErrors) {
      const size_t more = file.errors.size() - kMostErrors;
      file.errors.resize(kMostErrors);
      file.errors.push_back(absl::StrCat("and ", more, " more"));
    }
    fields["errors"] = file.errors;
    fields["cure"] = "mend the file; until then the rules that it had before are in force";
    Log(LogLevel::kError, "rules-kept", fields);
    if (options_.on_kept) options_.on_kept();
    return;
  }
  std::vector<tls::AllowRule> rules = options_.fixed;
  for (tls::AllowRule& rule : file.rules) rules.push_back(std::move(rule));
  const size_t count = rules.size();
  options_.list->Replace(tls::AllowRules(std::move(rules)));
  fields["rules"] = count;
  Log(LogLevel::kInfo, "rules-replaced", fields);
  if (options_.on_replaced) options_.on_replaced(count);
}

}  // namespace echo
