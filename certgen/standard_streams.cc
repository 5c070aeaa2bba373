#include "certgen/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

#include <initializer_list>

namespace certgen {

void OpenStandardStreams() {
  for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    const int flags = fcntl(number, F_GETFD);
    // What was inherited is not marked so. A library may have opened something before main, and
    // forgotten it: gRPC 1.51 does, to see whether there are eventfds.
    if (flags >= 0 && (flags & FD_CLOEXEC) == 0) continue;
    // Read-only, so that nothing is written into it without a word.
    const int null = open("/dev/null", O_RDONLY);
    if (null == number || null < 0) continue;
    dup2(null, number);
    close(null);
  }
}

}  // namespace certgen
