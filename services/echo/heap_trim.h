// Gives memory back to the system that a burst left free in the heap: the allocator keeps it,
// scattered over the arenas of its threads, and a container is measured by what it keeps.
#ifndef SERVICES_ECHO_HEAP_TRIM_H_
#define SERVICES_ECHO_HEAP_TRIM_H_

#include <cstddef>
#include <thread>

#include "absl/synchronization/notification.h"

namespace echo {

// What may stay free: giving it back and taking it anew would cost more than it is worth.
inline constexpr size_t kKeptFreeBytes = 16 << 20;

// Of this process, in memory; 0 if it cannot be told.
size_t ResidentBytes();
// Free in the heap, given back or not; 0 where the C library cannot tell (glibc 2.33 and later
// can).
size_t FreeHeapBytes();
// Gives back what can be, if this process has grown by more than kKeptFreeBytes above `floor`, and
// so much is free. `floor` follows: what is resident then, or less since. Returns whether it did.
bool TrimHeapIfItPays(size_t* floor);

// As long as it lives, TrimHeapIfItPays every 2 s.
class HeapTrim {
 public:
  HeapTrim();
  ~HeapTrim();
  HeapTrim(const HeapTrim&) = delete;
  HeapTrim& operator=(const HeapTrim&) = delete;

 private:
  absl::Notification over_;
  std::thread thread_;
};

}  // namespace echo

#endif  // SERVICES_ECHO_HEAP_TRIM_H_
