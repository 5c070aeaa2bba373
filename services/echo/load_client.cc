#include "services/echo/load_client.h"

#include <unistd.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "services/echo/answer.h"
#include "services/echo/load_command.h"
#include "services/echo/open_file_limit.h"

namespace echo {
namespace {

// Back to the beginning of a terminal's line, which is erased.
constexpr char kLineAnew[] = "\r\x1b[K";
// Beside its connections the program has a few files open.
constexpr uint64_t kOtherFiles = 64;

int Load(const LoadOptions& options, const ClientSession& session) {
  Console* const console = session.console;
  LoadRequest request;
  request.load = options;
  request.client = session.options;
  request.credentials = session.credentials;
  request.diagnose = !session.output.no_diagnose;
  request.interruptible = true;
  const bool terminal = isatty(STDERR_FILENO) == 1;
  if (terminal) {
    request.on_progress = [console](const std::string& line) {
      console->Note(absl::StrCat(kLineAnew, line));
    };
  }
  const LoadEnd end = RunLoad(request);
  session.WipeKey();
  if (terminal) console->Note(kLineAnew);
  console->Print(session.output.json ? certgen::ToLine(end.document) : end.text);
  if (end.error) console->Warn(Line(*end.error));
  return end.exit_code;
}

}  // namespace

absl::StatusOr<ClientCommand> PrepareLoad(const LoadFlags& flags) {
  const absl::StatusOr<LoadOptions> options = ToLoadOptions(flags);
  if (!options.ok()) return options.status();
  const auto files = static_cast<uint64_t>(options->connections) *
                     static_cast<uint64_t>(options->new_connections ? options->streams : 1);
  if (const uint64_t limit = RaiseOpenFileLimit(); files + kOtherFiles > limit) {
    return absl::InvalidArgumentError(
        absl::StrCat("--connections ", options->connections, " makes ", files,
                     " connections, and this process may have ", limit,
                     " files open; give fewer, or raise the limit (ulimit -n)"));
  }
  return ClientCommand(
      [load = *options](const ClientSession& session) { return Load(load, session); });
}

}  // namespace echo
