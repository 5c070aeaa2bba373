#include "certgen/certificate_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/civil_time.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using test::IsOkAndHolds;
using test::StatusIs;
using ::testing::HasSubstr;

TEST(CertificateRequestTest, ValidityIsBackdatedByFiveMinutesAndLastsWholeDays) {
  const absl::Time now =
      absl::FromCivil(absl::CivilSecond(2026, 11, 23, 17, 0, 0), absl::UTCTimeZone());
  const Validity validity = ValidFor(90, now + absl::Milliseconds(700));
  EXPECT_EQ(validity.not_before, now - absl::Minutes(5));
  // The last second is inside: 90 days, not 90 days and a second.
  EXPECT_EQ(validity.not_after, now - absl::Minutes(5) + absl::Hours(24 * 90) - absl::Seconds(1));
}

TEST(CertificateRequestTest, UsagesHaveNames) {
  for (const Usage usage : {Usage::kBoth, Usage::kServer, Usage::kClient}) {
    EXPECT_THAT(ParseUsage(UsageName(usage)), IsOkAndHolds(usage));
  }
  for (const char* text : {"", "Both", "servers", "any"}) {
    EXPECT_THAT(ParseUsage(text), StatusIs(absl::StatusCode::kInvalidArgument,
                                           HasSubstr("choose both, server or client")));
  }
}

TEST(CertificateRequestTest, TheUsageOfALeafIsReadBack) {
  const test::TestCa ca;
  EXPECT_EQ(UsageOf(ca.Leaf().leaf), Usage::kBoth);
  EXPECT_EQ(UsageOf(ca.Leaf(test::ForServers()).leaf), Usage::kServer);
  EXPECT_EQ(UsageOf(ca.Leaf(test::ForClients()).leaf), Usage::kClient);
}

}  // namespace
}  // namespace certgen
