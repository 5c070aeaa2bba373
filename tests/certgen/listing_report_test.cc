#include "certgen/listing_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

ListedCredential Leaf(const std::string& name, const test::LeafSpec& spec) {
  ListedCredential leaf;
  leaf.name = name;
  leaf.directory = "pki/" + name;
  leaf.certificate = test::TestCa().Leaf(spec).leaf;
  leaf.issuer = "root";
  return leaf;
}

TEST(ListingReportTest, IsATableWithAlignedColumns) {
  ListedCredential root;
  root.name = "root";
  root.issuer = "root";
  root.is_ca = true;
  root.certificate = test::TestCa().certificate();
  ListedCredential broken;
  broken.name = "broken";
  broken.findings = {{FindingCode::kFileEmpty, Severity::kFatal, "pki/broken/tls.crt", std::nullopt,
                      "is empty", "mend it"}};
  ListedCredential mismatched = Leaf("web", test::ForServers());
  mismatched.findings = broken.findings;
  const std::vector<ListedCredential> all = {root,
                                             broken,
                                             Leaf("leaf", {}),
                                             Leaf("old", test::Expired()),
                                             Leaf("soon", test::NotYetValid()),
                                             mismatched};
  // After they were made: before, it would be 24 hours to the one that begins in a day.
  const absl::Time now = absl::Now();
  EXPECT_EQ(
      Describe(all, now),
      "NAME    ISSUER  NAMES                                USAGE           DAYS LEFT\n"
      "root    itself  test root                            CA              3649\n"
      "broken  -       -                                    -               BROKEN: "
      "pki/broken/tls.crt: is empty\n"
      "leaf    root    DNS:localhost, IP:127.0.0.1, IP:::1  server, client  29\n"
      "old     root    DNS:localhost, IP:127.0.0.1, IP:::1  server, client  EXPIRED 24 hours ago\n"
      "soon    root    DNS:localhost, IP:127.0.0.1, IP:::1  server, client  not yet valid: begins "
      "in 23 hours\n"
      "web     root    DNS:localhost, IP:127.0.0.1, IP:::1  server          29, BROKEN: "
      "pki/broken/tls.crt: is empty\n");
}

TEST(ListingReportTest, LongListsOfNamesAreCutWithTheirNumber) {
  test::LeafSpec spec;
  for (int i = 0; i < 50; ++i) {
    spec.names.push_back({SubjectAltName::Kind::kDns, "n" + std::to_string(i) + ".example.test"});
  }
  EXPECT_THAT(Describe({Leaf("l", spec)}, absl::Now()),
              HasSubstr("DNS:n0.example.test, DNS:n1.example.test, +48 more  server"));
}

TEST(ListingReportTest, TheLastDayAndAForeignIssuerAreSaid) {
  ListedCredential leaf = Leaf("l", {});
  leaf.issuer = "";
  EXPECT_THAT(Describe({leaf}, leaf.certificate->not_after() - absl::Hours(5)),
              ::testing::AllOf(HasSubstr("  0 (5 hours left)\n"),
                               HasSubstr(leaf.certificate->issuer() + " (not here)")));
}

TEST(ListingReportTest, JsonHasAllOfEach) {
  ListedCredential broken;
  broken.name = "broken";
  broken.findings = {
      {FindingCode::kFileEmpty, Severity::kFatal, "f", std::nullopt, "is empty", "mend it"}};
  const ListedCredential leaf = Leaf("leaf", {});
  const Json json = ToJson({leaf, broken}, absl::Now());
  EXPECT_EQ(json["ok"], false);
  EXPECT_EQ(json["error"]["code"], "FILE_EMPTY");
  EXPECT_EQ(json["findings"].size(), 1u);
  const Json& first = json["credentials"][0];
  EXPECT_EQ(first["name"], "leaf");
  EXPECT_EQ(first["kind"], "leaf");
  EXPECT_EQ(first["issuer"], "root");
  EXPECT_EQ(first["ok"], true);
  EXPECT_EQ(first["certificate"]["days_left"], 29);
  EXPECT_THAT(first["certificate"]["names"],
              ElementsAre("DNS:localhost", "IP:127.0.0.1", "IP:::1"));
  EXPECT_EQ(first["certificate"]["serial"], leaf.certificate->serial());
  EXPECT_EQ(json["credentials"][1]["certificate"], nullptr);
  EXPECT_EQ(json["credentials"][1]["ok"], false);
  EXPECT_EQ(ToJson({leaf}, absl::Now())["ok"], true);
}

}  // namespace
}  // namespace certgen
