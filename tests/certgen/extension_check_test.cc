#include "certgen/extension_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/certgen/inspected.h"
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
using ::testing::Optional;

class ExtensionCheckTest : public ::testing::Test {
 protected:
  ExtensionCheckTest() {
    file_.path = "tls.crt";
    roots_file_.path = "ca.crt";
  }

  // Whether all is usable.
  bool Check(const std::vector<Certificate>& chain, const std::vector<Certificate>& roots) {
    findings_.clear();
    return CheckExtensions({chain, file_, roots, roots_file_}, Climb(chain, roots), &findings_);
  }

  CredentialFile file_;
  CredentialFile roots_file_;
  std::vector<Finding> findings_;
};

std::optional<std::string> Why(const OddSpec& spec) {
  return WhyUnusable(OddCertificate(spec).get());
}

TEST_F(ExtensionCheckTest, NothingIsWrongWithTheUsual) {
  for (const OddSpec& spec : {OddLeaf(), OddCa("x"), OddRoot()}) {
    EXPECT_EQ(Why(spec), std::nullopt);
  }
  const OddCertificate root(OddRoot());
  EXPECT_TRUE(Check({OddCertificate(OddLeaf(), root).get()}, {root.get()}));
  EXPECT_THAT(findings_, IsEmpty());
}

TEST_F(ExtensionCheckTest, NamesTheExtensionThatOpensslStumblesOver) {
  for (const char* name : {"keyUsage", "extendedKeyUsage", "basicConstraints",
                           "crlDistributionPoints", "nsCertType", "subjectAltName"}) {
    EXPECT_THAT(Why(OddLeaf().With(name, "DER:0500")),
                Optional(HasSubstr(std::string(name) + " does not decode")))
        << name;
  }
  EXPECT_THAT(Why(OddLeaf().With("keyUsage", "critical,DER:030100")),
              Optional(HasSubstr("no bit set")));
  OddSpec twice = OddLeaf();
  twice.extensions.emplace_back("keyUsage", "critical,digitalSignature");
  EXPECT_THAT(Why(twice), Optional(HasSubstr("keyUsage stands there twice")));
}

TEST_F(ExtensionCheckTest, WhatOpensslPassesOverIsUsable) {
  EXPECT_EQ(Why(OddLeaf().With("certificatePolicies", "DER:0500")), std::nullopt);
}

TEST_F(ExtensionCheckTest, OfAnIssuerItIsSaidInItsOwnFile) {
  const OddCertificate root(OddRoot().With("crlDistributionPoints", "DER:0500"));
  const OddCertificate leaf(OddLeaf(), root);
  EXPECT_FALSE(Check({leaf.get()}, {root.get()}));
  ASSERT_THAT(CodesIn(findings_), ElementsAre("CERTIFICATE_EXTENSION_MALFORMED"));
  EXPECT_EQ(findings_[0].severity, Severity::kFatal);
  EXPECT_EQ(findings_[0].file, "ca.crt");
  EXPECT_EQ(findings_[0].certificate, root.get());
  EXPECT_THAT(findings_[0].cure, HasSubstr("certgen leaf NAME --force --issuer root"));
}

TEST_F(ExtensionCheckTest, OfALeafTheCureIsToIssueItAgain) {
  const OddCertificate root(OddRoot());
  const OddCertificate leaf(OddLeaf().With("keyUsage", "DER:0500"), root);
  EXPECT_FALSE(Check({leaf.get()}, {root.get()}));
  ASSERT_THAT(CodesIn(findings_), ElementsAre("CERTIFICATE_EXTENSION_MALFORMED"));
  EXPECT_EQ(findings_[0].file, "tls.crt");
  EXPECT_EQ(findings_[0].cure, "issue it again: certgen leaf NAME --force");
}

}  // namespace
}  // namespace certgen
