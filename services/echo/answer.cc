#include "services/echo/answer.h"

#include "absl/strings/str_cat.h"
#include "services/echo/call_report.h"
#include "services/echo/call_timing.h"
#include "services/echo/diagnosed_client.h"
#include "services/echo/diagnosis_report.h"
#include "services/echo/reply_report.h"
#include "services/echo/stream_loop.h"
#include "services/tls/client_handshake_timing.h"

namespace echo {
namespace {

std::vector<CallPhase> TimingOf(const CallOutcome& outcome, bool is_first,
                                const ClientSession& session) {
  CallTimes times = outcome.times;
  if (is_first) {
    times.begun = session.begun;
    times.resolved = session.resolved;
  }
  return PhasesOf(times, tls::FirstClientHandshake(times.begun));
}

}  // namespace

std::string Line(const certgen::JsonError& error) {
  return absl::StrCat(error.cause, error.cure.empty() ? "" : "; ", error.cure, " [", error.code,
                      "]");
}

void AddToDocument(const CallOutcome& outcome, bool is_first, const ClientSession& session,
                   certgen::Json* document) {
  (*document)["server"] = ServerToJson(outcome, session.options);
  (*document)["metadata"] = ToJson(outcome.metadata);
  (*document)["trailers"] = ToJson(outcome.trailers);
  if (session.output.timing) {
    (*document)["timing"] = ToJson(TimingOf(outcome, is_first, session));
  }
}

void NoteDetails(const CallOutcome& outcome, bool is_first, const ClientSession& session) {
  if (session.output.verbose) session.console->Note(Describe(outcome));
  if (session.output.timing && !session.output.json) {
    session.console->Note(Describe(TimingOf(outcome, is_first, session)));
  }
}

int Tell(const Answer& answer, const std::optional<tls::Diagnosis>& diagnosis,
         const ClientSession& session) {
  const bool ok = answer.outcome.status.ok();
  std::optional<certgen::JsonError> error = ErrorOf(answer.outcome, session.options, diagnosis);
  if (error) session.console->Warn(Line(*error));
  if (ok && answer.fault) {
    error = answer.fault->error;
    if (!answer.fault->is_said) session.console->Warn(Line(*error));
  }
  if (ok && session.output.verbose) session.console->Note(answer.details);
  NoteDetails(answer.outcome, answer.is_first, session);
  if (session.output.json) {
    certgen::Json document = certgen::JsonDocument(error, session.credentials.findings);
    if (ok) document[answer.key] = answer.value;
    AddToDocument(answer.outcome, answer.is_first, session, &document);
    if (diagnosis) document["verdict"] = ToJson(diagnosis->verdict);
    session.console->Print(certgen::ToLine(document));
  } else if (ok) {
    session.console->Print(answer.text);
  }
  if (ok && answer.fault) return answer.fault->exit_code;
  return ExitCodeFor(answer.outcome, diagnosis);
}

int CallAndTell(const ClientSession& session, const std::function<Answer(EchoClient*)>& call) {
  DiagnosedClient client(session);
  Answer answer = call(client.get());
  Settle(client->channel().get(), &answer.outcome);
  return Tell(answer, client.WhyUnconnected(answer.outcome), session);
}

}  // namespace echo
