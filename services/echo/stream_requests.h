// The requests of a stream, one after the other: of texts, or of the lines of an input.
#ifndef SERVICES_ECHO_STREAM_REQUESTS_H_
#define SERVICES_ECHO_STREAM_REQUESTS_H_

#include <echo/v1/echo.pb.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "services/echo/line_buffer.h"

namespace echo {

// The options go along so: metadata and trailers with the first request, which is where the server
// takes them; the status with the last, so that the call ends when that is answered; the rest
// with each.
class StreamRequests {
 public:
  // `lines`: null if `texts` is all there is, else what comes in place of them. `many_replies`:
  // the call has a stream of replies.
  StreamRequests(v1::EchoOptions options, std::vector<std::string> texts, LineBuffer* lines,
                 bool many_replies);

  // The next one, if it is there. The last text has the status; no line is known to be the last:
  // one more request follows them then, empty, and where that can be asked for, without a reply.
  std::optional<v1::EchoRequest> Next();
  // All of them were given.
  bool is_done() const { return done_; }

  // Of lines that are no UTF-8 the message is empty: they are payloads.
  static v1::EchoRequest ToRequest(const std::string& text);

 private:
  v1::EchoRequest Fill(v1::EchoRequest request, bool is_last);
  std::optional<v1::EchoRequest> NextText();

  v1::EchoOptions options_;
  const std::vector<std::string> texts_;
  LineBuffer* const lines_;
  const bool many_replies_;
  size_t next_ = 0;
  bool done_ = false;
};

}  // namespace echo

#endif  // SERVICES_ECHO_STREAM_REQUESTS_H_
