#include "services/tls/refusal_counts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace tls {
namespace {

using Code = certgen::FindingCode;
using testing::IsEmpty;
using testing::Optional;
using testing::Pair;
using testing::UnorderedElementsAre;

Refusal Of(Code code, bool by_us = true) {
  Refusal refusal;
  refusal.code = code;
  refusal.by_us = by_us;
  return refusal;
}

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

TEST(RefusalCounts, TellsTheRefusedFromThoseWhoLeft) {
  RefusalCounts counts;
  EXPECT_THAT(counts.refused(), IsEmpty());
  counts.Add(Of(Code::kCertificateExpired), kNow);
  counts.Add(Of(Code::kCertificateExpired), kNow);
  counts.Add(Of(Code::kPeerConnectionClosed, false), kNow);
  EXPECT_THAT(counts.refused(), UnorderedElementsAre(Pair(Code::kCertificateExpired, 2)));
  EXPECT_THAT(counts.abandoned(), UnorderedElementsAre(Pair(Code::kPeerConnectionClosed, 1)));
}

TEST(RefusalCounts, TheFirstFiveOfEachCodeAreToBeWritten) {
  RefusalCounts counts;
  for (const Code code : {Code::kCertificateExpired, Code::kPlaintextClient}) {
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(counts.Add(Of(code), kNow)) << i;
    EXPECT_EQ(counts.Add(Of(code), kNow), std::nullopt);
  }
}

TEST(RefusalCounts, ThenOneASecondTellsHowManyWereNot) {
  RefusalCounts counts;
  for (int i = 0; i < 5; ++i) counts.Add(Of(Code::kNotTls), kNow);
  for (int i = 0; i < 7; ++i) EXPECT_EQ(counts.Add(Of(Code::kNotTls), kNow), std::nullopt);
  EXPECT_THAT(counts.Add(Of(Code::kNotTls), kNow + absl::Seconds(1)), Optional(7));
  EXPECT_EQ(counts.Add(Of(Code::kNotTls), kNow + absl::Milliseconds(1999)), std::nullopt);
  EXPECT_THAT(counts.Add(Of(Code::kNotTls), kNow + absl::Seconds(2)), Optional(1));
}

TEST(RefusalCounts, TenThousandInAMinuteAreSixtyFiveRecords) {
  RefusalCounts counts;
  std::uint64_t written = 0;
  std::uint64_t suppressed = 0;
  for (int i = 0; i < 10000; ++i) {
    const auto admitted = counts.Add(Of(Code::kNotTls), kNow + i * absl::Milliseconds(6));
    if (!admitted) continue;
    ++written;
    suppressed += *admitted;
  }
  EXPECT_LE(written, 65U);
  EXPECT_GE(written + suppressed, 10000U - 170U);
  EXPECT_THAT(counts.refused(), UnorderedElementsAre(Pair(Code::kNotTls, 10000)));
}

TEST(RefusalCounts, ManyThreadsLoseNone) {
  RefusalCounts counts;
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&counts] {
      for (int j = 0; j < 1000; ++j) counts.Add(Of(Code::kNotTls), kNow);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(counts.refused(), UnorderedElementsAre(Pair(Code::kNotTls, 8000)));
}

}  // namespace
}  // namespace tls
