#include "services/echo/trace_parent.h"

#include <algorithm>
#include <string_view>

namespace echo {
namespace {

constexpr size_t kVersion = 2;
constexpr size_t kTraceId = 32;
constexpr size_t kParentId = 16;
constexpr size_t kFlags = 2;
constexpr size_t kLength = kVersion + 1 + kTraceId + 1 + kParentId + 1 + kFlags;

bool IsLowerHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool IsZero(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c == '0'; });
}

}  // namespace

std::string TraceIdOf(const std::string& traceparent) {
  if (traceparent.size() < kLength) return "";
  const std::string_view text(traceparent);
  const std::string_view version = text.substr(0, kVersion);
  const std::string_view trace_id = text.substr(kVersion + 1, kTraceId);
  const std::string_view parent_id = text.substr(kVersion + 1 + kTraceId + 1, kParentId);
  const std::string_view flags = text.substr(kLength - kFlags, kFlags);
  for (const std::string_view part : {version, trace_id, parent_id, flags}) {
    if (!IsLowerHex(part)) return "";
  }
  const bool has_dashes = text[kVersion] == '-' && text[kVersion + 1 + kTraceId] == '-' &&
                          text[kLength - kFlags - 1] == '-';
  if (!has_dashes || version == "ff" || IsZero(trace_id) || IsZero(parent_id)) return "";
  // The first version ends here, others may go on after a dash.
  if (text.size() > kLength && (version == "00" || text[kLength] != '-')) return "";
  return std::string(trace_id);
}

}  // namespace echo
