#include "certgen/date_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "tests/certgen/inspected.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class DateCheckTest : public ::testing::Test {
 protected:
  DateCheckTest() { file_.path = "tls.crt"; }

  std::vector<Finding> Dates(absl::Time now) const {
    std::vector<Finding> findings;
    CheckDates({leaf_}, file_, now, &findings);
    return findings;
  }
  std::vector<std::string> Clock(const Certificate& leaf, const std::vector<Certificate>& roots,
                                 absl::Time now) const {
    std::vector<Finding> findings;
    CheckClock({leaf}, roots, file_, now, &findings);
    return CodesIn(findings);
  }

  const test::TestCa ca_;
  // Of 31 days.
  const Certificate leaf_ = ca_.Leaf().leaf;
  const absl::Time begin_ = leaf_.not_before();
  const absl::Time end_ = leaf_.not_after();
  CredentialFile file_;
};

// RFC 5280 §4.1.2.5: from notBefore through notAfter, inclusive.
// RFC 5280 §4.1.2.5 counts the last second in; OpenSSL, which decides, does not.
TEST_F(DateCheckTest, TheFirstSecondBelongsToTheValidityAndTheLastIsItsEnd) {
  EXPECT_THAT(Dates(begin_), IsEmpty());
  EXPECT_THAT(CodesIn(Dates(begin_ - absl::Seconds(1))), ElementsAre("CERTIFICATE_NOT_YET_VALID"));
  EXPECT_THAT(CodesIn(Dates(end_ - absl::Seconds(1))), ElementsAre("CERTIFICATE_EXPIRES_SOON"));
  const std::vector<Finding> over = Dates(end_);
  EXPECT_THAT(CodesIn(over), ElementsAre("CERTIFICATE_EXPIRED"));
  EXPECT_EQ(over[0].severity, Severity::kFatal);
}

TEST_F(DateCheckTest, SevenDaysAreNotSoonAndASecondLessIs) {
  EXPECT_THAT(Dates(end_ - kSoon), IsEmpty());
  const std::vector<Finding> soon = Dates(end_ - kSoon + absl::Seconds(1));
  ASSERT_THAT(CodesIn(soon), ElementsAre("CERTIFICATE_EXPIRES_SOON"));
  EXPECT_EQ(soon[0].severity, Severity::kWarning);
  EXPECT_THAT(soon[0].cause, HasSubstr("expires in 6 days, at " + Rfc3339(end_)));
}

// Scripts compare what verify and the programs say of one file.
TEST_F(DateCheckTest, ASecondLaterTheWordsAreTheSame) {
  const absl::Time early = absl::FromUnixSeconds(1);
  const auto cause = [&](absl::Time now) { return Dates(now).at(0).cause; };
  EXPECT_EQ(cause(early), cause(early + absl::Seconds(1)));
  EXPECT_THAT(cause(early), HasSubstr("ahead of this check, on 1970-01-01"));
}

TEST_F(DateCheckTest, OpenSslCountsTheSameSeconds) {
  const test::TempDir dir;
  test::WriteFile(dir.File("tls.crt"), leaf_.ToPem());
  const auto expires_within = [&](absl::Duration time) {
    return test::RunOpenSsl({"x509", "-in", dir.File("tls.crt"), "-noout", "-checkend",
                             std::to_string(absl::ToInt64Seconds(time))})
               .exit_code == 1;
  };
  // The program's own clock goes on: a minute more or less is what can be told.
  const absl::Duration left = end_ - absl::Now();
  EXPECT_FALSE(expires_within(left - absl::Minutes(1)));
  EXPECT_TRUE(expires_within(left + absl::Minutes(1)));
}

TEST_F(DateCheckTest, EachCertificateOfThePathIsLookedAt) {
  const Certificate old = ca_.Leaf(test::Expired()).leaf;
  std::vector<Finding> findings;
  CheckDates({leaf_, old}, file_, absl::Now(), &findings);
  ASSERT_THAT(CodesIn(findings), ElementsAre("CERTIFICATE_EXPIRED"));
  EXPECT_EQ(findings[0].certificate, old);
}

TEST_F(DateCheckTest, OfARootItIsAWarning) {
  const Certificate& root = ca_.certificate();
  const auto at = [&](absl::Time now) {
    std::vector<Finding> findings;
    CheckRootDates(root, file_, now, &findings);
    for (const Finding& finding : findings) EXPECT_EQ(finding.severity, Severity::kWarning);
    return CodesIn(findings);
  };
  EXPECT_THAT(at(root.not_after() - kSoon), ElementsAre());
  EXPECT_THAT(at(root.not_after() - absl::Seconds(1)), ElementsAre("CERTIFICATE_EXPIRES_SOON"));
  EXPECT_THAT(at(root.not_after()), ElementsAre("ROOT_EXPIRED"));
  EXPECT_THAT(at(root.not_before()), ElementsAre());
  EXPECT_THAT(at(root.not_before() - absl::Seconds(1)), ElementsAre("ROOT_NOT_YET_VALID"));
}

TEST_F(DateCheckTest, IfNothingHasBegunItIsTheClock) {
  const absl::Time epoch = absl::UnixEpoch();
  EXPECT_THAT(Clock(leaf_, {ca_.certificate()}, epoch), ElementsAre("CLOCK_PROBABLY_WRONG"));
  EXPECT_THAT(Clock(leaf_, {ca_.certificate()}, begin_), IsEmpty());
}

// A root that has begun vouches for the clock; a leaf that will within hours does not.
TEST_F(DateCheckTest, ALeafThatBeginsWithinTheTimeZonesIsTheClocksDoing) {
  const std::vector<Certificate> roots = {ca_.certificate()};
  EXPECT_THAT(Clock(leaf_, roots, begin_ - absl::Hours(2)), ElementsAre("CLOCK_PROBABLY_WRONG"));
  EXPECT_THAT(Clock(leaf_, roots, begin_ - absl::Hours(24 * 3)), IsEmpty());
}

}  // namespace
}  // namespace certgen
