#include "services/tls/wire_protocol.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace tls {
namespace {

constexpr size_t kMostQuoted = 40;
constexpr unsigned char kSettings = 4;
constexpr unsigned char kGoAway = 7;
constexpr size_t kFrameHeader = 9;
constexpr size_t kFrameType = 3;

bool IsTlsRecord(const std::string& bytes) {
  return bytes.size() >= 2 && bytes[0] >= 20 && bytes[0] <= 24 && bytes[1] == 3;
}

}  // namespace

WireProtocol ProtocolOfServer(const std::string& first_bytes) {
  if (first_bytes.empty()) return WireProtocol::kNothing;
  if (IsTlsRecord(first_bytes)) return WireProtocol::kTls;
  if (absl::StartsWith(first_bytes, "HTTP/")) return WireProtocol::kHttp1;
  // Some answer what they cannot read by a page and no status line.
  if (absl::StartsWithIgnoreCase(first_bytes, "<html") ||
      absl::StartsWithIgnoreCase(first_bytes, "<!doctype html")) {
    return WireProtocol::kHttp1;
  }
  // A short frame of the connection itself: length below 2^16, stream 0.
  if (first_bytes.size() >= kFrameHeader && first_bytes[0] == 0 &&
      first_bytes.substr(5, 4) == std::string(4, '\0')) {
    const auto type = static_cast<unsigned char>(first_bytes[kFrameType]);
    if (type == kSettings || type == kGoAway) return WireProtocol::kHttp2;
  }
  return WireProtocol::kOther;
}

WireProtocol ProtocolOfClient(const std::string& first_bytes) {
  if (first_bytes.empty()) return WireProtocol::kNothing;
  if (IsTlsRecord(first_bytes)) return WireProtocol::kTls;
  if (absl::StartsWith(first_bytes, "PRI *")) return WireProtocol::kHttp2;
  for (const char* method :
       {"GET ", "POST ", "HEAD ", "PUT ", "OPTIO", "DELET", "PATCH", "CONNE", "TRACE"}) {
    if (absl::StartsWith(first_bytes, method)) return WireProtocol::kHttp1;
  }
  return WireProtocol::kOther;
}

std::string Quoted(const std::string& first_bytes) {
  const std::string shown = first_bytes.substr(0, kMostQuoted);
  const bool is_text = std::all_of(shown.begin(), shown.end(), [](char c) {
    return absl::ascii_isprint(static_cast<unsigned char>(c)) || c == '\r' || c == '\n' ||
           c == '\t';
  });
  if (!is_text) return absl::StrCat("the bytes ", absl::BytesToHexString(shown.substr(0, 16)));
  const std::string line = shown.substr(0, shown.find_first_of("\r\n"));
  return absl::StrCat("'", absl::CHexEscape(line), "'");
}

}  // namespace tls
