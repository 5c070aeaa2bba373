#include "services/tls/verdict_cache.h"

#include <gtest/gtest.h>

#include <string>

namespace tls {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

TEST(VerdictCache, KnowsWhatWasFoundGood) {
  VerdictCache cache(2);
  EXPECT_FALSE(cache.GoodUntil("a", kNow));
  cache.AddGood("a", kNow + absl::Seconds(1));
  EXPECT_TRUE(cache.GoodUntil("a", kNow));
  EXPECT_FALSE(cache.GoodUntil("b", kNow));
}

TEST(VerdictCache, AVerdictEndsWithItsTime) {
  VerdictCache cache(2);
  cache.AddGood("a", kNow);
  EXPECT_TRUE(cache.GoodUntil("a", kNow - absl::Nanoseconds(1)));
  EXPECT_FALSE(cache.GoodUntil("a", kNow));
  cache.AddGood("a", kNow + absl::Hours(1));
  EXPECT_TRUE(cache.GoodUntil("a", kNow));
  cache.AddGood("a", absl::InfinitePast());
  EXPECT_FALSE(cache.GoodUntil("a", kNow));
}

TEST(VerdictCache, TheOldestGoesWhereThereAreTooMany) {
  VerdictCache cache(3);
  for (const char* key : {"a", "b", "c", "a", "a", "d"}) {
    cache.AddGood(key, absl::InfiniteFuture());
  }
  EXPECT_FALSE(cache.GoodUntil("a", kNow));
  for (const char* key : {"b", "c", "d"}) EXPECT_TRUE(cache.GoodUntil(key, kNow)) << key;
  for (int i = 0; i < 1000; ++i) cache.AddGood(std::to_string(i), absl::InfiniteFuture());
  EXPECT_EQ(cache.size(), 3U);
}

}  // namespace
}  // namespace tls
