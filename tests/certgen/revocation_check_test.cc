#include "certgen/revocation_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/certgen/credential_fixture.h"
#include "tests/certgen/openssl_ca.h"
#include "tests/testing/odd_certificate.h"

namespace certgen {
namespace {

using Mode = ClientCertificateMode;
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

auto Saying(const std::string& cause) { return Field(&Finding::cause, HasSubstr(cause)); }
auto CuredBy(const std::string& cure) { return Field(&Finding::cure, HasSubstr(cure)); }

class RevocationCheckTest : public test::CredentialFixture {
 protected:
  // With `contents` as the file that --crl names.
  CheckedCredentials CheckNamed(const std::string& contents, Role role = Role::kBoth,
                                Mode mode = Mode::kRequire) const {
    WriteFile(named_, contents);
    CredentialPaths paths;
    paths.tls_dir = dir_.path();
    paths.crl = named_;
    return CheckCredentials(ReadCredentialFiles(paths), {role, mode, absl::Now()});
  }
  std::vector<Finding> Named(const std::string& contents) const {
    return CheckNamed(contents).findings;
  }
  // As crl.pem of the directory.
  CheckedCredentials CheckBeside(const std::string& contents, Role role = Role::kBoth,
                                 Mode mode = Mode::kRequire) const {
    WriteFile(beside_, contents);
    return CheckAll(role, mode);
  }

  const OpenSslCa openssl_{ca_};
  const std::string list_ = openssl_.List(7);
  const std::string named_ = dir_.File("list.pem");
  const std::string beside_ = dir_.File("crl.pem");
};

TEST_F(RevocationCheckTest, WithoutListsNothingIsAskedFor) {
  const CheckedCredentials checked = CheckAll();
  EXPECT_THAT(checked.crls, IsEmpty());
  EXPECT_FALSE(checked.crls_required);
}

TEST_F(RevocationCheckTest, ACurrentListOfTheRootIsGood) {
  for (const CheckedCredentials& checked : {CheckNamed(list_), CheckNamed("# text\n\n" + list_)}) {
    EXPECT_THAT(checked.findings, IsEmpty());
    EXPECT_THAT(checked.crls, SizeIs(1));
    EXPECT_TRUE(checked.crls_required);
  }
  const CheckedCredentials beside = CheckBeside(list_);
  EXPECT_THAT(beside.findings, IsEmpty());
  EXPECT_THAT(beside.crls, SizeIs(1));
  EXPECT_FALSE(beside.crls_required);
}

TEST_F(RevocationCheckTest, TheNamedFileTakesThePlaceOfTheDirectorys) {
  WriteFile(beside_, "nonsense");
  EXPECT_THAT(Named(list_), IsEmpty());
}

TEST_F(RevocationCheckTest, ListsAreForWhoChecksPeers) {
  EXPECT_THAT(CheckNamed(list_, Role::kServer, Mode::kNone).crls, IsEmpty());
  EXPECT_FALSE(CheckNamed(list_, Role::kServer, Mode::kNone).crls_required);
  EXPECT_THAT(CheckNamed(list_, Role::kServer, Mode::kRequire).crls, SizeIs(1));
  EXPECT_THAT(CheckNamed(list_, Role::kClient, Mode::kNone).crls, SizeIs(1));
}

TEST_F(RevocationCheckTest, AFileThatCannotBeReadIsNamedWithACommand) {
  CredentialPaths paths;
  paths.tls_dir = dir_.path();
  paths.crl = dir_.File("nowhere.pem");
  const CheckedCredentials checked =
      CheckCredentials(ReadCredentialFiles(paths), {Role::kBoth, Mode::kRequire, absl::Now()});
  EXPECT_THAT(checked.findings, ElementsAre(AllOf(IsFatal(FindingCode::kFileMissing, paths.crl),
                                                  CuredBy("mv NEW.pem " + paths.crl))));
  EXPECT_TRUE(checked.crls_required);
  EXPECT_THAT(Named(""), ElementsAre(AllOf(IsFatal(FindingCode::kFileEmpty, named_),
                                           CuredBy("BEGIN X509 CRL"))));
}

TEST_F(RevocationCheckTest, WhatIsNoListIsTold) {
  const auto malformed = [&](const std::string& cause, const std::string& cure) {
    return ElementsAre(AllOf(IsFatal(FindingCode::kRevocationListMalformed, named_), Saying(cause),
                             CuredBy(cure)));
  };
  EXPECT_THAT(Named("hello"), malformed("neither PEM nor DER", "BEGIN X509 CRL"));
  EXPECT_THAT(Named(ReadFile(roots_)), malformed("holds a certificate", "BEGIN X509 CRL"));
  EXPECT_THAT(Named(ReadFile(key_)), malformed("holds a private key", "BEGIN X509 CRL"));
  EXPECT_THAT(Named(list_.substr(0, list_.size() / 2)), malformed("list 1 (line 1) lacks", "mv "));
  std::string damaged = list_;
  damaged.replace(damaged.find('\n') + 9, 4, "????");
  EXPECT_THAT(Named(list_ + damaged), malformed("list 2 (line ", "mv "));
}

TEST_F(RevocationCheckTest, BinaryFormIsConvertedByTheCure) {
  const std::string der = OpenSsl({"crl", "-outform", "DER"}, list_);
  EXPECT_THAT(Named(der), ElementsAre(AllOf(IsFatal(FindingCode::kRevocationListMalformed, named_),
                                            CuredBy("openssl crl -inform DER -in " + named_))));
  const std::string cure = Named(der).front().cure;
  const test::Result cured = test::Run({{"sh", "-c", cure.substr(cure.find("openssl"))}});
  EXPECT_EQ(cured.exit_code, 0) << cured.err;
  EXPECT_THAT(Named(ReadFile(named_)), IsEmpty());
}

TEST_F(RevocationCheckTest, AStaleOrFutureListIsFatalIfNamedAndAWarningBeside) {
  const std::string stale = openssl_.List(-9, -2);
  const std::string future = openssl_.List(2, 9);
  EXPECT_THAT(Named(stale), ElementsAre(AllOf(IsFatal(FindingCode::kRevocationListExpired, named_),
                                              Saying("is stale"), CuredBy("mv " + named_))));
  EXPECT_THAT(Named(future),
              ElementsAre(AllOf(IsFatal(FindingCode::kRevocationListNotYetValid, named_),
                                Saying("begins at"), CuredBy("set the clock"))));
  const CheckedCredentials beside = CheckBeside(stale);
  EXPECT_THAT(beside.findings,
              ElementsAre(IsWarning(FindingCode::kRevocationListExpired, beside_)));
  // Whom it lists is refused all the same.
  EXPECT_THAT(beside.crls, SizeIs(1));
}

TEST_F(RevocationCheckTest, AnOldListBesideItsSuccessorIsNoFault) {
  EXPECT_THAT(Named(openssl_.List(-9, -2) + list_), IsEmpty());
}

TEST_F(RevocationCheckTest, AListOfAnotherCaIsForeignAndTheRootsIsMissed) {
  const std::string other = OpenSslCa(TestCa().Intermediate("other")).List(7);
  const CheckedCredentials checked = CheckNamed(other);
  EXPECT_THAT(checked.findings,
              ElementsAre(AllOf(IsFatal(FindingCode::kRevocationListForeign, named_),
                                Saying("CN=other"), CuredBy("--crl FILE")),
                          AllOf(IsFatal(FindingCode::kRevocationListMissing, named_),
                                Saying(Called(ca_.certificate())), CuredBy("cat LIST.pem >> "))));
  EXPECT_TRUE(checked.crls_required);
  EXPECT_THAT(CheckBeside(other).findings,
              ElementsAre(IsWarning(FindingCode::kRevocationListForeign, beside_)));
}

// Peers send the intermediate: beside the root's its list counts.
TEST_F(RevocationCheckTest, AnIntermediatesListBesideTheRootsIsKeptWithAWarning) {
  const CheckedCredentials checked =
      CheckNamed(list_ + OpenSslCa(ca_.Intermediate("elsewhere")).List(7));
  EXPECT_THAT(checked.findings,
              ElementsAre(IsWarning(FindingCode::kRevocationListForeign, named_)));
  EXPECT_THAT(checked.crls, SizeIs(2));
}

// As after a root was made anew, or with a list that somebody altered.
TEST_F(RevocationCheckTest, AListByANamesakesKeyIsForeignLeftOutAndRevokesNobody) {
  const test::OddCertificate root(test::OddCa("twin"));
  const std::vector<Certificate> chain = {test::OddCertificate(test::OddLeaf(), root).get()};
  const std::vector<Certificate> roots = {root.get()};
  CredentialFile file;
  file.path = "list";
  file.contents = test::OddCrl(test::OddCertificate(test::OddCa("twin")), {"4711"}).ToPem();
  for (const bool named : {true, false}) {
    file.explicitly_named = named;
    std::vector<Finding> findings;
    EXPECT_THAT(CheckRevocationLists(file, {chain, {}, roots, {}}, true, absl::Now(), &findings),
                IsEmpty());
    EXPECT_THAT(findings,
                ElementsAre(AllOf(
                    Saying("whose key did not sign it"),
                    Field(&Finding::code, FindingCode::kRevocationListForeign),
                    Field(&Finding::severity, named ? Severity::kFatal : Severity::kWarning))));
  }
  // The same by the right key.
  file.contents = test::OddCrl(root, {"4711"}).ToPem();
  std::vector<Finding> findings;
  CheckRevocationLists(file, {chain, {}, roots, {}}, true, absl::Now(), &findings);
  EXPECT_THAT(findings, ElementsAre(IsFatal(FindingCode::kCertificateRevoked, "")));
}

TEST_F(RevocationCheckTest, EachTrustedCaWantsAListIfTheyWereNamed) {
  const test::OddCertificate second(test::OddCa("second"));
  WriteFile(roots_, ReadFile(roots_) + second.get().ToPem());
  EXPECT_THAT(Named(list_), ElementsAre(AllOf(IsFatal(FindingCode::kRevocationListMissing, named_),
                                              Saying("second"))));
  EXPECT_THAT(CheckBeside(list_).findings, IsEmpty());
}

TEST_F(RevocationCheckTest, ARevokedLeafIsFatalHoweverTheListCame) {
  const Certificate leaf = *Certificate::FromPem(ReadFile(cert_));
  openssl_.Revoke(leaf, "keyCompromise");
  const std::string list = openssl_.List(7);
  const auto revoked =
      ElementsAre(AllOf(IsFatal(FindingCode::kCertificateRevoked, cert_), Saying(leaf.serial()),
                        Saying("(Key Compromise)"), CuredBy("certgen leaf NAME --force")));
  EXPECT_THAT(Named(list), revoked);
  EXPECT_THAT(CheckBeside(list).findings, revoked);
  EXPECT_THAT(CheckBeside(list, Role::kServer, Mode::kNone).findings, revoked);
  std::vector<Finding> presented = Named(list);
  PresentAnyway(&presented);
  EXPECT_FALSE(HasFatal(presented));
}

TEST_F(RevocationCheckTest, ARevokedIntermediateIsFatal) {
  const TestCa below = ca_.Intermediate();
  below.Leaf().WriteTo(dir_.path());
  openssl_.Revoke(below.certificate(), "cACompromise");
  EXPECT_THAT(Named(openssl_.List(7)),
              ElementsAre(AllOf(IsFatal(FindingCode::kCertificateRevoked, cert_),
                                Saying(Called(below.certificate())), CuredBy("--issuer NAME"))));
}

TEST_F(RevocationCheckTest, ListsThatOpenSslPassesOverAreMalformed) {
  const test::OddCertificate ca(test::OddCa("odd"));
  WriteFile(roots_, ca.get().ToPem());
  for (const char* extension : {"2.5.29.27", "1.2.3.4"}) {
    const RevocationList list = test::OddCrl(ca, {}, {{extension, "critical,DER:020101"}});
    EXPECT_THAT(Named(list.ToPem()),
                testing::Contains(AllOf(IsFatal(FindingCode::kRevocationListMalformed, named_),
                                        Saying("list 1 (line 1) of CN=odd"))));
  }
}

TEST_F(RevocationCheckTest, ACaThatMayNotSignListsIsTold) {
  const test::OddCertificate ca(test::OddCa("odd").With("keyUsage", "critical,keyCertSign"));
  WriteFile(roots_, ca.get().ToPem());
  EXPECT_THAT(Named(test::OddCrl(ca, {}).ToPem()),
              testing::Contains(AllOf(IsFatal(FindingCode::kRevocationListForeign, named_),
                                      Saying("without cRLSign"))));
}

TEST_F(RevocationCheckTest, AFaultOfTheRootsIsNotAlsoOneOfTheLists) {
  WriteFile(roots_, "");
  EXPECT_THAT(Named(list_), ElementsAre(IsFatal(FindingCode::kFileEmpty, roots_)));
}

TEST_F(RevocationCheckTest, ALinkThatLeadsNowhereIsNotNoList) {
  std::filesystem::create_symlink("gone.pem", beside_);
  EXPECT_THAT(Check(), ElementsAre(IsWarning(FindingCode::kFileMissing, beside_)));
}

}  // namespace
}  // namespace certgen
