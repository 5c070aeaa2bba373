#include "certgen/certificate_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/certgen/credential_fixture.h"

namespace certgen {
namespace {

using test::DaysFromNow;
using test::IsFatal;
using test::IsWarning;
using test::OpenSsl;
using test::ReadFile;
using test::WriteFile;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CertificateCheckTest : public test::CredentialFixture {
 protected:
  void ExpectFault(FindingCode code, const std::string& cause, Role role = Role::kBoth) const {
    EXPECT_THAT(Check(role),
                ElementsAre(AllOf(IsFatal(code, cert_), Field(&Finding::cause, HasSubstr(cause)))));
  }
  // A certificate for `key_`, signed by the CA with openssl's own hand.
  void SignByOpenSsl(const std::vector<std::string>& more, const std::string& extensions) const {
    WriteFile(dir_.File("root.key"), ca_.key_pem());
    WriteFile(dir_.File("extensions"), extensions);
    OpenSsl({"req", "-new", "-key", key_, "-subj", "/CN=localhost", "-addext",
             "subjectAltName=DNS:localhost", "-out", dir_.File("csr")});
    std::vector<std::string> line = {"x509",        "-req",
                                     "-in",         dir_.File("csr"),
                                     "-CA",         roots_,
                                     "-CAkey",      dir_.File("root.key"),
                                     "-out",        cert_,
                                     "-days",       "30",
                                     "-extfile",    dir_.File("extensions"),
                                     "-set_serial", "77"};
    line.insert(line.end(), more.begin(), more.end());
    OpenSsl(line);
  }
};

TEST_F(CertificateCheckTest, NamesAFileThatIsMissingAFolderOrEmpty) {
  std::filesystem::remove(cert_);
  ExpectFault(FindingCode::kFileMissing, "no such file for the certificate");
  std::filesystem::create_directory(cert_);
  ExpectFault(FindingCode::kFileIsDirectory, "is a folder");
  std::filesystem::remove(cert_);
  WriteFile(cert_, "\n");
  ExpectFault(FindingCode::kFileEmpty, "is empty");
}

TEST_F(CertificateCheckTest, NamesWhatIsNotPem) {
  WriteFile(cert_, "hello");
  ExpectFault(FindingCode::kNotPem, "neither PEM nor DER");
  WriteFile(cert_, "certs/tls.crt");
  ExpectFault(FindingCode::kFileIsPath, "the name of a file");
}

TEST_F(CertificateCheckTest, NamesBinaryForms) {
  const std::string plain = ReadFile(cert_);
  MakeByOpenSsl(cert_, {"x509", "-in", cert_, "-outform", "DER"});
  ExpectFault(FindingCode::kIsDer, "a certificate in DER form");
  EXPECT_THAT(Check().front().cure, HasSubstr("openssl x509 -inform DER"));
  WriteFile(cert_, plain);
  MakeByOpenSsl(cert_, {"pkcs12", "-export", "-in", cert_, "-inkey", key_, "-passout", "pass:x"});
  ExpectFault(FindingCode::kIsPkcs12, "a PKCS#12 file");
  WriteFile(cert_, plain);
  MakeByOpenSsl(cert_, {"crl2pkcs7", "-nocrl", "-certfile", cert_, "-outform", "DER"});
  ExpectFault(FindingCode::kIsPkcs7, "a PKCS#7 file");
}

TEST_F(CertificateCheckTest, NamesPkcs7InPem) {
  MakeByOpenSsl(cert_, {"crl2pkcs7", "-nocrl", "-certfile", cert_});
  ExpectFault(FindingCode::kIsPkcs7, "a PKCS#7 file");
  EXPECT_THAT(Check().front().cure, HasSubstr("openssl pkcs7 -print_certs"));
}

TEST_F(CertificateCheckTest, NamesAKeyInItsPlace) {
  WriteFile(cert_, ReadFile(key_));
  ExpectFault(FindingCode::kCertificateIsKey, "a private key");
  MakeByOpenSsl(cert_, {"pkey", "-in", key_, "-outform", "DER"});
  ExpectFault(FindingCode::kCertificateIsKey, "a private key");
}

TEST_F(CertificateCheckTest, NamesARequestOfEachForm) {
  MakeByOpenSsl(cert_, {"req", "-new", "-key", key_, "-subj", "/CN=x"});
  ExpectFault(FindingCode::kCertificateIsRequest, "a certificate request");
  MakeByOpenSsl(cert_, {"req", "-new", "-key", key_, "-subj", "/CN=x", "-outform", "DER"});
  ExpectFault(FindingCode::kCertificateIsRequest, "a certificate request");
}

TEST_F(CertificateCheckTest, NamesTheEntryThatIsCutOrDamaged) {
  const std::string plain = ReadFile(cert_);
  const std::string second = ca_.certificate().ToPem();
  std::string damaged = second;
  damaged.replace(100, 4, "!!!!");
  const std::string line = std::to_string(1 + std::count(plain.begin(), plain.end(), '\n'));
  WriteFile(cert_, plain + damaged);
  ExpectFault(FindingCode::kCertificateMalformed, "line " + line + " is damaged");
  WriteFile(cert_, plain + second.substr(0, 200));
  ExpectFault(FindingCode::kCertificateTruncated, "line " + line + " is cut short");
  // One dash less, and OpenSSL would not see it as an entry at all.
  WriteFile(cert_, plain + second.substr(1));
  ExpectFault(FindingCode::kCertificateTruncated, "is cut short");
}

TEST_F(CertificateCheckTest, NamesAKeyThatIsTooWeak) {
  MakeByOpenSsl(key_, {"genrsa", "1024"});
  SignByOpenSsl({"-sha256"},
                "extendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=DNS:localhost\n");
  ExpectFault(FindingCode::kCertificateKeyTooWeak, "rsa-1024");
}

TEST_F(CertificateCheckTest, NamesASignatureThatIsTooWeak) {
  for (const char* digest : {"-sha1", "-md5"}) {
    MakeByOpenSsl(key_, {"genrsa", "2048"});
    const test::TestCa rsa(KeyType::kRsa2048);
    WriteFile(roots_, rsa.certificate().ToPem());
    WriteFile(dir_.File("root.key"), rsa.key_pem());
    OpenSsl({"req", "-new", "-key", key_, "-subj", "/CN=localhost", "-addext",
             "subjectAltName=DNS:localhost", "-out", dir_.File("csr")});
    OpenSsl({"x509", "-req", "-in", dir_.File("csr"), "-CA", roots_, "-CAkey",
             dir_.File("root.key"), "-out", cert_, "-days", "30", "-set_serial", "7",
             "-copy_extensions", "copy", digest});
    ExpectFault(FindingCode::kCertificateSignatureTooWeak, "too weak");
  }
}

TEST_F(CertificateCheckTest, NamesDatesThatAreOverOrToCome) {
  ca_.Leaf(test::Expired()).WriteTo(dir_.path());
  ExpectFault(FindingCode::kCertificateExpired, "CN=localhost expired at 2");
  EXPECT_TRUE(Check().front().certificate.has_value());
  ca_.Leaf(test::NotYetValid()).WriteTo(dir_.path());
  ExpectFault(FindingCode::kCertificateNotYetValid, "ahead of this check, on ");
}

TEST_F(CertificateCheckTest, NamesAPurposeThatItMayNotHave) {
  ca_.Leaf(test::ForClients()).WriteTo(dir_.path());
  ExpectFault(FindingCode::kCertificateWrongPurpose, "lacks serverAuth", Role::kServer);
  ExpectFault(FindingCode::kCertificateWrongPurpose, "lacks serverAuth", Role::kBoth);
  EXPECT_THAT(Check(Role::kClient), IsEmpty());
  ca_.Leaf(test::ForServers()).WriteTo(dir_.path());
  ExpectFault(FindingCode::kCertificateWrongPurpose, "lacks clientAuth", Role::kClient);
  EXPECT_THAT(Check(Role::kServer), IsEmpty());
}

TEST_F(CertificateCheckTest, NamesAKeyUsageThatTlsCannotUse) {
  SignByOpenSsl({},
                "keyUsage=critical,keyAgreement\nextendedKeyUsage=clientAuth\nsubjectAltName=DNS:"
                "localhost\n");
  // OpenSSL takes keyAgreement of a client, and TLS 1.3 never would.
  SignByOpenSsl({},
                "keyUsage=critical,nonRepudiation\nextendedKeyUsage=serverAuth\n"
                "subjectAltName=DNS:localhost\n");
  ExpectFault(FindingCode::kCertificateKeyUsageUnfit, "key usage has no bit that TLS can use",
              Role::kServer);
}

// OpenSSL still looks at it.
TEST_F(CertificateCheckTest, NamesANetscapeTypeThatLeavesARoleOut) {
  SignByOpenSsl({}, "nsCertType=client\nsubjectAltName=DNS:localhost\n");
  ExpectFault(FindingCode::kCertificateWrongPurpose, "by a server: its nsCertType", Role::kServer);
  EXPECT_THAT(Check(Role::kClient), IsEmpty());
}

TEST_F(CertificateCheckTest, WithoutExtensionsEveryPurposeFits) {
  SignByOpenSsl({}, "subjectAltName=DNS:localhost\n");
  EXPECT_THAT(Check(), IsEmpty());
}

TEST_F(CertificateCheckTest, WarnsOfAChainThatLeadsElsewhere) {
  WriteFile(roots_, test::TestCa().certificate().ToPem());
  EXPECT_THAT(Check(), ElementsAre(IsWarning(FindingCode::kCertificateAuthorityInvalid, cert_)));
  // The intermediate is missing from the file.
  const test::Credential credential = ca_.Intermediate().Leaf();
  credential.WriteTo(dir_.path());
  EXPECT_THAT(Check(), IsEmpty());
  WriteFile(cert_, credential.leaf.ToPem());
  EXPECT_THAT(Check(), ElementsAre(IsWarning(FindingCode::kCertificateAuthorityInvalid, cert_)));
}

TEST_F(CertificateCheckTest, NamesAChainThatVerifiersRefuse) {
  // A CA that may have no CAs below it, and one all the same.
  const test::TestCa strict(KeyType::kEcP256, DaysFromNow(-9, 90), 0);
  WriteFile(roots_, strict.certificate().ToPem());
  WriteFile(dir_.File("root.key"), strict.key_pem());
  WriteFile(dir_.File("ext"), "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n");
  OpenSsl({"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out",
           dir_.File("middle.key")});
  OpenSsl({"req", "-new", "-key", dir_.File("middle.key"), "-subj", "/CN=middle", "-out",
           dir_.File("middle.csr")});
  OpenSsl({"x509", "-req", "-in", dir_.File("middle.csr"), "-CA", roots_, "-CAkey",
           dir_.File("root.key"), "-out", dir_.File("middle.crt"), "-days", "30", "-extfile",
           dir_.File("ext"), "-set_serial", "5"});
  OpenSsl({"req", "-new", "-key", key_, "-subj", "/CN=localhost", "-addext",
           "subjectAltName=DNS:localhost", "-out", dir_.File("csr")});
  OpenSsl({"x509", "-req", "-in", dir_.File("csr"), "-CA", dir_.File("middle.crt"), "-CAkey",
           dir_.File("middle.key"), "-out", cert_, "-days", "30", "-set_serial", "6",
           "-copy_extensions", "copy"});
  WriteFile(cert_, ReadFile(cert_) + ReadFile(dir_.File("middle.crt")));
  ExpectFault(FindingCode::kPathLengthExceeded, "allows fewer CAs below it");
}

}  // namespace
}  // namespace certgen
