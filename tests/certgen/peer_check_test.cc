#include "certgen/peer_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "certgen/certificate_check.h"
#include "tests/testing/odd_certificate.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Code = FindingCode;

std::vector<Certificate> ChainOf(const test::Credential& credential) {
  CredentialFile file;
  file.path = "tls.crt";
  file.contents = credential.cert;
  std::vector<Finding> ignored;
  return ParseChain(file, &ignored);
}

class PeerCheckTest : public ::testing::Test {
 protected:
  PeerPolicy Policy(Purpose purpose = Purpose::kTlsClient) const {
    PeerPolicy policy;
    policy.purpose = purpose;
    policy.roots = {root_.certificate()};
    policy.now = absl::Now();
    return policy;
  }

  // The code of the finding to name first; "" for a good peer.
  static std::string CodeFor(const std::vector<Certificate>& chain, const PeerPolicy& policy) {
    const PeerVerdict verdict = CheckPeer(chain, policy);
    for (const Finding& finding : verdict.findings) {
      EXPECT_EQ(finding.severity, Severity::kFatal);
      EXPECT_EQ(finding.file, "");
      EXPECT_TRUE(finding.certificate);
      EXPECT_THAT(finding.cure, ::testing::ContainsRegex("certgen |openssl |--[a-z]|cat "));
    }
    EXPECT_EQ(verdict.good(), verdict.valid_until > policy.now);
    return verdict.good() ? "" : CodeOf(verdict.findings.front());
  }

  test::TestCa root_;
};

TEST_F(PeerCheckTest, AGoodPeerIsGoodUntilTheFirstCertificateOnItsWayEnds) {
  const std::vector<Certificate> chain = ChainOf(root_.Leaf());
  const PeerVerdict verdict = CheckPeer(chain, Policy());
  EXPECT_THAT(verdict.findings, IsEmpty());
  EXPECT_EQ(verdict.valid_until, chain.front().not_after());
  EXPECT_EQ(CodeFor(ChainOf(root_.Intermediate().Leaf()), Policy()), "");
  test::TestCa ending(KeyType::kEcP256, test::DaysFromNow(-10, 10));
  PeerPolicy policy = Policy();
  policy.roots = {ending.certificate()};
  EXPECT_EQ(
      CheckPeer(ChainOf(ending.Leaf({.validity = test::DaysFromNow(-1, 9)})), policy).valid_until,
      ChainOf(ending.Leaf({.validity = test::DaysFromNow(-1, 9)})).front().not_after());
}

TEST_F(PeerCheckTest, EveryClassOfBadClientHasItsCode) {
  EXPECT_EQ(CodeFor(ChainOf(root_.Leaf(test::Expired())), Policy()), "CERTIFICATE_EXPIRED");
  EXPECT_EQ(CodeFor(ChainOf(root_.Leaf(test::NotYetValid())), Policy()),
            "CERTIFICATE_NOT_YET_VALID");
  EXPECT_EQ(CodeFor(ChainOf(root_.Leaf(test::ForServers())), Policy()),
            "CERTIFICATE_WRONG_PURPOSE");
  EXPECT_EQ(CodeFor(ChainOf(test::TestCa().Leaf()), Policy()), "CERTIFICATE_AUTHORITY_INVALID");
}

TEST_F(PeerCheckTest, OfSeveralFaultsTheFirstIsWhatTlsItselfStopsAt) {
  const PeerVerdict verdict = CheckPeer(ChainOf(test::TestCa().Leaf(test::Expired())), Policy());
  ASSERT_EQ(verdict.findings.size(), 2U);
  EXPECT_EQ(verdict.findings[0].code, Code::kCertificateAuthorityInvalid);
  EXPECT_EQ(verdict.findings[1].code, Code::kCertificateExpired);
  EXPECT_GE(verdict.errors.size(), 2U);
}

TEST_F(PeerCheckTest, ServersOnlyAreHeldToThePurposeOfServersAndToTheName) {
  EXPECT_EQ(CodeFor(ChainOf(root_.Leaf(test::ForClients())), Policy(Purpose::kTlsServer)),
            "CERTIFICATE_WRONG_PURPOSE");
  PeerPolicy policy = Policy(Purpose::kTlsServer);
  policy.host = "localhost";
  EXPECT_EQ(CodeFor(ChainOf(root_.Leaf()), policy), "");
  policy.host = "other.test";
  EXPECT_EQ(CodeFor(ChainOf(root_.Leaf()), policy), "CERTIFICATE_HOSTNAME_MISMATCH");
  policy.host = "10.1.2.3";
  EXPECT_EQ(CodeFor(ChainOf(root_.Leaf()), policy), "CERTIFICATE_HOSTNAME_MISMATCH");
}

TEST_F(PeerCheckTest, AChainLacksAnIntermediateIfThatIsKnownElsewhere) {
  const test::TestCa intermediate = root_.Intermediate();
  const std::vector<Certificate> leaf_alone = {ChainOf(intermediate.Leaf()).front()};
  PeerPolicy policy = Policy();
  EXPECT_EQ(CodeFor(leaf_alone, policy), "CERTIFICATE_AUTHORITY_INVALID");
  EXPECT_THAT(CheckPeer(leaf_alone, policy).findings.front().cure, HasSubstr("intermediate"));
  policy.known = {intermediate.certificate()};
  EXPECT_EQ(CodeFor(leaf_alone, policy), "CHAIN_INCOMPLETE");
}

TEST_F(PeerCheckTest, ARootOfTheSameNameWithAnotherKeyIsNamed) {
  const test::OddCertificate theirs(test::OddRoot());
  const test::OddCertificate ours(test::OddRoot());
  const test::OddCertificate leaf(test::OddLeaf().Without("authorityKeyIdentifier"), theirs);
  PeerPolicy policy = Policy();
  policy.roots = {theirs.get()};
  EXPECT_EQ(CodeFor({leaf.get()}, policy), "");
  policy.roots = {ours.get()};
  EXPECT_EQ(CodeFor({leaf.get()}, policy), "ROOT_KEY_DIFFERS");
  // A server with client roots sends its root along.
  EXPECT_EQ(CodeFor({leaf.get(), theirs.get()}, policy), "ROOT_KEY_DIFFERS");
}

TEST_F(PeerCheckTest, ASelfSignedCertificateIsOfNoCaThatIsTrusted) {
  const test::OddCertificate itself(test::OddLeaf());
  EXPECT_EQ(CodeFor({itself.get()}, Policy()), "CERTIFICATE_AUTHORITY_INVALID");
  EXPECT_THAT(CheckPeer({itself.get()}, Policy()).findings.front().cause,
              HasSubstr("signed itself"));
}

TEST_F(PeerCheckTest, RevocationIsCheckedWhereThereAreListsAndFailsClosedOnRequest) {
  const test::OddCertificate root(test::OddRoot());
  const test::OddCertificate leaf(test::OddLeaf(), root);
  PeerPolicy policy = Policy();
  policy.roots = {root.get()};
  policy.crls = {test::OddCrl(root, {"1"})};
  EXPECT_EQ(CodeFor({leaf.get()}, policy), "");
  policy.crls = {test::OddCrl(root, {"4711"})};
  EXPECT_EQ(CodeFor({leaf.get()}, policy), "CERTIFICATE_REVOKED");
  // A list of somebody else's says nothing.
  policy.crls = {test::OddCrl(test::OddCertificate(test::OddCa("another")), {})};
  EXPECT_EQ(CodeFor({leaf.get()}, policy), "");
  policy.crls_required = true;
  EXPECT_EQ(CodeFor({leaf.get()}, policy), "REVOCATION_LIST_MISSING");
  policy.crls = {};
  EXPECT_EQ(CodeFor({leaf.get()}, policy), "REVOCATION_LIST_MISSING");
  policy.crls = {test::OddCrl(root, {})};
  EXPECT_EQ(CodeFor({leaf.get()}, policy), "");
  // The list, of 30 days, is stale before the leaf ends.
  const absl::Time until = CheckPeer({leaf.get()}, policy).valid_until;
  EXPECT_LE(until, absl::Now() + absl::Hours(30 * 24));
  // What the list succeeds is of no account, though it stands in the same file.
  policy.crls.insert(policy.crls.begin(), test::OddCrl(root, {}, {}, test::DaysFromNow(-9, -1)));
  EXPECT_EQ(CheckPeer({leaf.get()}, policy).valid_until, until);
  policy.now += absl::Hours(29 * 24 + 23) + absl::Minutes(59);
  EXPECT_EQ(CodeFor({leaf.get()}, policy), "");
}

TEST_F(PeerCheckTest, AStaleListIsAFaultOnlyWhereListsAreRequired) {
  test::OddSpec root_spec = test::OddRoot();
  test::OddSpec leaf_spec = test::OddLeaf();
  root_spec.validity = leaf_spec.validity = test::DaysFromNow(-1, 90);
  const test::OddCertificate root(root_spec);
  const test::OddCertificate leaf(leaf_spec, root);
  PeerPolicy policy = Policy();
  policy.roots = {root.get()};
  policy.crls = {test::OddCrl(root, {})};
  policy.now += absl::Hours(40 * 24);
  EXPECT_EQ(CodeFor({leaf.get()}, policy), "");
  policy.crls_required = true;
  EXPECT_EQ(CodeFor({leaf.get()}, policy), "REVOCATION_LIST_EXPIRED");
  policy.crls = {test::OddCrl(root, {"4711"})};
  policy.crls_required = false;
  EXPECT_EQ(CodeFor({leaf.get()}, policy), "CERTIFICATE_REVOKED");
}

// A stranger must not make us verify hundreds of signatures.
TEST_F(PeerCheckTest, OfALongChainOnlyWhatCanMatterIsLookedAt) {
  const test::TestCa middle = root_.Intermediate();
  std::vector<Certificate> chain = ChainOf(middle.Leaf());
  const std::vector<Certificate> strangers(200, test::TestCa().certificate());
  chain.insert(chain.begin() + 1, strangers.begin(), strangers.end());
  EXPECT_EQ(CodeFor(chain, Policy()), "");
  // Of one name, and none of them the issuer.
  chain = {chain.front()};
  const std::vector<Certificate> namesakes(200, middle.certificate());
  chain.insert(chain.end(), namesakes.begin(), namesakes.end());
  EXPECT_EQ(CodeFor(chain, Policy()), "");
}

TEST_F(PeerCheckTest, WordsNameTheSideTheCertificateAndTheTime) {
  const PeerVerdict client = CheckPeer(ChainOf(root_.Leaf(test::Expired())), Policy());
  EXPECT_THAT(
      client.findings.front().cause,
      AllOf(HasSubstr("the client's certificate CN=localhost expired "), HasSubstr("ago, at 20")));
}

}  // namespace
}  // namespace certgen
