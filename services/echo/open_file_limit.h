// How many files, connections among them, this process may have open.
#ifndef SERVICES_ECHO_OPEN_FILE_LIMIT_H_
#define SERVICES_ECHO_OPEN_FILE_LIMIT_H_

#include <cstdint>

namespace echo {

// Raises the soft limit to the hard one; the soft one is kept low (1024, most often) for programs
// that use select(2), which gRPC does not. Returns the limit that holds now. Once it is reached,
// new connections wait.
uint64_t RaiseOpenFileLimit();

}  // namespace echo

#endif  // SERVICES_ECHO_OPEN_FILE_LIMIT_H_
