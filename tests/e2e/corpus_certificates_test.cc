// Faults of certificates, names and dates, made by the openssl program.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/e2e/corpus.h"

namespace test {
namespace {

using ::nlohmann::json;

constexpr char kNames[] = "subjectAltName=DNS:localhost,IP:127.0.0.1\n";
constexpr char kUses[] = "extendedKeyUsage=serverAuth,clientAuth\n";

std::string Text(const char* a, const char* b, const char* c = "") {
  return std::string(a) + b + c;
}

class CorpusCertificatesTest : public Corpus {
 protected:
  // Dates in the form of openssl ca, which alone takes both.
  void SignLeafBetween(const std::string& begin, const std::string& end) const {
    WriteFile(File("ca.cnf"),
              "[ca]\ndefault_ca=d\n[d]\ndatabase=index\nserial=serial\nnew_certs_dir=.\n"
              "default_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n[x]\n" +
                  Signing().extensions);
    WriteFile(File("index"), "");
    WriteFile(File("serial"), "77\n");
    OpenSslHere(
        {"req", "-new", "-key", "pki/leaf/tls.key", "-subj", "/CN=localhost", "-out", "csr"});
    OpenSslHere({"ca", "-batch", "-notext", "-config", "ca.cnf", "-cert", "pki/root/ca.crt",
                 "-keyfile", "pki/root/ca.key", "-in", "csr", "-out", "signed.crt", "-extensions",
                 "x", "-startdate", begin, "-enddate", end});
    Write("tls.crt", ReadFile(File("signed.crt")));
  }
};

TEST_F(CorpusCertificatesTest, DatesThatAreOverOrToComeOrSoon) {
  SignLeafBetween("20200101000000Z", "20210101000000Z");
  ExpectFault("CERTIFICATE_EXPIRED", "tls.crt");
  SignLeafBetween("20400101000000Z", "20410101000000Z");
  ExpectFault("CERTIFICATE_NOT_YET_VALID", "tls.crt");
  Signing soon;
  soon.more = {"-days", "2"};
  SignLeaf(soon);
  ExpectFault("CERTIFICATE_EXPIRES_SOON", "tls.crt", "warning");
}

TEST_F(CorpusCertificatesTest, AClockThatIsBeforeAllCertificates) {
  const json findings = Verify({"--as", "server", "--at", "1970-01-02T00:00:00Z"})["findings"];
  std::vector<std::string> codes;
  for (const json& finding : findings) codes.push_back(finding["code"]);
  EXPECT_THAT(codes, ::testing::UnorderedElementsAre("CERTIFICATE_NOT_YET_VALID",
                                                     "ROOT_NOT_YET_VALID", "CLOCK_PROBABLY_WRONG"));
}

TEST_F(CorpusCertificatesTest, KeysAndSignaturesThatAreTooWeak) {
  OpenSslHere({"genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024", "-out", "k"});
  Write("tls.key", ReadFile(File("k")));
  SignLeaf({});
  ExpectFault("CERTIFICATE_KEY_TOO_WEAK", "tls.crt");
  Signing sha1;
  sha1.more = {"-sha1"};
  SignLeaf(sha1);
  ExpectFault("CERTIFICATE_SIGNATURE_TOO_WEAK", "tls.crt");
}

TEST_F(CorpusCertificatesTest, KeysThatOnlySomePeersTake) {
  for (const std::vector<std::string>& algorithm :
       {std::vector<std::string>{"ED25519"},
        {"ED448"},
        {"EC", "-pkeyopt", "ec_paramgen_curve:P-521"}}) {
    std::vector<std::string> line = {"genpkey", "-out", "k", "-algorithm"};
    line.insert(line.end(), algorithm.begin(), algorithm.end());
    OpenSslHere(line);
    Write("tls.key", ReadFile(File("k")));
    SignLeaf({});
    EXPECT_EQ(Verify({"--as", "server"})["findings"].size(), 1U);
    ExpectFault("CERTIFICATE_KEY_NOT_PORTABLE", "tls.crt", "warning");
  }
}

TEST_F(CorpusCertificatesTest, SignaturesAndFormsThatOnlySomePeersTake) {
  Signing sha224;
  sha224.more = {"-sha224"};
  SignLeaf(sha224);
  ExpectFault("CERTIFICATE_SIGNATURE_NOT_PORTABLE", "tls.crt", "warning");
  SignLeafWith(Text(kNames, kUses, "nsCertType=critical,server,client\n"));
  ExpectFault("CERTIFICATE_FORM_NOT_PORTABLE", "tls.crt", "warning");
}

TEST_F(CorpusCertificatesTest, ExtensionsThatAreNotWhatTheirKindSays) {
  SignLeafWith(Text(kNames, "extendedKeyUsage=DER:05:00\n"));
  ExpectFault("CERTIFICATE_EXTENSION_MALFORMED", "tls.crt");
  SignLeafWith(Text(kNames, kUses, "2.5.29.15=critical,DER:03:01:00\n"));
  ExpectFault("CERTIFICATE_EXTENSION_MALFORMED", "tls.crt");
}

TEST_F(CorpusCertificatesTest, PurposesOtherThanTheRole) {
  SignLeafWith(Text(kNames, "extendedKeyUsage=clientAuth\n"));
  ExpectFault("CERTIFICATE_WRONG_PURPOSE", "tls.crt");
  SignLeafWith(Text(kNames, "extendedKeyUsage=serverAuth\n"));
  ExpectFault("CERTIFICATE_WRONG_PURPOSE", "tls.crt", "fatal", {"--as", "client"});
  SignLeafWith(Text(kNames, "extendedKeyUsage=codeSigning\n"));
  ExpectFault("CERTIFICATE_WRONG_PURPOSE", "tls.crt");
  SignLeafWith(Text(kNames, "extendedKeyUsage=anyExtendedKeyUsage\n"));
  ExpectFault("CERTIFICATE_PURPOSE_ANY_ONLY", "tls.crt");
  SignLeafWith(Text(kNames, kUses, "keyUsage=nonRepudiation\n"));
  ExpectFault("CERTIFICATE_KEY_USAGE_UNFIT", "tls.crt");
  SignLeafWith(Text(kNames, kUses, "keyUsage=keyAgreement\n"));
  ExpectFault("CERTIFICATE_KEY_USAGE_NOT_PORTABLE", "tls.crt", "warning");
}

TEST_F(CorpusCertificatesTest, WithoutAnUsageVerifyTakesTheCertificatesOwnWord) {
  SignLeafWith(Text(kNames, "extendedKeyUsage=clientAuth\n"));
  EXPECT_EQ(Verify()["findings"], json::array());
  SignLeafWith(Text(kNames, "extendedKeyUsage=serverAuth\n"));
  EXPECT_EQ(Verify()["findings"], json::array());
  SignLeafWith(Text(kNames, "extendedKeyUsage=codeSigning\n"));
  EXPECT_EQ(Verify()["ok"], false);
}

TEST_F(CorpusCertificatesTest, ACaInPlaceOfALeaf) {
  SignLeafWith(Text(kNames, "basicConstraints=critical,CA:TRUE\n"));
  ExpectFault("CERTIFICATE_IS_CA", "tls.crt", "warning");
}

TEST_F(CorpusCertificatesTest, ACriticalExtensionThatNobodyKnows) {
  SignLeafWith(Text(kNames, kUses, "1.2.3.4.5=critical,ASN1:UTF8String:hello\n"));
  ExpectFault("UNKNOWN_CRITICAL_EXTENSION", "tls.crt");
  SignLeafWith(Text(kNames, kUses, "1.2.3.4.5=ASN1:UTF8String:hello\n"));
  EXPECT_EQ(Verify({"--as", "server"})["findings"], json::array());
}

TEST_F(CorpusCertificatesTest, NamesThatNoClientFinds) {
  ExpectFault("CERTIFICATE_HOSTNAME_MISMATCH", "tls.crt", "fatal", {"--host", "echo.example.com"});
  ExpectFault("CERTIFICATE_HOSTNAME_MISMATCH", "tls.crt", "fatal", {"--host", "10.1.2.3"});
  SignLeafWith(Text("subjectAltName=DNS:localhost,DNS:10.1.2.3\n", kUses));
  ExpectFault("CERTIFICATE_IP_AS_DNS_NAME", "tls.crt", "warning");
  SignLeafWith(Text("subjectAltName=DNS:localhost,DNS:10.1.2.3\n", kUses));
  ExpectFault("CERTIFICATE_IP_AS_DNS_NAME", "tls.crt", "fatal", {"--host", "10.1.2.3"});
  SignLeafWith(kUses);
  ExpectFault("CERTIFICATE_COMMON_NAME_ONLY", "tls.crt", "warning");
  // Of a DNS name OpenSSL, and so gRPC C++, takes it; of an address nobody does.
  Signing address;
  address.extensions = kUses;
  address.subject = "/CN=127.0.0.1";
  SignLeaf(address);
  ExpectFault("CERTIFICATE_HOSTNAME_MISMATCH", "tls.crt", "fatal", {"--host", "127.0.0.1"});
  SignLeafWith(Text("subjectAltName=URI:spiffe://example.com/a\n", kUses));
  ExpectFault("CERTIFICATE_HAS_NO_HOST_NAME", "tls.crt", "warning");
  SignLeafWith(Text("subjectAltName=DNS:localhost:50051\n", kUses));
  ExpectFault("CERTIFICATE_NAME_MALFORMED", "tls.crt", "warning");
  // An IP address of five octets, which the openssl program makes from raw DER only.
  SignLeafWith(Text("2.5.29.17=DER:30:07:87:05:0a:00:00:01:02\n", kUses));
  ExpectFault("CERTIFICATE_NAME_MALFORMED", "tls.crt");
}

TEST_F(CorpusCertificatesTest, TwoFaultsGiveTwoFindings) {
  Signing both;
  both.extensions = Text(kNames, "extendedKeyUsage=clientAuth\n");
  both.more = {"-sha1"};
  SignLeaf(both);
  const json findings = Verify({"--as", "server"})["findings"];
  ASSERT_EQ(findings.size(), 2U) << findings.dump(1);
  EXPECT_EQ(findings[0]["code"], "CERTIFICATE_SIGNATURE_TOO_WEAK");
  EXPECT_EQ(findings[1]["code"], "CERTIFICATE_WRONG_PURPOSE");
  EXPECT_EQ(findings[0]["certificate"]["subject"], "CN=localhost");
}

TEST_F(CorpusCertificatesTest, EveryDefaultProfileAndKeyTypeHasNoFinding) {
  for (const char* key : {"ec-p256", "ec-p384", "ed25519", "rsa-2048", "rsa-3072", "rsa-4096"}) {
    std::filesystem::remove_all(File("other"));
    ASSERT_EQ(Certgen({"init", "--dir", "other", "--key", key}).exit_code, 0);
    for (const char* usage : {"both", "server", "client"}) {
      ASSERT_EQ(
          Certgen({"leaf", usage, "--dir", "other", "--key", key, "--usage", usage}).exit_code, 0);
    }
    for (const char* name : {"leaf", "both", "server", "client"}) {
      const Result result = Certgen({"verify", std::string("other/") + name, "--json"});
      const json findings = json::parse(result.out)["findings"];
      if (std::string(key) == "ed25519") {
        ASSERT_EQ(findings.size(), 1U) << result.out;
        EXPECT_EQ(findings[0]["code"], "CERTIFICATE_KEY_NOT_PORTABLE");
        EXPECT_EQ(findings[0]["severity"], "warning");
      } else {
        EXPECT_EQ(findings, json::array()) << key << " " << name;
      }
    }
  }
}

}  // namespace
}  // namespace test
