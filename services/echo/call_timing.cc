#include "services/echo/call_timing.h"

#include "absl/strings/str_format.h"

namespace echo {
namespace {

// Microseconds are as much as the clock and the threads are worth.
double Milliseconds(absl::Duration duration) {
  return static_cast<double>(absl::ToInt64Microseconds(duration)) / 1000;
}

}  // namespace

std::vector<CallPhase> PhasesOf(const CallTimes& times,
                                const std::optional<tls::ClientHandshakeTimes>& handshake) {
  std::optional<absl::Time> connected;
  std::optional<absl::Time> secured;
  if (handshake && handshake->begun >= times.begun && handshake->finished <= times.ended) {
    connected = handshake->begun;
    secured = handshake->finished;
  }
  absl::Time last = times.begun;
  std::vector<CallPhase> phases;
  const auto add = [&](const char* name, const std::optional<absl::Time>& end) {
    CallPhase phase = {name, std::nullopt, std::nullopt};
    if (end) {
      phase.at = *end - times.begun;
      phase.took = *end - last;
      last = *end;
    }
    phases.push_back(phase);
  };
  add("resolve", times.resolved);
  add("connect", connected);
  add("handshake", secured);
  add("first_byte", times.first_byte);
  add("done", times.ended);
  return phases;
}

certgen::Json ToJson(const std::vector<CallPhase>& phases) {
  certgen::Json timing;
  for (const CallPhase& phase : phases) {
    timing[phase.name] = nullptr;
    if (!phase.at) continue;
    timing[phase.name] = {{"at", Milliseconds(*phase.at)}, {"took", Milliseconds(*phase.took)}};
  }
  return timing;
}

std::string Describe(const std::vector<CallPhase>& phases) {
  std::string table;
  for (const CallPhase& phase : phases) {
    if (phase.at) {
      absl::StrAppendFormat(&table, "%-12s %10.3f ms  +%.3f\n", phase.name, Milliseconds(*phase.at),
                            Milliseconds(*phase.took));
    } else {
      absl::StrAppendFormat(&table, "%-12s          -\n", phase.name);
    }
  }
  return table;
}

}  // namespace echo
