#include "services/tls/refusal_cache.h"

#include <gtest/gtest.h>

#include <string>

namespace tls {
namespace {

const absl::Time kBegin = absl::FromUnixSeconds(1800000000);

Refusal Because(const std::string& cause) {
  return {certgen::FindingCode::kCertificateExpired, {}, cause, ""};
}

TEST(RefusalCache, ARefusalStandsForAMoment) {
  RefusalCache cache(2);
  EXPECT_FALSE(cache.Find("a", kBegin));
  cache.Add("a", Because("old"), kBegin);
  ASSERT_TRUE(cache.Find("a", kBegin));
  EXPECT_EQ(cache.Find("a", kBegin)->cause, "old");
  EXPECT_TRUE(cache.Find("a", kBegin + RefusalCache::kTime - absl::Milliseconds(1)));
  EXPECT_FALSE(cache.Find("a", kBegin + RefusalCache::kTime));
  EXPECT_FALSE(cache.Find("a", kBegin - absl::Milliseconds(1)));
  EXPECT_FALSE(cache.Find("b", kBegin));
}

TEST(RefusalCache, StrangersDoNotFillTheMemory) {
  RefusalCache cache(2);
  for (const char* key : {"a", "b", "c"}) cache.Add(key, Because(key), kBegin);
  EXPECT_FALSE(cache.Find("a", kBegin));
  EXPECT_TRUE(cache.Find("c", kBegin));
}

}  // namespace
}  // namespace tls
