#include "services/echo/processor_use.h"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace echo {
namespace {

std::string FirstLine(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

// Of the process's cgroup (version 2), and those above it.
double CgroupLimit() {
  const std::filesystem::path root = "/sys/fs/cgroup";
  const std::string own = FirstLine("/proc/self/cgroup");
  double limit = 1e9;
  if (!absl::StartsWith(own, "0::/")) return limit;
  for (std::filesystem::path at = own.substr(4);; at = at.parent_path()) {
    if (const auto allowed = ParseCpuMax(FirstLine(root / at / "cpu.max"))) {
      limit = std::min(limit, *allowed);
    }
    if (at.empty()) return limit;
  }
}

}  // namespace

ProcessorUse ParseMachineUse(const std::string& stat, absl::Duration tick) {
  // cpu user nice system idle iowait irq softirq steal …; guests are in user and nice.
  constexpr size_t kIdle = 4;
  constexpr size_t kWaiting = 5;
  constexpr size_t kSteal = 8;
  const std::vector<std::string> fields = absl::StrSplit(stat, ' ', absl::SkipEmpty());
  ProcessorUse use;
  if (fields.size() <= kSteal || fields.front() != "cpu") return use;
  for (size_t i = 1; i <= kSteal; ++i) {
    int64_t ticks = 0;
    if (!absl::SimpleAtoi(fields[i], &ticks)) return {};
    use.machine_total += ticks * tick;
    if (i != kIdle && i != kWaiting) use.machine_busy += ticks * tick;
  }
  return use;
}

ProcessorUse ReadProcessorUse() {
  const int64_t ticks_per_second = std::max<int64_t>(1, sysconf(_SC_CLK_TCK));
  ProcessorUse use = ParseMachineUse(FirstLine("/proc/stat"), absl::Seconds(1) / ticks_per_second);
  rusage own{};
  if (getrusage(RUSAGE_SELF, &own) == 0) {
    use.own = absl::DurationFromTimeval(own.ru_utime) + absl::DurationFromTimeval(own.ru_stime);
  }
  return use;
}

std::optional<double> ParseCpuMax(const std::string& text) {
  const std::vector<std::string> fields = absl::StrSplit(text, ' ', absl::SkipEmpty());
  double quota = 0;
  double period = 0;
  if (fields.size() != 2 || !absl::SimpleAtod(fields[0], &quota) ||
      !absl::SimpleAtod(fields[1], &period) || quota <= 0 || period <= 0) {
    return std::nullopt;
  }
  return quota / period;
}

int ConfiguredProcessors() {
  return static_cast<int>(std::max<int64_t>(1, sysconf(_SC_NPROCESSORS_CONF)));
}

double UsableProcessors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  const int allowed =
      sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : ConfiguredProcessors();
  return std::min(static_cast<double>(allowed), CgroupLimit());
}

}  // namespace echo
