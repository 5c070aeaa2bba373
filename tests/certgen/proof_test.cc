#include "certgen/proof.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/time/clock.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using Kind = SubjectAltName::Kind;
using test::IsOk;
using test::StatusIs;
using test::TestCa;
using test::WriteFile;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ProofTest : public ::testing::Test {
 protected:
  absl::Status ProveNamed(const std::vector<SubjectAltName>& names, Usage usage = Usage::kBoth) {
    return ProveLeaf(dir_.path(), names, usage, absl::Now());
  }
  absl::Status Prove(Usage usage = Usage::kBoth) {
    return ProveNamed({{Kind::kDns, "a.test"}}, usage);
  }
  void ExpectDisproved(const absl::Status& status, const std::string& why) {
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInternal,
                                 AllOf(StartsWith("nothing was published"), HasSubstr(why))));
  }
  void Write(const test::LeafSpec& spec) { ca_.Leaf(spec).WriteTo(dir_.path()); }

  test::TempDir dir_;
  TestCa ca_;
};

TEST_F(ProofTest, AGoodLeafHolds) {
  Write(test::Named("a.test"));
  EXPECT_THAT(Prove(), IsOk());
  ca_.Intermediate().Leaf(test::Named("a.test")).WriteTo(dir_.path());
  EXPECT_THAT(Prove(), IsOk());
}

TEST_F(ProofTest, EveryKindOfNameHolds) {
  test::LeafSpec spec;
  spec.names = {{Kind::kDns, "*.a.test"}, {Kind::kIp, "::1"}, {Kind::kUri, "spiffe://a/b"}};
  Write(spec);
  EXPECT_THAT(ProveNamed(spec.names), IsOk());
}

TEST_F(ProofTest, OtherNamesThanAskedForDoNotHold) {
  Write(test::Named("b.test"));
  ExpectDisproved(Prove(), "the names are not those asked for");
}

TEST_F(ProofTest, ANameThatNobodyWouldMatchDoesNotHold) {
  // An address in a DNS name: our own parser would not have let it pass.
  Write(test::Named("10.0.0.1"));
  EXPECT_THAT(ProveNamed({{Kind::kDns, "10.0.0.1"}}), IsOk());
  Write(test::Named("*.test"));
  ExpectDisproved(ProveNamed({{Kind::kDns, "*.test"}}), "nobody would match DNS:*.test");
}

TEST_F(ProofTest, AnotherPurposeDoesNotHold) {
  test::LeafSpec spec = test::Named("a.test");
  spec.usage = Usage::kClient;
  Write(spec);
  EXPECT_THAT(Prove(Usage::kClient), IsOk());
  ExpectDisproved(Prove(Usage::kServer), "lacks serverAuth");
  ExpectDisproved(Prove(Usage::kBoth), "lacks serverAuth");
}

TEST_F(ProofTest, ATornPairAForeignRootAndAMissingIntermediateDoNotHold) {
  Write(test::Named("a.test"));
  WriteFile(dir_.path() / "tls.key", ca_.Leaf().key, 0600);
  ExpectDisproved(Prove(), "is not the key of the certificate");
  Write(test::Named("a.test"));
  WriteFile(dir_.path() / "ca.crt", TestCa().certificate().ToPem());
  ExpectDisproved(Prove(), "unable to get local issuer certificate");
  const test::Credential below = ca_.Intermediate().Leaf(test::Named("a.test"));
  below.WriteTo(dir_.path());
  WriteFile(dir_.path() / "tls.crt", below.leaf.ToPem());
  ExpectDisproved(Prove(), "unable to get local issuer certificate");
}

TEST_F(ProofTest, ASignatureOfAnotherKeyDoesNotHold) {
  // All that names and identifiers can tell is right.
  Write(test::Named("a.test"));
  std::string pem = test::ReadFile(dir_.path() / "tls.crt");
  Certificate leaf = test::ValueOf(Certificate::FromPem(pem));
  X509_sign(leaf.get(), TestCa().key().get(), EVP_sha256());
  WriteFile(dir_.path() / "tls.crt", leaf.ToPem());
  ExpectDisproved(Prove(), "signature");
}

TEST_F(ProofTest, FilesThatAreNotThereOrHalfDoNotHold) {
  ExpectDisproved(Prove(), "no such file");
  Write(test::Named("a.test"));
  const std::string pem = test::ReadFile(dir_.path() / "tls.crt");
  WriteFile(dir_.path() / "tls.crt", pem.substr(0, pem.size() / 2));
  ExpectDisproved(Prove(), "its BEGIN or END line is missing");
}

TEST_F(ProofTest, AnExpiredLeafDoesNotHold) {
  test::LeafSpec spec = test::Named("a.test");
  spec.validity = test::DaysFromNow(-9, -1);
  Write(spec);
  ExpectDisproved(Prove(), "expired");
}

TEST_F(ProofTest, ARootHoldsWithItsOwnKeyAlone) {
  WriteFile(dir_.path() / "ca.crt", ca_.certificate().ToPem());
  WriteFile(dir_.path() / "ca.key", ca_.key_pem());
  EXPECT_THAT(ProveRoot(dir_.path(), absl::Now()), IsOk());
  WriteFile(dir_.path() / "ca.key", TestCa().key_pem());
  ExpectDisproved(ProveRoot(dir_.path(), absl::Now()), "do not match");
  WriteFile(dir_.path() / "ca.key", "");
  ExpectDisproved(ProveRoot(dir_.path(), absl::Now()), "is empty");
}

}  // namespace
}  // namespace certgen
