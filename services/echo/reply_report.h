// What a server sent back, for scripts and, where they ask for it, for people.
#ifndef SERVICES_ECHO_REPLY_REPORT_H_
#define SERVICES_ECHO_REPLY_REPORT_H_

#include <echo/v1/echo.pb.h>

#include <string>

#include "certgen/json_document.h"
#include "services/echo/call_outcome.h"

namespace echo {

// "reply": every field of the contract under its name: payload in base64, elapsed in seconds,
// server_certificate_not_after in RFC 3339; null where there is none.
certgen::Json ToJson(const v1::EchoResponse& response);

// A list of {"key", "text"}, or {"key", "binary"} in base64.
certgen::Json ToJson(const MetadataEntries& entries);

// Tables of `--verbose`. The first reply of a call says the most.
std::string Describe(const v1::EchoResponse& response);
// Peer, metadata and trailers.
std::string Describe(const CallOutcome& outcome);

}  // namespace echo

#endif  // SERVICES_ECHO_REPLY_REPORT_H_
