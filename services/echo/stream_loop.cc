#include "services/echo/stream_loop.h"

#include <csignal>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/echo/call_report.h"
#include "services/echo/diagnosis_report.h"
#include "services/echo/status_name.h"

namespace echo {
namespace {

// As shells tell of them.
constexpr int kEndedBySignal = 128;

// A server's own UNAVAILABLE is told so much later.
constexpr absl::Duration kSettling = absl::Milliseconds(200);

}  // namespace

void Settle(grpc::Channel* channel, CallOutcome* outcome) {
  if (!outcome->connected || outcome->status.error_code() != grpc::StatusCode::UNAVAILABLE) return;
  outcome->connected =
      !channel->WaitForStateChange(GRPC_CHANNEL_READY, absl::ToChronoTime(absl::Now() + kSettling));
}

int Tell(StreamEnd end, const ClientSession& session) {
  if (const auto signal = session.console->signal()) {
    end.exit_code = kEndedBySignal + *signal;
    end.error = {"INTERRUPTED",
                 absl::StrCat(*signal == SIGINT ? "SIGINT" : "SIGTERM", " ended the call"), ""};
  } else if (session.console->is_broken()) {
    // It was us who ended the call.
    end.exit_code = certgen::kExitFailed;
  } else if (!end.exit_code) {
    end.exit_code = ExitCodeFor(end.outcome, end.diagnosis);
    end.error = ErrorOf(end.outcome, session.options, end.diagnosis);
    if (end.error) session.console->Warn(Line(*end.error));
  }
  NoteDetails(end.outcome, /*is_first=*/true, session);
  if (session.output.json) {
    certgen::Json document = certgen::JsonDocument(end.error, session.credentials.findings);
    document["ended"] = StatusName(end.outcome.status.error_code());
    document.update(end.rest);
    AddToDocument(end.outcome, /*is_first=*/true, session, &document);
    if (end.diagnosis) document["verdict"] = ToJson(end.diagnosis->verdict);
    session.console->PrintLast(certgen::ToLine(document));
  }
  return *end.exit_code;
}

void PrintDocument(const char* key, certgen::Json value, const ClientSession& session) {
  certgen::Json document = certgen::JsonDocument(std::nullopt, {});
  document[key] = std::move(value);
  session.console->Print(certgen::ToLine(document));
}

}  // namespace echo
