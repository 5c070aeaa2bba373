#include "services/tls/http2_greeting.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/tls/alert_name.h"
#include "services/tls/own_refusal.h"
#include "services/tls/wire_protocol.h"

namespace tls {
namespace {

constexpr unsigned char kSettings = 4;
constexpr unsigned char kPing = 6;
constexpr unsigned char kGoAway = 7;
constexpr unsigned char kAck = 1;
constexpr size_t kFrameHeader = 9;
constexpr size_t kFrameType = 3;
constexpr size_t kFrameFlags = 4;
// Far more than a server has to say before any call.
constexpr size_t kMostBytes = 65536;
constexpr absl::Duration kPingPatience = absl::Milliseconds(500);

}  // namespace

std::string Http2Preface() {
  std::string preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  preface += std::string("\0\0\0\x04\0\0\0\0\0", kFrameHeader);
  preface += std::string("\0\0\x08\x06\0\0\0\0\0", kFrameHeader) + "tls-echo";
  return preface;
}

Http2Frames ReadFrames(const std::string& bytes) {
  const auto octet = [&bytes](size_t at) { return static_cast<unsigned char>(bytes[at]); };
  Http2Frames frames;
  size_t at = 0;
  while (at + kFrameHeader <= bytes.size()) {
    const size_t length = (size_t{octet(at)} << 16) + (size_t{octet(at + 1)} << 8) + octet(at + 2);
    const unsigned char type = octet(at + kFrameType);
    if (type == kSettings) frames.settings = true;
    if (type == kGoAway) frames.go_away = true;
    if (type == kPing && (octet(at + kFrameFlags) & kAck) != 0) frames.ping_answered = true;
    at += kFrameHeader + length;
  }
  return frames;
}

Greeting Greet(const Patience& patience, ProbedConnection* connection) {
  Greeting greeting;
  if (!connection->Write(Http2Preface(), patience).ok()) greeting.ended = true;
  Patience rest = patience;
  // Also of one that has ended: an alert may wait to be read.
  while (!greeting.frames.go_away && !greeting.frames.ping_answered) {
    const absl::StatusOr<std::string> more = connection->Read(rest);
    if (!more.ok() || more->empty()) {
      greeting.ended = more.ok() || more.status().code() == absl::StatusCode::kUnavailable;
      break;
    }
    greeting.bytes += *more;
    if (greeting.bytes.size() > kMostBytes) break;
    const WireProtocol spoken = ProtocolOfServer(greeting.bytes);
    if (greeting.bytes.size() >= kFrameHeader && spoken != WireProtocol::kHttp2) break;
    const bool had_settings = greeting.frames.settings;
    greeting.frames = ReadFrames(greeting.bytes);
    // Not everybody answers a PING.
    if (greeting.frames.settings && !had_settings) {
      rest.until = std::min(patience.until, absl::Now() + kPingPatience);
    }
  }
  return greeting;
}

Verdict AboutGreeting(const Greeting& greeting, int alert) {
  const char* cure =
      "name the gRPC port in --target, and look at what a proxy there sends it on to";
  if (greeting.frames.go_away) {
    return Fault(certgen::FindingCode::kCallFailed, certgen::kExitNetwork,
                 "TLS is good, but the server turns the connection away (GOAWAY) before any "
                 "call: it drains, or takes no more",
                 "wait until it is back, or call another with --target");
  }
  if (!greeting.bytes.empty() && !greeting.frames.settings) {
    return Fault(
        certgen::FindingCode::kHttp2Missing, certgen::kExitNetwork,
        absl::StrCat("TLS is good, but what comes then is no HTTP/2: ", Quoted(greeting.bytes)),
        cure);
  }
  return Fault(certgen::FindingCode::kHttp2Missing, certgen::kExitNetwork,
               absl::StrCat("TLS is good, but the server ",
                            alert >= 0 ? absl::StrCat("then sends the alert ", AlertName(alert))
                            : greeting.ended ? "then hangs up"
                                             : "then says nothing",
                            " in place of HTTP/2"),
               cure);
}

}  // namespace tls
