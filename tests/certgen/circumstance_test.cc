#include "certgen/circumstance.h"

#include <gtest/gtest.h>

namespace certgen {
namespace {

TEST(CircumstanceTest, TheTableIsInTheOrderOfTheEnumeration) {
  int next = 0;
  for (const CircumstanceKind& kind : CircumstanceKinds()) {
    EXPECT_EQ(static_cast<int>(kind.circumstance), next++) << kind.title;
    EXPECT_EQ(&KindOf(kind.circumstance), &kind);
  }
  EXPECT_EQ(next, static_cast<int>(Circumstance::kRevoked) + 1);
}

}  // namespace
}  // namespace certgen
