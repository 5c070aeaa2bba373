// What the calls of a server may hold in messages, all together. gRPC's own quota counts its
// buffers, and neither a message that a handler has nor one that waits to be sent.
#ifndef SERVICES_ECHO_MEMORY_BUDGET_H_
#define SERVICES_ECHO_MEMORY_BUDGET_H_

#include <atomic>
#include <cstdint>

namespace echo {

class MemoryBudget {
 public:
  // Of `limit` bytes; 0: no limit.
  explicit MemoryBudget(uint64_t limit) : limit_(limit) {}

  // Takes all of `bytes`, or nothing. From any thread.
  bool Take(uint64_t bytes);
  // What was taken.
  void GiveBack(uint64_t bytes) { taken_ -= bytes; }

  uint64_t limit() const { return limit_; }

 private:
  const uint64_t limit_;
  std::atomic<uint64_t> taken_ = 0;
};

}  // namespace echo

#endif  // SERVICES_ECHO_MEMORY_BUDGET_H_
