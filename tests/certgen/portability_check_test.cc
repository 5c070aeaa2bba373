#include "certgen/portability_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/certgen/inspected.h"
#include "tests/testing/odd_certificate.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

using test::OddCa;
using test::OddCertificate;
using test::OddLeaf;
using test::OddRoot;
using test::OddSpec;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

OddSpec Keyed(OddSpec spec, const std::string& key) {
  spec.key = key;
  return spec;
}

OddSpec Digested(OddSpec spec, const std::string& digest) {
  spec.digest = digest;
  return spec;
}

class PortabilityCheckTest : public ::testing::Test {
 protected:
  PortabilityCheckTest() {
    file_.path = "tls.crt";
    roots_file_.path = "ca.crt";
  }

  std::vector<Finding> Check(const std::vector<Certificate>& chain, const Certificate& root) const {
    const std::vector<Certificate> roots = {root};
    std::vector<Finding> findings;
    CheckPortability({chain, file_, roots, roots_file_}, Climb(chain, roots), &findings);
    for (const Finding& finding : findings) EXPECT_EQ(finding.severity, Severity::kWarning);
    return findings;
  }
  std::vector<Finding> Check(const OddSpec& leaf, const OddSpec& root = OddRoot()) const {
    const OddCertificate issuer(root);
    return Check({OddCertificate(leaf, issuer).get()}, issuer.get());
  }

  CredentialFile file_;
  CredentialFile roots_file_;
};

TEST_F(PortabilityCheckTest, EverybodyTakesTheUsual) {
  for (const char* key : {"P-256", "P-384", "RSA2048"}) {
    EXPECT_THAT(Check(Keyed(OddLeaf(), key), Keyed(OddRoot(), key)), IsEmpty()) << key;
  }
}

TEST_F(PortabilityCheckTest, NamesWhoRefusesTheLeafsKey) {
  for (const char* key : {"ED25519", "P-521"}) {
    const std::vector<Finding> findings = Check(Keyed(OddLeaf(), key));
    ASSERT_THAT(CodesIn(findings), ElementsAre("CERTIFICATE_KEY_NOT_PORTABLE")) << key;
    EXPECT_THAT(findings[0].cause, AllOf(HasSubstr("BoringSSL"), Not(HasSubstr("Go ("))));
    EXPECT_EQ(findings[0].file, "tls.crt");
  }
  const std::vector<Finding> findings = Check(Keyed(OddLeaf(), "ED448"));
  ASSERT_THAT(CodesIn(findings), ElementsAre("CERTIFICATE_KEY_NOT_PORTABLE"));
  EXPECT_THAT(findings[0].cause, AllOf(HasSubstr("BoringSSL"), HasSubstr("Go (")));
}

TEST_F(PortabilityCheckTest, AnRsaKeyForPssOnlyIsForOpensslOnly) {
  const std::string pem =
      test::OpenSsl({"req", "-x509", "-newkey", "rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048",
                     "-nodes", "-keyout", "/dev/null", "-subj", "/CN=x"});
  const Certificate itself = test::ValueOf(Certificate::FromPem(pem));
  const std::vector<Finding> findings = Check({itself}, itself);
  ASSERT_THAT(CodesIn(findings), ElementsAre("CERTIFICATE_KEY_NOT_PORTABLE"));
  EXPECT_THAT(findings[0].cause, HasSubstr("rsa-2048 for RSA-PSS only"));
}

TEST_F(PortabilityCheckTest, AnExponentMayBeTooLongForGoAlone) {
  for (const auto& [exponent, with_boringssl] :
       {std::pair{"4294967311", false}, {"17179869209", true}}) {
    const std::string pem = test::OpenSsl({"req", "-x509", "-newkey", "rsa:2048", "-pkeyopt",
                                           std::string("rsa_keygen_pubexp:") + exponent, "-nodes",
                                           "-keyout", "/dev/null", "-subj", "/CN=x"});
    const Certificate itself = test::ValueOf(Certificate::FromPem(pem));
    const std::vector<Finding> findings = Check({itself}, itself);
    ASSERT_THAT(CodesIn(findings), ElementsAre("CERTIFICATE_KEY_NOT_PORTABLE")) << exponent;
    EXPECT_THAT(findings[0].cause, AllOf(HasSubstr("with an exponent of 3"), HasSubstr("Go (")));
    EXPECT_EQ(findings[0].cause.find("BoringSSL") != std::string::npos, with_boringssl);
  }
}

TEST_F(PortabilityCheckTest, MoreKeysMaySignCertificatesThanHandshakes) {
  for (const char* key : {"P-224", "P-521", "ED25519"}) {
    EXPECT_THAT(Check(OddLeaf(), Keyed(OddRoot(), key)), IsEmpty()) << key;
  }
  for (const char* key : {"secp256k1", "brainpoolP256r1", "ED448"}) {
    const std::vector<Finding> findings = Check(OddLeaf(), Keyed(OddRoot(), key));
    ASSERT_THAT(CodesIn(findings), ElementsAre("CERTIFICATE_KEY_NOT_PORTABLE")) << key;
    EXPECT_EQ(findings[0].file, "ca.crt");
    EXPECT_THAT(findings[0].cause, HasSubstr("the key of the CA "));
    EXPECT_THAT(findings[0].cure, HasSubstr("certgen leaf NAME --force --issuer root"));
  }
}

TEST_F(PortabilityCheckTest, NamesWhoDoesNotVerifyTheSignature) {
  const std::vector<Finding> findings = Check(Digested(OddLeaf(), "SHA224"));
  ASSERT_THAT(CodesIn(findings), ElementsAre("CERTIFICATE_SIGNATURE_NOT_PORTABLE"));
  EXPECT_THAT(findings[0].cause, AllOf(HasSubstr("ecdsa-with-SHA224"), HasSubstr("Go ("),
                                       Not(HasSubstr("BoringSSL"))));
}

TEST_F(PortabilityCheckTest, ARootsOwnSignatureConvincesNobody) {
  EXPECT_THAT(Check(OddLeaf(), Digested(OddRoot(), "SHA224")), IsEmpty());
}

TEST_F(PortabilityCheckTest, LooksAtEveryCertificateOnTheWay) {
  const OddCertificate root(OddRoot().With("nameConstraints", "critical,DER:3000"));
  const OddCertificate middle(Digested(OddCa("middle"), "SHA224"), root);
  const OddCertificate leaf(OddLeaf().With("nsCertType", "critical,server,client"), middle);
  const std::vector<Finding> findings = Check({leaf.get(), middle.get()}, root.get());
  EXPECT_THAT(CodesIn(findings),
              ElementsAre("CERTIFICATE_FORM_NOT_PORTABLE", "CERTIFICATE_SIGNATURE_NOT_PORTABLE",
                          "CERTIFICATE_FORM_NOT_PORTABLE"));
  EXPECT_EQ(findings[0].certificate, leaf.get());
  EXPECT_EQ(findings[1].certificate, middle.get());
  EXPECT_EQ(findings[1].file, "tls.crt");
  EXPECT_EQ(findings[2].certificate, root.get());
  EXPECT_EQ(findings[2].file, "ca.crt");
}

// OpenSSL does not take it either: extension_check.h says so.
TEST_F(PortabilityCheckTest, WhatNobodyTakesIsNotSaidHere) {
  EXPECT_THAT(Check(OddLeaf().With("crlDistributionPoints", "DER:0500")), IsEmpty());
}

// Measured of grpcio 1.85: "unsupported name constraint type", of a leaf with an address alone.
TEST_F(PortabilityCheckTest, ConstraintsOfAddressesAreBeyondBoringSsl) {
  const OddCertificate root{OddRoot()};
  const OddCertificate middle(
      OddCa("middle").With("nameConstraints", "critical,permitted;IP:127.0.0.0/255.0.0.0"), root);
  const auto below = [&](const std::string& names) {
    return Check(
        {OddCertificate(OddLeaf().With("subjectAltName", names), middle).get(), middle.get()},
        root.get());
  };
  EXPECT_THAT(below("DNS:localhost"), IsEmpty());
  const std::vector<Finding> findings = below("DNS:localhost,IP:127.0.0.1");
  ASSERT_THAT(CodesIn(findings), ElementsAre("CERTIFICATE_FORM_NOT_PORTABLE"));
  EXPECT_EQ(findings[0].certificate, middle.get());
  EXPECT_THAT(findings[0].cause, AllOf(HasSubstr("BoringSSL"), Not(HasSubstr("Go ("))));
}

// Measured of Go 1.26 and grpcio 1.85: what is required counts from the CA that requires it.
TEST_F(PortabilityCheckTest, ARequiredPolicyThatIsNotThereIsForOpensslOnly) {
  const OddCertificate root{OddRoot()};
  // 1.2.3.4
  const std::string right = "2A0304";
  const auto codes = [&](const std::string& constraints, const std::string& policies) {
    OddSpec ca = OddCa("middle").With("policyConstraints", constraints);
    OddSpec leaf = OddLeaf();
    if (!policies.empty()) {
      ca = ca.With("certificatePolicies", "DER:300730050603" + right);
      leaf = leaf.With("certificatePolicies", "DER:300730050603" + policies);
    }
    const OddCertificate middle(ca, root);
    return CodesIn(Check({OddCertificate(leaf, middle).get(), middle.get()}, root.get()));
  };
  for (const char* now : {"critical,requireExplicitPolicy:0", "critical,requireExplicitPolicy:1"}) {
    EXPECT_THAT(codes(now, ""), ElementsAre("CERTIFICATE_FORM_NOT_PORTABLE")) << now;
    EXPECT_THAT(codes(now, "2A0305"), ElementsAre("CERTIFICATE_FORM_NOT_PORTABLE")) << now;
    EXPECT_THAT(codes(now, right), IsEmpty()) << now;
  }
  EXPECT_THAT(codes("critical,requireExplicitPolicy:2", ""), IsEmpty());
  EXPECT_THAT(
      Check(OddLeaf(), OddRoot().With("policyConstraints", "critical,requireExplicitPolicy:0")),
      IsEmpty());
}

// Measured: Go says "invalid ECDSA parameters". In a longer chain OpenSSL refuses it, too.
TEST_F(PortabilityCheckTest, ACurveWrittenOutIsForOpensslOnlyIfItStandsAlone) {
  const OddCertificate itself(Keyed(OddRoot(), "explicit"));
  EXPECT_THAT(CodesIn(Check({itself.get()}, itself.get())),
              ElementsAre("CERTIFICATE_KEY_NOT_PORTABLE"));
  EXPECT_THAT(Check(Keyed(OddLeaf(), "explicit")), IsEmpty());
}

}  // namespace
}  // namespace certgen
