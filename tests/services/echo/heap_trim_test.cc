#include "services/echo/heap_trim.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#define HAS_OWN_ALLOCATOR true
#else
#define HAS_OWN_ALLOCATOR false
#endif

namespace echo {
namespace {

// 64 MiB in pieces, of which the last stays: what is below it is free, and held.
class Burst {
 public:
  Burst() {
    constexpr size_t kPiece = 64 << 10;
    std::vector<std::unique_ptr<char[]>> pieces;
    for (size_t i = 0; i < (64 << 20) / kPiece; ++i) {
      pieces.push_back(std::make_unique<char[]>(kPiece));
      std::memset(pieces.back().get(), 1, kPiece);
    }
    last_ = std::move(pieces.back());
  }

 private:
  std::unique_ptr<char[]> last_;
};

TEST(HeapTrim, GivesBackWhatABurstLeft) {
  if (HAS_OWN_ALLOCATOR) GTEST_SKIP() << "a sanitizer's allocator gives nothing back";
  const size_t before = ResidentBytes();
  ASSERT_GT(before, 0U);
  size_t floor = before;
  EXPECT_FALSE(TrimHeapIfItPays(&floor));
  const Burst burst;
  EXPECT_GT(ResidentBytes(), before + kKeptFreeBytes);
  EXPECT_GT(FreeHeapBytes(), kKeptFreeBytes);
  EXPECT_TRUE(TrimHeapIfItPays(&floor));
  EXPECT_LE(ResidentBytes(), before + kKeptFreeBytes);
  EXPECT_FALSE(TrimHeapIfItPays(&floor));
}

}  // namespace
}  // namespace echo
