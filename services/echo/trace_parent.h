// The header `traceparent` of W3C Trace Context, Level 1 §3.2: which trace a call belongs to.
#ifndef SERVICES_ECHO_TRACE_PARENT_H_
#define SERVICES_ECHO_TRACE_PARENT_H_

#include <string>

namespace echo {

// The trace-id, 32 digits of lower-case hex; empty if `traceparent` is not as the standard has it.
// Of later versions, as it demands, the parts that this one knows.
std::string TraceIdOf(const std::string& traceparent);

}  // namespace echo

#endif  // SERVICES_ECHO_TRACE_PARENT_H_
