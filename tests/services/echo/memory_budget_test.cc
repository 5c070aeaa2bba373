#include "services/echo/memory_budget.h"

#include <gtest/gtest.h>

#include <limits>

namespace echo {
namespace {

TEST(MemoryBudget, IsTakenUpToItsLimitAndGivenBack) {
  MemoryBudget budget(10);
  EXPECT_TRUE(budget.Take(6));
  EXPECT_FALSE(budget.Take(5));
  EXPECT_TRUE(budget.Take(4));
  EXPECT_FALSE(budget.Take(1));
  budget.GiveBack(6);
  EXPECT_TRUE(budget.Take(6));
  EXPECT_FALSE(budget.Take(std::numeric_limits<uint64_t>::max()));
}

TEST(MemoryBudget, OfNoLimitTakesAll) {
  MemoryBudget budget(0);
  EXPECT_TRUE(budget.Take(std::numeric_limits<uint64_t>::max() / 2));
  EXPECT_TRUE(budget.Take(1));
}

}  // namespace
}  // namespace echo
