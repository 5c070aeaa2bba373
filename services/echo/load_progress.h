// How far a run is, in one line while it goes on.
#ifndef SERVICES_ECHO_LOAD_PROGRESS_H_
#define SERVICES_ECHO_LOAD_PROGRESS_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace echo {

struct LoadProgress {
  absl::Duration elapsed;
  // That have ended; of these, errors.
  int64_t calls = 0;
  int64_t errors = 0;
  // That are due and find no free stream.
  int64_t waiting = 0;
};

// Such as "3 s: 1500 calls, 502/s", with the rate since `before`, and waiting and lost calls if
// there are any. Without an end of line.
std::string ProgressLine(const LoadProgress& now, const LoadProgress& before);

}  // namespace echo

#endif  // SERVICES_ECHO_LOAD_PROGRESS_H_
