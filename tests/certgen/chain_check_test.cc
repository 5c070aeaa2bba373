#include "certgen/chain_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "tests/certgen/inspected.h"
#include "tests/testing/odd_certificate.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

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

using Chain = std::vector<Certificate>;

class ChainCheckTest : public ::testing::Test {
 protected:
  ChainCheckTest() {
    file_.path = "tls.crt";
    roots_file_.path = "ca.crt";
  }

  std::vector<Finding> LeadsTo(const Chain& chain, const Chain& roots,
                               Role role = Role::kBoth) const {
    std::vector<Finding> findings;
    CheckLeadsTo({chain, file_, roots, roots_file_}, Climb(chain, roots), role, absl::Now(),
                 &findings);
    return findings;
  }
  std::vector<std::string> Arrangement(const Chain& chain) const {
    std::vector<Finding> findings;
    CheckArrangement(chain, file_, &findings);
    return CodesIn(findings);
  }
  std::vector<std::string> Completion(const Chain& chain, const Chain& roots) const {
    std::vector<Finding> findings;
    CheckCompletion({chain, file_, roots, roots_file_}, Climb(chain, roots), &findings);
    return CodesIn(findings);
  }

  const OddCertificate root_{OddRoot()};
  const OddCertificate middle_{OddCa("middle"), root_};
  const OddCertificate leaf_{OddLeaf(), middle_};
  CredentialFile file_;
  CredentialFile roots_file_;
};

TEST_F(ChainCheckTest, AWholeChainHasNoFinding) {
  const Chain chain = {leaf_.get(), middle_.get()};
  EXPECT_THAT(LeadsTo(chain, {root_.get()}), IsEmpty());
  EXPECT_THAT(Arrangement(chain), IsEmpty());
  EXPECT_THAT(Completion(chain, {root_.get()}), IsEmpty());
}

TEST_F(ChainCheckTest, OneThatLeadsElsewhereIsAWarningThatNamesTheIssuer) {
  const OddCertificate other{OddCa("other")};
  const std::vector<Finding> findings = LeadsTo({leaf_.get(), middle_.get()}, {other.get()});
  ASSERT_THAT(CodesIn(findings), ElementsAre("CERTIFICATE_AUTHORITY_INVALID"));
  EXPECT_EQ(findings[0].severity, Severity::kWarning);
  EXPECT_EQ(findings[0].file, "tls.crt");
  EXPECT_THAT(findings[0].cause, HasSubstr("its issuer " + root_.get().subject()));
}

TEST_F(ChainCheckTest, ARootOfTheSameNameIsSaidToBeAnother) {
  const OddCertificate made_again{OddRoot()};
  const std::vector<Finding> findings = LeadsTo({leaf_.get(), middle_.get()}, {made_again.get()});
  ASSERT_THAT(CodesIn(findings), ElementsAre("ROOT_KEY_DIFFERS"));
  EXPECT_EQ(findings[0].file, "ca.crt");
  EXPECT_EQ(findings[0].certificate, made_again.get());
}

TEST_F(ChainCheckTest, AnIssuerThatIsNoCaIsFatalInItsOwnFile) {
  const OddCertificate no_ca(OddLeaf(), root_);
  const OddCertificate below(OddLeaf(), no_ca);
  const std::vector<Finding> findings = LeadsTo({below.get(), no_ca.get()}, {root_.get()});
  ASSERT_THAT(CodesIn(findings), ElementsAre("ISSUER_NOT_CA"));
  EXPECT_EQ(findings[0].severity, Severity::kFatal);
  EXPECT_EQ(findings[0].certificate, no_ca.get());
}

TEST_F(ChainCheckTest, AnIssuerForServersOnlyFailsClients) {
  const OddCertificate middle(OddCa("middle").With("extendedKeyUsage", "serverAuth"), root_);
  const OddCertificate leaf(OddLeaf(), middle);
  const Chain chain = {leaf.get(), middle.get()};
  EXPECT_THAT(LeadsTo(chain, {root_.get()}, Role::kServer), IsEmpty());
  EXPECT_THAT(CodesIn(LeadsTo(chain, {root_.get()}, Role::kClient)),
              ElementsAre("ISSUER_WRONG_PURPOSE"));
  EXPECT_THAT(CodesIn(LeadsTo(chain, {root_.get()}, Role::kBoth)),
              ElementsAre("ISSUER_WRONG_PURPOSE"));
}

// The root's own, too: nothing in the file tells servers from clients then.
TEST_F(ChainCheckTest, ARootForServersOnlyFailsClients) {
  const OddCertificate root(OddRoot().With("extendedKeyUsage", "serverAuth"));
  const OddCertificate leaf(OddLeaf(), root);
  EXPECT_THAT(LeadsTo({leaf.get()}, {root.get()}, Role::kServer), IsEmpty());
  EXPECT_THAT(CodesIn(LeadsTo({leaf.get()}, {root.get()}, Role::kBoth)),
              ElementsAre("ROOT_HAS_EXTENDED_KEY_USAGE"));
}

// BEGIN TRUSTED CERTIFICATE: gRPC reads it, and OpenSSL minds it.
TEST_F(ChainCheckTest, ARootTrustedForServersOnlyFailsClients) {
  const test::TempDir dir;
  test::WriteFile(dir.File("root"), root_.get().ToPem());
  const auto trusted = Certificate::FromPem(
      test::OpenSsl({"x509", "-in", dir.File("root"), "-trustout", "-addtrust", "serverAuth"}));
  ASSERT_TRUE(trusted.ok());
  const Chain chain = {leaf_.get(), middle_.get()};
  EXPECT_THAT(LeadsTo(chain, {*trusted}, Role::kServer), IsEmpty());
  for (const Role role : {Role::kClient, Role::kBoth}) {
    const std::vector<Finding> findings = LeadsTo(chain, {*trusted}, role);
    ASSERT_THAT(CodesIn(findings), ElementsAre("ROOT_HAS_EXTENDED_KEY_USAGE"));
    EXPECT_THAT(findings[0].cause, HasSubstr("trust settings"));
    EXPECT_EQ(findings[0].file, "ca.crt");
  }
}

// openssl verify is asked the same of the same files.
TEST_F(ChainCheckTest, IsFatalWhereOpenSslRefusesAChainThatLeadsToTheRoots) {
  const test::TempDir dir;
  const struct {
    const char* what;
    OddSpec middle;
    OddSpec leaf;
  } cases[] = {
      {"good", OddCa("m"), OddLeaf()},
      {"path length", OddCa("m").With("basicConstraints", "critical,CA:TRUE,pathlen:0"), OddLeaf()},
      {"no cA", OddCa("m").With("basicConstraints", "critical,CA:FALSE"), OddLeaf()},
      {"no keyCertSign", OddCa("m").With("keyUsage", "critical,cRLSign"), OddLeaf()},
      {"excluded", OddCa("m").With("nameConstraints", "critical,excluded;DNS:test"),
       OddLeaf().With("subjectAltName", "DNS:a.test")},
      {"permitted", OddCa("m").With("nameConstraints", "critical,permitted;DNS:test"),
       OddLeaf().With("subjectAltName", "DNS:a.test")},
      {"unknown critical", OddCa("m"), OddLeaf().With("1.2.3.4", "critical,DER:0500")},
      {"EKU of the CA", OddCa("m").With("extendedKeyUsage", "codeSigning"), OddLeaf()},
  };
  for (const auto& c : cases) {
    const OddCertificate middle(c.middle, root_);
    const OddCertificate leaf(c.leaf, middle);
    test::WriteFile(dir.File("root"), root_.get().ToPem());
    test::WriteFile(dir.File("middle"), middle.get().ToPem());
    test::WriteFile(dir.File("leaf"), leaf.get().ToPem());
    const bool accepted =
        test::RunOpenSsl({"verify", "-purpose", "sslserver", "-CAfile", dir.File("root"),
                          "-untrusted", dir.File("middle"), dir.File("leaf")})
            .exit_code == 0;
    EXPECT_EQ(!HasFatal(LeadsTo({leaf.get(), middle.get()}, {root_.get()}, Role::kServer)),
              accepted)
        << c.what;
  }
}

TEST_F(ChainCheckTest, OrderStrangersAndRepetitionsAreWarnings) {
  const OddCertificate low(OddCa("low"), middle_);
  const OddCertificate leaf(OddLeaf(), low);
  EXPECT_THAT(Arrangement({leaf.get(), middle_.get(), low.get()}), ElementsAre("CHAIN_ORDER"));
  EXPECT_THAT(Arrangement({leaf.get(), low.get(), middle_.get(), middle_.get()}),
              ElementsAre("CHAIN_HAS_UNRELATED_CERTIFICATE"));
}

TEST_F(ChainCheckTest, OnlyAnIntermediateAmongTheRootsCompletesIt) {
  EXPECT_THAT(Completion({leaf_.get()}, {root_.get(), middle_.get()}),
              ElementsAre("CHAIN_COMPLETED_BY_ROOTS"));
  EXPECT_THAT(Completion({leaf_.get(), middle_.get()}, {root_.get(), middle_.get()}), IsEmpty());
  EXPECT_THAT(Completion({leaf_.get()}, {root_.get()}), IsEmpty());
}

TEST_F(ChainCheckTest, AnIntermediateAboveTheTrustedOneIsNotLackingIfTheChainHasItsNamesake) {
  const OddCertificate old{OddCa("old")};
  const OddCertificate cross(OddCa("odd root"), old,
                             EvpPkeyPtr(X509_get_pubkey(root_.get().get())));
  EXPECT_THAT(Completion({leaf_.get(), middle_.get(), root_.get()}, {cross.get()}), IsEmpty());
  EXPECT_THAT(Completion({leaf_.get(), middle_.get()}, {cross.get()}),
              ElementsAre("CHAIN_COMPLETED_BY_ROOTS"));
}

TEST_F(ChainCheckTest, ACaAsLeafIsAWarningUnlessItIsItsOwnRoot) {
  const auto is_leaf = [&](const Certificate& certificate, const Chain& roots) {
    const Chain chain = {certificate};
    std::vector<Finding> findings;
    CheckIsLeaf({chain, file_, roots, roots_file_}, &findings);
    return CodesIn(findings);
  };
  EXPECT_THAT(is_leaf(middle_.get(), {root_.get()}), ElementsAre("CERTIFICATE_IS_CA"));
  EXPECT_THAT(is_leaf(root_.get(), {root_.get()}), IsEmpty());
  EXPECT_THAT(is_leaf(leaf_.get(), {root_.get()}), IsEmpty());
}

// A slip of everyone who takes a CA's subject for the server's: OpenSSL says "self-signed".
TEST_F(ChainCheckTest, ALeafNamedAsItsIssuerIsSaidToBe) {
  OddSpec root = OddRoot();
  OddSpec leaf = OddLeaf().Without("authorityKeyIdentifier");
  leaf.common_name = root.common_name;
  const OddCertificate issuer(root);
  const Chain chain = {OddCertificate(leaf, issuer).get()};
  const std::vector<Finding> findings = LeadsTo(chain, {issuer.get()});
  ASSERT_THAT(CodesIn(findings), ElementsAre("NAMED_AS_ISSUER"));
  EXPECT_EQ(findings[0].certificate, chain[0]);
  EXPECT_THAT(findings[0].cure, HasSubstr("-subj"));

  OddSpec middle = OddCa(root.common_name).Without("authorityKeyIdentifier");
  const OddCertificate between(middle, issuer);
  const std::vector<Finding> above =
      LeadsTo({OddCertificate(OddLeaf(), between).get(), between.get()}, {issuer.get()});
  ASSERT_THAT(CodesIn(above), ElementsAre("NAMED_AS_ISSUER"));
  EXPECT_EQ(above[0].certificate, between.get());
}

TEST_F(ChainCheckTest, AKeyIdentifierThatIsNotTheIssuersIsNamed) {
  const OddSpec spec = OddLeaf().With("authorityKeyIdentifier", "DER:30048002ABCD");
  const std::vector<Finding> findings = LeadsTo({OddCertificate(spec, root_).get()}, {root_.get()});
  ASSERT_THAT(CodesIn(findings), ElementsAre("AUTHORITY_KEY_ID_DIFFERS"));
  EXPECT_EQ(findings[0].severity, Severity::kFatal);
}

TEST_F(ChainCheckTest, ConstraintsOfTheRootAreNotCuredByIssuingFromIt) {
  const OddCertificate root(OddRoot().With("nameConstraints", "critical,permitted;DNS:a.test"));
  const std::vector<Finding> by_root =
      LeadsTo({OddCertificate(OddLeaf(), root).get()}, {root.get()});
  ASSERT_THAT(CodesIn(by_root), ElementsAre("NAME_CONSTRAINT_VIOLATED"));
  EXPECT_EQ(by_root[0].cure.find("--issuer root"), std::string::npos);
  const OddCertificate middle(OddCa("m").With("nameConstraints", "critical,permitted;DNS:a.test"),
                              root_);
  const std::vector<Finding> by_own =
      LeadsTo({OddCertificate(OddLeaf(), middle).get(), middle.get()}, {root_.get()});
  ASSERT_THAT(CodesIn(by_own), ElementsAre("NAME_CONSTRAINT_VIOLATED"));
  EXPECT_THAT(by_own[0].cause, HasSubstr("the name constraints of CN=m"));
  EXPECT_THAT(by_own[0].cure, HasSubstr("--issuer root"));
}

// Where its revocation is asked after says nothing of its issuer; where that is to be had, does.
TEST_F(ChainCheckTest, OnlyTheAddressOfAnIssuerMakesItAnIntermediate) {
  const Chain others = {OddCertificate(OddCa("other")).get()};
  const auto codes = [&](const std::string& access) {
    return CodesIn(LeadsTo(
        {OddCertificate(OddLeaf().With("authorityInfoAccess", access), middle_).get()}, others));
  };
  EXPECT_THAT(codes("OCSP;URI:http://a.test/"), ElementsAre("CERTIFICATE_AUTHORITY_INVALID"));
  EXPECT_THAT(codes("caIssuers;URI:http://a.test/"), ElementsAre("CHAIN_INCOMPLETE"));
}

// Of what its key did and did not sign, nobody can say anything: the root itself is at fault.
TEST_F(ChainCheckTest, ARootWithAKeyThatOpenSslDoesNotKnowMakesNoForgeryOfItsLeaves) {
  std::string der = test::OpenSsl({"x509", "-outform", "DER"}, root_.get().ToPem());
  const std::string id_ec_public_key = "\x2A\x86\x48\xCE\x3D\x02\x01";
  const size_t at = der.find(id_ec_public_key);
  ASSERT_NE(at, std::string::npos);
  der[at + id_ec_public_key.size() - 1] = 7;
  const Certificate unknown = test::ValueOf(Certificate::FromDer(der));
  EXPECT_THAT(LeadsTo({OddCertificate(OddLeaf(), root_).get()}, {unknown}), IsEmpty());
}

// A new root signed by the old one, of one name: neither is its own namesake.
TEST_F(ChainCheckTest, ARootThatWasRolledOverIsNoFaultToWhoTrustsAnother) {
  const OddCertificate old{OddRoot()};
  const OddCertificate fresh{OddRoot()};
  EVP_PKEY_up_ref(fresh.key());
  const OddCertificate cross(OddRoot().Without("authorityKeyIdentifier"), old,
                             EvpPkeyPtr(fresh.key()));
  const OddCertificate leaf(OddLeaf(), fresh);
  const OddCertificate other{OddCa("other")};
  for (const Chain& chain : {Chain{leaf.get(), cross.get()}, Chain{cross.get()}}) {
    for (const Finding& finding : LeadsTo(chain, {other.get()})) {
      EXPECT_EQ(finding.severity, Severity::kWarning) << ToString(finding);
    }
  }
}

}  // namespace
}  // namespace certgen
