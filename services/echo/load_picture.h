// How latencies are spread, drawn in letters.
#ifndef SERVICES_ECHO_LOAD_PICTURE_H_
#define SERVICES_ECHO_LOAD_PICTURE_H_

#include <cstdint>
#include <string>

#include "services/echo/latency_histogram.h"

namespace echo {

// "999 us", "1.50 ms", "12.3 s": with a unit, in no more than three digits.
std::string MicrosecondsText(int64_t microseconds);

// A line of percentiles each, then a bar for each range of latencies (1, 2, 5, 10… us) from the
// least to the greatest.
std::string Picture(const LatencyHistogram& latency);

}  // namespace echo

#endif  // SERVICES_ECHO_LOAD_PICTURE_H_
