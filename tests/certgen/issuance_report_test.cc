#include "certgen/issuance_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using ::testing::ElementsAre;

Issuance IssuanceOf(bool written) {
  const test::TestCa ca;
  Issuance issuance;
  issuance.issued = {{"root", "pki/root", ca.certificate(), false},
                     {"leaf", "pki/leaf", ca.Leaf().leaf, written}};
  issuance.notes = {"a note"};
  return issuance;
}

TEST(IssuanceReportTest, SaysWhereForWhomAndUntilWhen) {
  const Issuance issuance = IssuanceOf(true);
  const auto until = [&](int i) {
    return "  until " + Rfc3339(issuance.issued[static_cast<size_t>(i)].certificate.not_after());
  };
  EXPECT_EQ(Describe(issuance),
            "found pki/root  " + issuance.issued[0].certificate.subject() + until(0) +
                "\nwrote pki/leaf  DNS:localhost, IP:127.0.0.1, IP:::1" + until(1) + "\n");
}

TEST(IssuanceReportTest, SaysSoIfThereIsNothingToDo) {
  EXPECT_THAT(Describe(IssuanceOf(false)), testing::StartsWith("nothing to do"));
}

TEST(IssuanceReportTest, JsonHasAnEntryForEachCredential) {
  const Issuance issuance = IssuanceOf(true);
  const Json json = ToJson(issuance);
  EXPECT_EQ(json["ok"], true);
  EXPECT_EQ(json["issued"].size(), 2u);
  EXPECT_EQ(json["issued"][0]["written"], false);
  const Json& leaf = json["issued"][1];
  EXPECT_EQ(leaf["name"], "leaf");
  EXPECT_EQ(leaf["directory"], "pki/leaf");
  EXPECT_EQ(leaf["written"], true);
  EXPECT_THAT(leaf["names"], ElementsAre("DNS:localhost", "IP:127.0.0.1", "IP:::1"));
  EXPECT_EQ(leaf["sha256_fingerprint"], issuance.issued[1].certificate.sha256_fingerprint());
  EXPECT_EQ(leaf["certificate"], ToJson(issuance.issued[1].certificate));
  EXPECT_THAT(json["notes"], ElementsAre("a note"));
}

}  // namespace
}  // namespace certgen
