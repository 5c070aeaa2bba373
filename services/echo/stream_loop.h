// The thread that drives a stream: replies go to the console as they come, requests to the
// server as it takes them, until the call ends or a signal ends it.
#ifndef SERVICES_ECHO_STREAM_LOOP_H_
#define SERVICES_ECHO_STREAM_LOOP_H_

#include <functional>
#include <optional>
#include <string>

#include "certgen/json_document.h"
#include "services/echo/answer.h"
#include "services/echo/call_stream.h"
#include "services/echo/client_session.h"

namespace echo {

// Where nothing else is asked for: streams are for people too, who think.
inline constexpr absl::Duration kStreamTimeout = absl::Hours(1);

// What comes of trying to send.
enum class Sending {
  // A request was given, or the end of them.
  kDone,
  // There is nothing to send until there is more input.
  kWaitsForInput,
  // The end was given before.
  kEnded,
  // The call cannot go on; whoever says so has said why.
  kFailed,
};

// `send` is called only when the stream takes a request; `take` with each reply. False: it was cut
// short by `send`.
template <typename Request, typename Response>
bool Drive(CallStream<Request, Response>* stream, Console* console,
           const std::function<Sending()>& send, const std::function<void(const Response&)>& take) {
  bool cut = false;
  bool cancelled = false;
  while (stream->outcome() == nullptr) {
    if (!cancelled && (cut || console->signal() || console->is_broken())) {
      cancelled = true;
      stream->Cancel();
    }
    if (std::optional<Response> reply = stream->TakeReply()) {
      take(*reply);
      continue;
    }
    Sending sending = Sending::kEnded;
    if (!cancelled && stream->CanWrite()) sending = send();
    cut = cut || sending == Sending::kFailed;
    if (sending == Sending::kDone || sending == Sending::kFailed) continue;
    console->Wait(sending == Sending::kWaitsForInput);
  }
  return !cut;
}

// A stream that has ended, what came of it, and the exit code: of a signal 128 and its number.
struct StreamEnd {
  CallOutcome outcome;
  std::optional<tls::Diagnosis> diagnosis;
  // In place of what the outcome is worth.
  std::optional<int> exit_code;
  std::optional<certgen::JsonError> error;
  // For the last document.
  certgen::Json rest = certgen::Json::object();
};

// A stream may last; why there is no connection is known sooner.
inline constexpr absl::Duration kLongestDiagnosis = absl::Seconds(10);

// What came of `outcome`, which is about to be told, is settled: gRPC ends a call whose connection
// is lost before it says of the channel that there is none.
void Settle(grpc::Channel* channel, CallOutcome* outcome);

int Tell(StreamEnd end, const ClientSession& session);

// A reply as a document of its own.
void PrintDocument(const char* key, certgen::Json value, const ClientSession& session);

}  // namespace echo

#endif  // SERVICES_ECHO_STREAM_LOOP_H_
