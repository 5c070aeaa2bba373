// What this process and this machine spend of their processors, and what it may spend.
#ifndef SERVICES_ECHO_PROCESSOR_USE_H_
#define SERVICES_ECHO_PROCESSOR_USE_H_

#include <optional>
#include <string>

#include "absl/time/time.h"

namespace echo {

// Sums since some time before; subtract two.
struct ProcessorUse {
  // User and system time of this process.
  absl::Duration own;
  // Of all processors of the machine (/proc/stat, in steps of 10 ms): spent, and altogether. Both
  // zero where it does not tell.
  absl::Duration machine_busy;
  absl::Duration machine_total;
};

ProcessorUse ReadProcessorUse();

// Of the machine, those that are off and those that this process may not use included: gRPC has
// its threads by these.
int ConfiguredProcessors();

// How many processors this process may use: those of its affinity, or less where a cgroup allows
// less, such as 0.5.
double UsableProcessors();

// The first line of /proc/stat, in ticks of `tick`; zero if it is of another form.
ProcessorUse ParseMachineUse(const std::string& stat, absl::Duration tick);

// Processors that a cgroup's cpu.max allows, "QUOTA PERIOD"; nullopt: it sets no limit.
std::optional<double> ParseCpuMax(const std::string& text);

}  // namespace echo

#endif  // SERVICES_ECHO_PROCESSOR_USE_H_
