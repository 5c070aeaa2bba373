#include "services/echo/certificate_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "tests/services/metric_values.h"
#include "tests/testing/test_pki.h"

namespace echo {
namespace {

using certgen::Certificate;
using test::MetricValues;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kExpiry[] = "echo_certificate_expiry_seconds";

MetricValues::Labels LabelsOf(const std::string& use, const Certificate& certificate) {
  return {
      {"certificate", use}, {"subject", certificate.subject()}, {"serial", certificate.serial()}};
}

// A scrape shows the seconds from its own moment to `end`.
void ExpectUntil(absl::Time end, const CertificateMetrics& metrics,
                 const MetricValues::Labels& labels) {
  const absl::Time before = absl::Now();
  const auto value = MetricValues(metrics).Value(kExpiry, labels);
  const absl::Time after = absl::Now();
  ASSERT_TRUE(value.has_value());
  EXPECT_LE(*value, absl::ToDoubleSeconds(end - before));
  EXPECT_GE(*value, absl::ToDoubleSeconds(end - after));
}

TEST(CertificateMetrics, AreOfTheChainAndOfTheRoots) {
  const test::TestCa ca;
  const test::TestCa intermediate = ca.Intermediate();
  const Certificate leaf = intermediate.Leaf().leaf;
  const CertificateMetrics metrics({leaf, intermediate.certificate()}, {ca.root()}, nullptr);
  ExpectUntil(leaf.not_after(), metrics, LabelsOf("server", leaf));
  ExpectUntil(intermediate.certificate().not_after(), metrics,
              LabelsOf("intermediate", intermediate.certificate()));
  ExpectUntil(ca.root().not_after(), metrics, LabelsOf("root", ca.root()));
  EXPECT_THAT(MetricValues(metrics).SeriesOf(), SizeIs(3));
}

TEST(CertificateMetrics, AreNegativeOnceACertificateIsOver) {
  const Certificate leaf = test::TestCa().Leaf(test::Expired()).leaf;
  const CertificateMetrics metrics({leaf}, {}, nullptr);
  ExpectUntil(leaf.not_after(), metrics, LabelsOf("server", leaf));
  EXPECT_LT(MetricValues(metrics).Value(kExpiry, LabelsOf("server", leaf)).value_or(1), 0);
}

TEST(CertificateMetrics, OfACertificateThatStandsInAFileTwiceAreOneSeries) {
  const test::TestCa ca;
  const test::TestCa other;
  const CertificateMetrics metrics({}, {ca.root(), other.root(), ca.root()}, nullptr);
  EXPECT_THAT(MetricValues(metrics).SeriesOf(kExpiry), SizeIs(2));
  ExpectUntil(ca.root().not_after(), metrics, LabelsOf("root", ca.root()));
  ExpectUntil(other.root().not_after(), metrics, LabelsOf("root", other.root()));
}

// A server whose certificate is its own root.
TEST(CertificateMetrics, OfACertificateOfTwoUsesAreTwoSeries) {
  const test::TestCa ca;
  const CertificateMetrics metrics({ca.root()}, {ca.root()}, nullptr);
  EXPECT_THAT(MetricValues(metrics).SeriesOf(kExpiry), SizeIs(2));
}

TEST(CertificateMetrics, OfCallersAreTheNearestAndNotWhoTheyAre) {
  const auto callers = std::make_shared<CallerExpiry>();
  const CertificateMetrics metrics({}, {}, callers);
  const absl::Time now = absl::Now();
  callers->Connected(now + absl::Hours(9), now);
  callers->Connected(now + absl::Hours(2), now);
  ExpectUntil(now + absl::Hours(2), metrics, {{"certificate", "caller"}});
  EXPECT_THAT(MetricValues(metrics).SeriesOf(),
              ElementsAre(MetricValues::Labels{{"certificate", "caller"}}));
}

TEST(CertificateMetrics, OfACallerThatIsOverAreNegative) {
  const auto callers = std::make_shared<CallerExpiry>();
  const CertificateMetrics metrics({}, {}, callers);
  callers->Seen(absl::Now() - absl::Hours(1), absl::Now());
  EXPECT_LT(MetricValues(metrics).Value(kExpiry, {{"certificate", "caller"}}).value_or(1), -3500);
}

TEST(CertificateMetrics, WithoutCallersAndCertificatesAreNone) {
  EXPECT_THAT(MetricValues(CertificateMetrics({}, {}, nullptr)).SeriesOf(), IsEmpty());
  EXPECT_THAT(MetricValues(CertificateMetrics({}, {}, std::make_shared<CallerExpiry>())).SeriesOf(),
              IsEmpty());
}

}  // namespace
}  // namespace echo
