#include "services/echo/memory_budget.h"

namespace echo {

bool MemoryBudget::Take(uint64_t bytes) {
  if (limit_ == 0) {
    taken_ += bytes;
    return true;
  }
  uint64_t taken = taken_;
  do {
    if (bytes > limit_ || taken > limit_ - bytes) return false;
  } while (!taken_.compare_exchange_weak(taken, taken + bytes));
  return true;
}

}  // namespace echo
