// Faults of chains and roots, made by the openssl program.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/e2e/corpus.h"

namespace test {
namespace {

using ::nlohmann::json;
using ::testing::HasSubstr;

constexpr char kCa[] = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n";

class CorpusChainsTest : public Corpus {
 protected:
  // The leaf by pki/middle, or another issuer; its certificate alone.
  void SignBelow(const std::string& issuer = "pki/middle/ca",
                 const std::string& more_extensions = "") const {
    Signing signing;
    signing.issuer = issuer;
    signing.extensions += more_extensions;
    SignLeaf(signing);
  }
  std::string Pem(const std::string& name) const { return ReadFile(File(name)); }
  // An intermediate `name` of its own below the root.
  void MakeMiddle(const std::string& name, const std::string& extensions) const {
    Signing signing;
    signing.extensions = extensions;
    signing.subject = "/CN=" + name;
    Sign(name, signing);
  }
};

TEST_F(CorpusChainsTest, AChainByAnIntermediateHasNoFinding) {
  SignBelow();
  Write("tls.crt", Read("tls.crt") + Pem("pki/middle/ca.crt"));
  EXPECT_EQ(Verify({"--as", "server"})["findings"], json::array());
  // The root may stand there too; it helps nobody.
  Write("tls.crt", Read("tls.crt") + Pem("pki/root/ca.crt"));
  EXPECT_EQ(Verify({"--as", "server"})["findings"], json::array());
}

TEST_F(CorpusChainsTest, TheWrongOrder) {
  SignBelow();
  Write("tls.crt", Pem("pki/middle/ca.crt") + Read("tls.crt"));
  ExpectFault("CHAIN_ORDER", "tls.crt");
  MakeMiddle("lower", kCa);
  Signing lower;
  lower.issuer = "pki/middle/ca";
  lower.subject = "/CN=lower";
  lower.extensions = kCa;
  Sign("lower", lower);
  // certgen's root allows one CA below it, so a root of openssl's own stands in.
  MakeCa("top", "/CN=top");
  Signing middle;
  middle.issuer = "top";
  middle.subject = "/CN=middle";
  middle.extensions = kCa;
  Sign("pki/middle/ca", middle);
  SignBelow("lower");
  Write("ca.crt", Pem("top.crt"));
  const std::string leaf = Read("tls.crt");
  Write("tls.crt", leaf + Pem("lower.crt") + Pem("pki/middle/ca.crt"));
  EXPECT_EQ(Verify({"--as", "server"})["findings"], json::array());
  Write("tls.crt", leaf + Pem("pki/middle/ca.crt") + Pem("lower.crt"));
  ExpectFault("CHAIN_ORDER", "tls.crt", "warning");
}

TEST_F(CorpusChainsTest, AMissingIntermediateIsNamed) {
  SignBelow();
  const json findings = Verify({"--as", "server"})["findings"];
  ASSERT_EQ(findings.size(), 1U) << findings.dump(1);
  EXPECT_EQ(findings[0]["code"], "CERTIFICATE_AUTHORITY_INVALID");
  EXPECT_EQ(findings[0]["severity"], "warning");
  EXPECT_THAT(findings[0]["cause"].get<std::string>(), HasSubstr("its issuer CN=middle"));
  // The certificate itself may tell that its issuer is an intermediate.
  SignBelow("pki/middle/ca", "authorityKeyIdentifier=keyid,issuer:always\n");
  ExpectFault("CHAIN_INCOMPLETE", "tls.crt", "warning");
  SignBelow("pki/middle/ca", "authorityInfoAccess=caIssuers;URI:http://ca.example/middle.crt\n");
  ExpectFault("CHAIN_INCOMPLETE", "tls.crt", "warning");
}

TEST_F(CorpusChainsTest, AnIntermediateThatOnlyTheRootsHold) {
  for (const char* mode : {"require", "none"}) {
    SignBelow();
    Write("ca.crt", Pem("pki/root/ca.crt") + Pem("pki/middle/ca.crt"));
    ExpectFault("CHAIN_COMPLETED_BY_ROOTS", "tls.crt", "warning", {"--client-cert", mode});
  }
}

TEST_F(CorpusChainsTest, AStrangerInTheChain) {
  MakeCa("stranger", "/CN=stranger");
  Write("tls.crt", Read("tls.crt") + Pem("stranger.crt"));
  ExpectFault("CHAIN_HAS_UNRELATED_CERTIFICATE", "tls.crt", "warning");
  Write("tls.crt", Read("tls.crt") + Read("tls.crt"));
  ExpectFault("CHAIN_HAS_UNRELATED_CERTIFICATE", "tls.crt", "warning");
}

TEST_F(CorpusChainsTest, AnotherClientCaIsOneWarningThatNamesTheIssuer) {
  MakeCa("clients", "/CN=clients");
  Write("ca.crt", Pem("clients.crt"));
  const json document = Verify({"--as", "server"});
  EXPECT_EQ(document["ok"], true);
  ASSERT_EQ(document["findings"].size(), 1U) << document.dump(1);
  EXPECT_EQ(document["findings"][0]["severity"], "warning");
  EXPECT_THAT(document["findings"][0]["cause"].get<std::string>(),
              HasSubstr("CN=tls-echo root,serialNumber="));
  ExpectFault("CERTIFICATE_AUTHORITY_INVALID", "tls.crt", "warning");
}

TEST_F(CorpusChainsTest, ASelfSignedLeafThatIsNoRoot) {
  OpenSslHere({"req", "-x509", "-key", "pki/leaf/tls.key", "-subj", "/CN=localhost", "-addext",
               "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE",
               "-out", "self"});
  Write("tls.crt", Pem("self"));
  ExpectFault("CERTIFICATE_AUTHORITY_INVALID", "tls.crt", "warning");
}

TEST_F(CorpusChainsTest, ASignatureThatWasAltered) {
  SignLeafWith("subjectAltName=DNS:localhost\nauthorityKeyIdentifier=keyid\n");
  OpenSslHere({"x509", "-in", "pki/leaf/tls.crt", "-outform", "DER", "-out", "der"});
  std::string der = Pem("der");
  // In the serial number: all that is signed is the same but one bit.
  der[15] = static_cast<char>(der[15] ^ 1);
  WriteFile(File("der"), der);
  OpenSslHere({"x509", "-in", "der", "-inform", "DER", "-out", "altered"});
  Write("tls.crt", Pem("altered"));
  ExpectFault("CHAIN_SIGNATURE_INVALID", "tls.crt");
}

TEST_F(CorpusChainsTest, IssuersThatMayNotIssue) {
  MakeMiddle("notca", "basicConstraints=critical,CA:FALSE\n");
  SignBelow("notca");
  Write("tls.crt", Read("tls.crt") + Pem("notca.crt"));
  ExpectFault("ISSUER_NOT_CA", "tls.crt");
  MakeMiddle("nosign", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,cRLSign\n");
  SignBelow("nosign");
  Write("tls.crt", Read("tls.crt") + Pem("nosign.crt"));
  ExpectFault("ISSUER_MAY_NOT_SIGN", "tls.crt");
  MakeMiddle("clients", std::string(kCa) + "extendedKeyUsage=clientAuth\n");
  SignBelow("clients");
  Write("tls.crt", Read("tls.crt") + Pem("clients.crt"));
  ExpectFault("ISSUER_WRONG_PURPOSE", "tls.crt");
}

TEST_F(CorpusChainsTest, MoreCasThanThePathLengthAllows) {
  // certgen's root allows one below it.
  Signing lower;
  lower.issuer = "pki/middle/ca";
  lower.subject = "/CN=lower";
  lower.extensions = kCa;
  Sign("lower", lower);
  SignBelow("lower");
  Write("tls.crt", Read("tls.crt") + Pem("lower.crt") + Pem("pki/middle/ca.crt"));
  ExpectFault("PATH_LENGTH_EXCEEDED", "tls.crt");
}

TEST_F(CorpusChainsTest, NamesThatACaMayNotIssueFor) {
  for (const char* constraint : {"permitted;DNS:example.com", "excluded;DNS:localhost"}) {
    MakeMiddle("narrow", std::string(kCa) + "nameConstraints=critical," + constraint + "\n");
    SignBelow("narrow");
    Write("tls.crt", Read("tls.crt") + Pem("narrow.crt"));
    ExpectFault("NAME_CONSTRAINT_VIOLATED", "tls.crt");
  }
}

TEST_F(CorpusChainsTest, AFaultInTheChainIsFatalWhateverTheRoots) {
  MakeMiddle("notca", "basicConstraints=critical,CA:FALSE\n");
  SignBelow("notca");
  Write("tls.crt", Read("tls.crt") + Pem("notca.crt"));
  MakeCa("clients", "/CN=clients");
  Write("ca.crt", Pem("clients.crt"));
  ExpectFault("ISSUER_NOT_CA", "tls.crt");
}

TEST_F(CorpusChainsTest, RootsThatAreNone) {
  Write("ca.crt", Pem("pki/root/ca.key"));
  ExpectFault("ROOTS_HAVE_NO_CERTIFICATE", "ca.crt");
  Write("ca.crt", Read("tls.crt"));
  ExpectFault("ROOT_IS_LEAF", "ca.crt", "warning");
  MakeCa("self", "/CN=self", "basicConstraints=CA:FALSE\n");
  Write("ca.crt", Pem("self.crt"));
  ExpectFault("ROOT_NOT_CA", "ca.crt", "warning");
  SignBelow("self");
  Write("ca.crt", Pem("self.crt"));
  ExpectFault("ROOT_NOT_CA", "ca.crt");
}

TEST_F(CorpusChainsTest, BundlesThatEndBeforeTheirEnd) {
  MakeCa("second", "/CN=second");
  const std::string root = Pem("pki/root/ca.crt");
  std::string broken = Pem("second.crt");
  broken.replace(100, 4, "!!!!");
  Write("ca.crt", broken + root);
  ExpectFault("ROOTS_MALFORMED", "ca.crt");
  Write("ca.crt", root + Pem("second.crt").substr(0, 200));
  ExpectFault("ROOTS_MALFORMED", "ca.crt");
  Write("ca.crt", Pem("second.crt").substr(0, 200) + "\n" + root);
  ExpectFault("ROOTS_MALFORMED", "ca.crt");
  Write("ca.crt", root + Pem("second.crt"));
  EXPECT_EQ(Verify({"--as", "server"})["findings"], json::array());
}

TEST_F(CorpusChainsTest, RootsThatAreOverOrToComeOrWeak) {
  // openssl req has no days below 1.
  WriteFile(File("ca.cnf"),
            std::string("[ca]\ndefault_ca=d\n[d]\ndatabase=index\nserial=serial\nnew_certs_dir=.\n"
                        "default_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n[x]\n") +
                kCa);
  WriteFile(File("index"), "");
  WriteFile(File("serial"), "77\n");
  OpenSslHere({"req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "old.key", "-subj",
               "/CN=old", "-out", "csr"});
  OpenSslHere({"ca", "-batch", "-notext", "-selfsign", "-config", "ca.cnf", "-keyfile", "old.key",
               "-in", "csr", "-out", "old.crt", "-extensions", "x", "-startdate", "20200101000000Z",
               "-enddate", "20210101000000Z"});
  Write("ca.crt", Pem("old.crt"));
  ExpectFault("ROOT_EXPIRED", "ca.crt");
  // Beside a good one it is no more than clutter.
  Write("ca.crt", Pem("old.crt") + Pem("pki/root/ca.crt"));
  ExpectFault("ROOT_EXPIRED", "ca.crt", "warning");
  OpenSslHere({"req", "-x509", "-newkey", "rsa:1024", "-nodes", "-keyout", "weak.key", "-out",
               "weak.crt", "-subj", "/CN=weak"});
  Write("ca.crt", Pem("weak.crt"));
  ExpectFault("ROOT_KEY_TOO_WEAK", "ca.crt");
}

TEST_F(CorpusChainsTest, ARootWithAnExtendedKeyUsage) {
  MakeCa("wide", "/CN=wide", std::string(kCa) + "extendedKeyUsage=serverAuth,clientAuth\n");
  SignBelow("wide");
  Write("ca.crt", Pem("wide.crt"));
  ExpectFault("ROOT_HAS_EXTENDED_KEY_USAGE", "ca.crt", "warning");
  MakeCa("narrow", "/CN=narrow", std::string(kCa) + "extendedKeyUsage=clientAuth\n");
  SignBelow("narrow");
  Write("ca.crt", Pem("narrow.crt"));
  ExpectFault("ROOT_HAS_EXTENDED_KEY_USAGE", "ca.crt");
}

TEST_F(CorpusChainsTest, ARootOfTheSameNameWithAnotherKey) {
  MakeCa("first", "/CN=one name");
  SignBelow("first");
  MakeCa("second", "/CN=one name");
  Write("ca.crt", Pem("second.crt"));
  ExpectFault("ROOT_KEY_DIFFERS", "ca.crt", "warning");
  // With both of them, as in the middle of a rotation, all is well.
  SignBelow("first");
  Write("ca.crt", Pem("second.crt") + Pem("first.crt"));
  EXPECT_EQ(Verify({"--as", "server"})["findings"], json::array());
}

// A leaf cannot outlive its root: to issue it again alone would mend nothing.
TEST_F(CorpusChainsTest, ARootThatEndsIsRenewedBeforeItsLeaves) {
  std::filesystem::remove_all(File("pki/middle"));
  ASSERT_EQ(Certgen({"root", "--force", "--orphan", "1", "--days", "2"}).exit_code, 0);
  ASSERT_EQ(Certgen({"leaf", "leaf", "--force", "--days", "2"}).exit_code, 0);
  const json ending = Verify({"--as", "server"});
  ASSERT_EQ(ending["findings"].size(), 2u) << ending.dump(1);
  for (const json& finding : ending["findings"]) {
    EXPECT_EQ(finding["code"], "CERTIFICATE_EXPIRES_SOON");
    EXPECT_TRUE(finding["cure"].get<std::string>().ends_with(
        ": certgen root --force --orphan 1 && certgen init --force --days 90"))
        << finding["cure"];
  }
  ASSERT_EQ(Certgen({"root", "--force", "--orphan", "1"}).exit_code, 0);
  ASSERT_EQ(Certgen({"init", "--force", "--days", "90"}).exit_code, 0);
  EXPECT_EQ(Verify({"--as", "server"})["findings"], json::array());
}

}  // namespace
}  // namespace test
