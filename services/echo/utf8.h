// Text that may go into a protobuf string, and text that may not.
#ifndef SERVICES_ECHO_UTF8_H_
#define SERVICES_ECHO_UTF8_H_

#include <string>

namespace echo {

// A protobuf string must be UTF-8; gRPC would fail with words of its own.
bool IsUtf8(const std::string& text);

}  // namespace echo

#endif  // SERVICES_ECHO_UTF8_H_
