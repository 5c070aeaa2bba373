#include "services/echo/heap_trim.h"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "absl/time/time.h"

#if defined(__GLIBC__) && (__GLIBC__ > 2 || (__GLIBC__ == 2 && __GLIBC_MINOR__ >= 33))
#define TLS_ECHO_HAS_MALLINFO2
#endif

namespace echo {
namespace {

void Trim() {
#ifdef TLS_ECHO_HAS_MALLINFO2
  malloc_trim(0);
#endif
}

}  // namespace

size_t FreeHeapBytes() {
#ifdef TLS_ECHO_HAS_MALLINFO2
  return mallinfo2().fordblks;
#else
  return 0;
#endif
}

size_t ResidentBytes() {
  std::ifstream in("/proc/self/statm");
  size_t pages = 0;
  in >> pages >> pages;
  return pages * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

bool TrimHeapIfItPays(size_t* floor) {
  const size_t resident = ResidentBytes();
  *floor = std::min(*floor, resident);
  // What was given back counts as free all the same: only with the other can it be told.
  if (resident <= *floor + kKeptFreeBytes || FreeHeapBytes() <= kKeptFreeBytes) return false;
  Trim();
  *floor = ResidentBytes();
  return true;
}

HeapTrim::HeapTrim()
    : thread_([this] {
        size_t floor = ResidentBytes();
        while (!over_.WaitForNotificationWithTimeout(absl::Seconds(2))) TrimHeapIfItPays(&floor);
      }) {}

HeapTrim::~HeapTrim() {
  over_.Notify();
  thread_.join();
}

}  // namespace echo
