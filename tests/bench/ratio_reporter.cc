#include "tests/bench/ratio_reporter.h"

#include <unistd.h>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace bench {

RatioReporter::RatioReporter()
    : ConsoleReporter(isatty(STDOUT_FILENO) == 1 ? OO_Defaults : OO_Tabular) {}

void RatioReporter::ReportRuns(const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    if (run.aggregate_name != "median") continue;
    medians_[run.run_name.function_name] =
        run.real_accumulated_time / static_cast<double>(run.iterations);
  }
  ConsoleReporter::ReportRuns(runs);
}

void RatioReporter::Finalize() {
  GetOutputStream() << "\nRatios of medians, ours to theirs:\n";
  for (const auto& [name, seconds] : medians_) {
    const std::vector<std::string> parts = absl::StrSplit(name, '/');
    if (parts.size() != 3 || parts[1] != "ours") continue;
    for (const auto& [other, others_seconds] : medians_) {
      const std::vector<std::string> peer = absl::StrSplit(other, '/');
      if (peer.size() != 3 || peer[0] != parts[0] || peer[2] != parts[2] || peer[1] == "ours") {
        continue;
      }
      GetOutputStream() << absl::StrFormat("%-20s %-24s %9.3f ms  %6.2f times %s's %.3f ms\n",
                                           parts[0], parts[2], seconds * 1e3,
                                           seconds / others_seconds, peer[1], others_seconds * 1e3);
    }
  }
}

}  // namespace bench
