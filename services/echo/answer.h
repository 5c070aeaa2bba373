// A call that has ended, and how echo-client tells of it: the answer on standard output, what is
// wrong on standard error, or all of it as one document.
#ifndef SERVICES_ECHO_ANSWER_H_
#define SERVICES_ECHO_ANSWER_H_

#include <functional>
#include <optional>
#include <string>

#include "certgen/exit_code.h"
#include "certgen/json_document.h"
#include "services/echo/client_session.h"
#include "services/echo/echo_client.h"
#include "services/tls/diagnosis.h"

namespace echo {

struct Answer {
  CallOutcome outcome;
  // Of a call that is OK: for people, and the key and value for scripts.
  std::string text;
  std::string key;
  certgen::Json value;
  // With --verbose, before what is known of every call.
  std::string details;
  // Of a call that is OK, and whose answer is not.
  struct Fault {
    certgen::JsonError error;
    certgen::ExitCode exit_code = certgen::kExitFailed;
    // The text says it already.
    bool is_said = false;
  };
  std::optional<Fault> fault;
  // The session's first call: it waited for the name too.
  bool is_first = true;
};

// "CAUSE; CURE [CODE]".
std::string Line(const certgen::JsonError& error);

// Adds "server", "metadata", "trailers", and, if asked for, "timing".
void AddToDocument(const CallOutcome& outcome, bool is_first, const ClientSession& session,
                   certgen::Json* document);

// For people, to standard error, what --verbose and --timing ask for.
void NoteDetails(const CallOutcome& outcome, bool is_first, const ClientSession& session);

// Prints what there is to print, and gives the exit code. `diagnosis`: of a call that found no
// connection.
int Tell(const Answer& answer, const std::optional<tls::Diagnosis>& diagnosis,
         const ClientSession& session);

// One call: makes it, with a diagnosis beside it unless --no-diagnose is given, and tells.
int CallAndTell(const ClientSession& session, const std::function<Answer(EchoClient*)>& call);

}  // namespace echo

#endif  // SERVICES_ECHO_ANSWER_H_
