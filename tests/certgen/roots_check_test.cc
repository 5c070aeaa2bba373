#include "certgen/roots_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

#include "absl/strings/str_replace.h"
#include "tests/certgen/credential_fixture.h"
#include "tests/testing/odd_certificate.h"

namespace certgen {
namespace {

using test::DaysFromNow;
using test::IsFatal;
using test::IsWarning;
using test::OpenSsl;
using test::ReadFile;
using test::TestCa;
using test::WriteFile;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RootsCheckTest : public test::CredentialFixture {
 protected:
  void ExpectFault(FindingCode code, const std::string& cause) const {
    EXPECT_THAT(Check(), ElementsAre(AllOf(IsFatal(code, roots_),
                                           Field(&Finding::cause, HasSubstr(cause)))));
  }
  const std::string good_ = ReadFile(roots_);
  const std::string other_ = TestCa().certificate().ToPem();
};

TEST_F(RootsCheckTest, ABundleOfSeveralGoodRootsIsFine) {
  WriteFile(roots_, "# two roots\n" + other_ + "\nsubject=x\n" + good_);
  EXPECT_THAT(Check(), IsEmpty());
  std::vector<Finding> findings;
  CredentialFile file;
  file.contents = ReadFile(roots_);
  EXPECT_THAT(CheckRoots(file, absl::Now(), &findings), SizeIs(2));
}

TEST_F(RootsCheckTest, NamesAFileThatIsEmptyAFolderOrNotPem) {
  WriteFile(roots_, "");
  ExpectFault(FindingCode::kFileEmpty, "it should hold the trusted roots");
  WriteFile(roots_, "hello");
  ExpectFault(FindingCode::kNotPem, "neither PEM nor DER");
  std::filesystem::remove(roots_);
  std::filesystem::create_directory(roots_);
  ExpectFault(FindingCode::kFileIsDirectory, "is a folder");
}

TEST_F(RootsCheckTest, NamesBinaryForms) {
  MakeByOpenSsl(roots_, {"x509", "-in", roots_, "-outform", "DER"});
  ExpectFault(FindingCode::kIsDer, "a certificate in DER form");
  MakeByOpenSsl(roots_, {"pkcs12", "-export", "-in", cert_, "-inkey", key_, "-passout", "pass:x"});
  ExpectFault(FindingCode::kIsPkcs12, "a PKCS#12 file");
}

TEST_F(RootsCheckTest, NamesPemWithoutCertificates) {
  WriteFile(roots_, ReadFile(key_));
  ExpectFault(FindingCode::kRootsHaveNoCertificate, "holds a private key");
  MakeByOpenSsl(roots_, {"req", "-new", "-key", key_, "-subj", "/CN=x"});
  ExpectFault(FindingCode::kRootsHaveNoCertificate, "holds a certificate request");
}

// gRPC would drop the good root behind it without a word.
TEST_F(RootsCheckTest, NamesTheBrokenEntryOfABundle) {
  std::string damaged = other_;
  damaged.replace(100, 4, "AAAA");
  damaged.replace(200, 1, "!");
  WriteFile(roots_, good_ + damaged + good_);
  ExpectFault(FindingCode::kRootsMalformed, "entry 2 (line ");
  WriteFile(roots_, damaged + good_);
  ExpectFault(FindingCode::kRootsMalformed, "entry 1 (line 1) is damaged");
  WriteFile(roots_, other_.substr(0, other_.size() / 2) + "\n" + good_);
  ExpectFault(FindingCode::kRootsMalformed, "entry 1 (line 1) lacks its BEGIN or END line");
  WriteFile(roots_, good_ + other_.substr(0, other_.size() / 2));
  ExpectFault(FindingCode::kRootsMalformed, "entry 2");
  // One dash less, and it would not be seen as an entry at all.
  WriteFile(roots_, good_ + other_.substr(1));
  ExpectFault(FindingCode::kRootsMalformed, "lacks its BEGIN or END line");
}

TEST_F(RootsCheckTest, AnExpiredRootIsFatalAlone) {
  const TestCa past(KeyType::kEcP256, DaysFromNow(-20, -1));
  WriteFile(roots_, past.certificate().ToPem());
  const std::vector<Finding> findings = Check();
  EXPECT_THAT(findings, testing::Contains(IsFatal(FindingCode::kRootExpired, roots_)));
}

TEST_F(RootsCheckTest, AnExpiredRootAmongGoodOnesIsAWarning) {
  const TestCa past(KeyType::kEcP256, DaysFromNow(-20, -1));
  const TestCa future(KeyType::kEcP256, DaysFromNow(1, 20));
  WriteFile(roots_, past.certificate().ToPem() + good_ + future.certificate().ToPem());
  EXPECT_THAT(Check(), ElementsAre(IsWarning(FindingCode::kRootExpired, roots_),
                                   IsWarning(FindingCode::kRootNotYetValid, roots_)));
}

TEST_F(RootsCheckTest, AWeakRootIsFatalAloneAndAWarningAmongGoodOnes) {
  OpenSsl({"req", "-x509", "-newkey", "rsa:1024", "-nodes", "-keyout", dir_.File("weak.key"),
           "-out", dir_.File("weak.crt"), "-days", "10", "-subj", "/CN=weak"});
  const std::string weak = ReadFile(dir_.File("weak.crt"));
  WriteFile(roots_, good_ + weak);
  EXPECT_THAT(Check(), ElementsAre(AllOf(IsWarning(FindingCode::kRootKeyTooWeak, roots_),
                                         Field(&Finding::cause, HasSubstr("rsa-1024")))));
  WriteFile(roots_, weak);
  EXPECT_THAT(Check(), testing::Contains(IsFatal(FindingCode::kRootKeyTooWeak, roots_)));
}

TEST_F(RootsCheckTest, WhatElseIsWrongIsSaidBesideABrokenEntry) {
  const TestCa past(KeyType::kEcP256, DaysFromNow(-20, -1));
  WriteFile(roots_,
            past.certificate().ToPem() + other_.substr(0, other_.size() / 2) + "\n" + good_);
  EXPECT_THAT(Check(), ElementsAre(IsFatal(FindingCode::kRootsMalformed, roots_),
                                   IsWarning(FindingCode::kRootExpired, roots_)));
}

// The same name and key, and other dates: the leaves go on.
TEST_F(RootsCheckTest, AnExpiredRootBesideItsSuccessorIsToBeTakenOut) {
  const test::OddSpec now = test::OddRoot();
  test::OddSpec old = now;
  old.validity = DaysFromNow(-20, -1);
  test::OddSpec ending = now;
  ending.validity = DaysFromNow(-20, 3);
  const test::OddCertificate issuer(now);
  EVP_PKEY_up_ref(issuer.key());
  const test::OddCertificate expired(old, issuer, EvpPkeyPtr(issuer.key()));
  WriteFile(roots_, good_ + expired.get().ToPem() + issuer.get().ToPem());
  EXPECT_THAT(Check(), ElementsAre(AllOf(IsWarning(FindingCode::kRootExpired, roots_),
                                         Field(&Finding::cause, HasSubstr("its successor")),
                                         Field(&Finding::cure, HasSubstr("take the expired")))));
  // Not yet over, it is in nobody's way.
  EVP_PKEY_up_ref(issuer.key());
  const test::OddCertificate soon(ending, issuer, EvpPkeyPtr(issuer.key()));
  WriteFile(roots_, good_ + soon.get().ToPem() + issuer.get().ToPem());
  EXPECT_THAT(Check(), IsEmpty());
}

TEST_F(RootsCheckTest, AKeyAmongTheRootsIsExposedWhereEverybodyMayReadIt) {
  WriteFile(roots_, good_ + ca_.key_pem());
  chmod(roots_.c_str(), 0644);
  EXPECT_THAT(Check(), ElementsAre(IsWarning(FindingCode::kPrivateKeyExposed, roots_)));
  chmod(roots_.c_str(), 0600);
  EXPECT_THAT(Check(), IsEmpty());
}

TEST_F(RootsCheckTest, ALabelOfOldIsNotForGo) {
  WriteFile(roots_, absl::StrReplaceAll(good_, {{" CERTIFICATE", " X509 CERTIFICATE"}}));
  EXPECT_THAT(Check(),
              ElementsAre(AllOf(IsWarning(FindingCode::kCertificateFormNotPortable, roots_),
                                Field(&Finding::cause, HasSubstr("Go (grpcurl)")))));
}

TEST_F(RootsCheckTest, Pkcs7InPemIsTakenApartByOpenssl) {
  WriteFile(roots_, OpenSsl({"crl2pkcs7", "-nocrl", "-certfile", roots_}));
  ExpectFault(FindingCode::kIsPkcs7, "holds a PKCS#7 file");
  const std::string cure = Check().front().cure;
  OpenSsl({"pkcs7", "-print_certs", "-in", roots_, "-out", roots_ + ".pem"});
  EXPECT_THAT(cure, HasSubstr("openssl pkcs7 -print_certs -in " + roots_ + " -out "));
  std::filesystem::rename(roots_ + ".pem", roots_);
  EXPECT_THAT(Check(), IsEmpty());
}

}  // namespace
}  // namespace certgen
