#include "services/echo/load_progress.h"

#include "absl/strings/str_format.h"

namespace echo {

std::string ProgressLine(const LoadProgress& now, const LoadProgress& before) {
  const double seconds = absl::ToDoubleSeconds(now.elapsed - before.elapsed);
  const double rate = seconds > 0 ? static_cast<double>(now.calls - before.calls) / seconds : 0;
  std::string line = absl::StrFormat("%.0f s: %d calls, %.0f/s", absl::ToDoubleSeconds(now.elapsed),
                                     now.calls, rate);
  if (now.waiting > 0) absl::StrAppendFormat(&line, ", %d waiting", now.waiting);
  if (now.errors > 0) absl::StrAppendFormat(&line, ", %d lost", now.errors);
  return line;
}

}  // namespace echo
