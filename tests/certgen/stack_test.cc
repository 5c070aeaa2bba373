#include "certgen/stack.h"

#include <gtest/gtest.h>

namespace certgen {
namespace {

TEST(StackTest, TheTableIsInTheOrderOfTheEnumeration) {
  int next = 0;
  for (const StackKind& kind : StackKinds()) {
    EXPECT_EQ(static_cast<int>(kind.stack), next++) << kind.name;
    EXPECT_EQ(&KindOf(kind.stack), &kind);
  }
  EXPECT_EQ(next, static_cast<int>(Stack::kOpenSsl) + 1);
}

}  // namespace
}  // namespace certgen
