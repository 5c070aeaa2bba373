#include "certgen/odd_form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/odd_certificate.h"

namespace certgen {
namespace {

using test::OddCa;
using test::OddCertificate;
using test::OddLeaf;
using test::OddRoot;
using test::OddSpec;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<OddForm> Forms(const OddSpec& spec) { return OddFormsOf(OddCertificate(spec).get()); }

void ExpectOnly(const OddSpec& spec, const std::string& what, Refusers refusers) {
  const std::vector<OddForm> forms = Forms(spec);
  ASSERT_THAT(forms, SizeIs(1)) << what;
  EXPECT_THAT(forms[0].what, HasSubstr(what));
  EXPECT_EQ(forms[0].refusers, refusers) << what;
}

TEST(OddFormTest, TheUsualHasNone) {
  for (const OddSpec& spec : {OddLeaf(), OddCa("x"), OddRoot()})
    EXPECT_THAT(Forms(spec), IsEmpty());
  EXPECT_THAT(Forms(OddLeaf()
                        .With("crlDistributionPoints", "URI:http://x.test/y")
                        .With("nsCertType", "server")
                        .With("certificatePolicies", "DER:3007300506032A0304")
                        .With("1.2.3.4.5", "DER:0500")),
              IsEmpty());
}

TEST(OddFormTest, ANegativeSerialIsRefusedByGo) {
  OddSpec root = OddRoot();
  root.serial = "-7";
  ExpectOnly(root, "serial number is negative", Refusers::kGo);
}

TEST(OddFormTest, BasicConstraintsHaveOneWayToSayEachThing) {
  ExpectOnly(OddLeaf().With("basicConstraints", "DER:3003020100"), "path length",
             Refusers::kBoringSsl);
  ExpectOnly(OddRoot().With("basicConstraints", "critical,DER:3003010101"), "is not DER",
             Refusers::kGo);
  EXPECT_THAT(Forms(OddRoot().With("basicConstraints", "critical,CA:TRUE,pathlen:0")), IsEmpty());
  // Not DER either, and nobody minds.
  EXPECT_THAT(Forms(OddLeaf().With("basicConstraints", "DER:3003010100")), IsEmpty());
}

TEST(OddFormTest, GoKnowsNameConstraintsOfFourKinds) {
  ExpectOnly(OddRoot().With("nameConstraints", "critical,DER:3000"), "are empty", Refusers::kGo);
  // permitted;dirName:CN=x
  ExpectOnly(OddRoot().With("nameConstraints",
                            "critical,DER:3014A0123010A40E300C310A300806035504030C0178"),
             "other than DNS, IP, email and URI", Refusers::kGo);
  EXPECT_THAT(
      Forms(OddRoot().With("nameConstraints", "DER:3014A0123010A40E300C310A300806035504030C0178")),
      IsEmpty());
  EXPECT_THAT(Forms(OddRoot().With("nameConstraints",
                                   "critical,permitted;DNS:a.test,permitted;IP:10.0.0.0/255.0.0.0,"
                                   "permitted;email:a.test,permitted;URI:a.test")),
              IsEmpty());
}

TEST(OddFormTest, WhatOnlyOpensslKnowsMayNotBeCritical) {
  ExpectOnly(OddLeaf().With("nsCertType", "critical,server"), "nsCertType is critical",
             Refusers::kBoringSslAndGo);
  ExpectOnly(OddLeaf().With("crlDistributionPoints", "critical,URI:http://x.test/y"),
             "crlDistributionPoints are critical", Refusers::kBoringSsl);
}

TEST(OddFormTest, EachExtensionThatDoesNotDecodeIsNamed) {
  const std::vector<OddForm> forms = Forms(
      OddLeaf().With("certificatePolicies", "DER:0500").With("authorityInfoAccess", "DER:0500"));
  ASSERT_THAT(forms, SizeIs(2));
  EXPECT_THAT(forms[0].what, HasSubstr("certificatePolicies does not decode"));
  EXPECT_THAT(forms[1].what, HasSubstr("authorityInfoAccess does not decode"));
}

}  // namespace
}  // namespace certgen
