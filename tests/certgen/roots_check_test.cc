#include "certgen/roots_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/certgen/credential_fixture.h"

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

}  // namespace
}  // namespace certgen
