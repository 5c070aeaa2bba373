#include "certgen/credential_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "certgen/private_key.h"
#include "tests/certgen/credential_fixture.h"
#include "tests/testing/odd_certificate.h"

namespace certgen {
namespace {

namespace fs = std::filesystem;
using Mode = ClientCertificateMode;
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
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class CredentialCheckTest : public test::CredentialFixture {
 protected:
  CheckedCredentials CheckPaths(const CredentialPaths& paths, Role role, Mode mode) const {
    return CheckCredentials(ReadCredentialFiles(paths), {role, mode, absl::Now()});
  }
};

TEST_F(CredentialCheckTest, AHealthyPairOfEveryKeyTypeHasNoFinding) {
  for (const std::string& type : KeyTypeNames()) {
    test::LeafSpec spec;
    spec.key = *ParseKeyType(type);
    const test::Credential credential = ca_.Leaf(spec);
    credential.WriteTo(dir_.path());
    for (const Role role : {Role::kServer, Role::kClient, Role::kBoth}) {
      const CheckedCredentials checked = CheckAll(role);
      // Of Ed25519 exactly that peers with BoringSSL refuse it.
      const bool portable = spec.key != KeyType::kEd25519;
      EXPECT_THAT(checked.findings, SizeIs(portable ? 0 : 1)) << type;
      EXPECT_TRUE(portable ||
                  checked.findings.front().code == FindingCode::kCertificateKeyNotPortable);
      EXPECT_EQ(checked.cert_pem, credential.cert);
      EXPECT_EQ(checked.key_pem, credential.key);
      EXPECT_EQ(checked.roots_pem, credential.roots);
      EXPECT_THAT(checked.chain, ElementsAre(credential.leaf));
    }
  }
}

TEST_F(CredentialCheckTest, PairsOfOtherToolsHaveNoOtherFindingThanOfTheirKey) {
  for (const std::vector<std::string>& key : {std::vector<std::string>{"rsa:2048"},
                                              {"ec", "-pkeyopt", "ec_paramgen_curve:P-521"},
                                              {"ed448"}}) {
    std::vector<std::string> line = {"req",
                                     "-x509",
                                     "-nodes",
                                     "-keyout",
                                     key_,
                                     "-out",
                                     cert_,
                                     "-days",
                                     "10",
                                     "-subj",
                                     "/CN=localhost",
                                     "-addext",
                                     "subjectAltName=DNS:localhost",
                                     "-newkey"};
    line.insert(line.end(), key.begin(), key.end());
    OpenSsl(line);
    WriteFile(roots_, ReadFile(cert_));
    EXPECT_THAT(Check(),
                key.front() == "rsa:2048"
                    ? ::testing::Matcher<std::vector<Finding>>(IsEmpty())
                    : ElementsAre(IsWarning(FindingCode::kCertificateKeyNotPortable, cert_)))
        << key.front();
  }
}

TEST_F(CredentialCheckTest, TheWaysInWhichEditorsWriteTextAreNoFault) {
  const std::vector<std::string> files = {cert_, key_, roots_};
  for (const std::string& file : files) {
    WriteFile(file, absl::StrReplaceAll(ReadFile(file), {{"\n", "\r\n"}}));
  }
  EXPECT_THAT(Check(), IsEmpty());
  for (const std::string& file : files) WriteFile(file, "\xEF\xBB\xBF" + ReadFile(file));
  EXPECT_THAT(Check(), IsEmpty());
  // openssl agrees.
  EXPECT_EQ(test::RunOpenSsl({"pkey", "-in", key_, "-noout"}).exit_code, 0);
  ca_.Leaf().WriteTo(dir_.path());
  for (const std::string& file : files) WriteFile(file, "a comment\n\n" + ReadFile(file) + "\n\n");
  EXPECT_THAT(Check(), IsEmpty());
}

TEST_F(CredentialCheckTest, TheTraditionalFormsOfKeysAreNoFault) {
  for (const KeyType type : {KeyType::kEcP256, KeyType::kRsa2048}) {
    test::LeafSpec spec;
    spec.key = type;
    ca_.Leaf(spec).WriteTo(dir_.path());
    MakeByOpenSsl(key_, {"pkey", "-in", key_, "-traditional"});
    EXPECT_THAT(ReadFile(key_),
                HasSubstr(type == KeyType::kEcP256 ? "BEGIN EC PRIVATE KEY" : "BEGIN RSA PRIVATE"));
    EXPECT_THAT(Check(), IsEmpty());
  }
  // As `openssl ecparam -genkey` writes them, parameters first.
  MakeByOpenSsl(key_, {"ecparam", "-name", "prime256v1", "-genkey"});
  OpenSsl({"req", "-x509", "-key", key_, "-out", cert_, "-days", "9", "-subj", "/CN=localhost",
           "-addext", "subjectAltName=DNS:localhost"});
  WriteFile(roots_, ReadFile(cert_));
  EXPECT_THAT(Check(), IsEmpty());
}

TEST_F(CredentialCheckTest, KeyAndCertificateMayBeInOneFile) {
  const test::Credential credential = ca_.Leaf();
  for (const std::string& both :
       {credential.key + credential.cert, credential.cert + credential.key}) {
    WriteFile(dir_.File("both.pem"), both, 0600);
    CredentialPaths paths;
    paths.cert = paths.key = dir_.File("both.pem");
    paths.ca = roots_;
    EXPECT_THAT(CheckPaths(paths, Role::kBoth, Mode::kRequire).findings, IsEmpty());
  }
}

TEST_F(CredentialCheckTest, AMountedSecretHasNoFinding) {
  const test::Credential credential = ca_.Intermediate().Leaf();
  const fs::path mount = dir_.path() / "mount";
  credential.WriteTo(mount / "..2026_11_23_17_00_00.123456789");
  fs::create_symlink("..2026_11_23_17_00_00.123456789", mount / "..data");
  for (const char* name : {"tls.crt", "tls.key", "ca.crt"}) {
    ASSERT_EQ(chmod((mount / "..data" / name).c_str(), 0440), 0);
    fs::create_symlink(fs::path("..data") / name, mount / name);
  }
  ASSERT_EQ(chmod(mount.c_str(), 01777), 0);
  CredentialPaths paths;
  paths.tls_dir = mount;
  EXPECT_THAT(CheckPaths(paths, Role::kBoth, Mode::kRequire).findings, IsEmpty());
}

TEST_F(CredentialCheckTest, NamesSwappedFilesOnce) {
  const test::Credential credential = ca_.Leaf();
  WriteFile(cert_, credential.key);
  WriteFile(key_, credential.cert);
  EXPECT_THAT(Check(), ElementsAre(AllOf(IsFatal(FindingCode::kFilesSwapped, key_),
                                         Field(&Finding::cause, HasSubstr(cert_)))));
}

TEST_F(CredentialCheckTest, NamesAChainInTheWrongOrder) {
  const test::TestCa middle = ca_.Intermediate();
  const test::Credential credential = middle.Leaf();
  credential.WriteTo(dir_.path());
  WriteFile(cert_, middle.certificate().ToPem() + credential.leaf.ToPem());
  EXPECT_THAT(Check(Role::kServer),
              testing::Contains(AllOf(IsFatal(FindingCode::kChainOrder, cert_),
                                      Field(&Finding::cause, HasSubstr("number 2")))));
}

TEST_F(CredentialCheckTest, NamesEverythingThatIsWrongAtOnce) {
  WriteFile(key_, "");
  WriteFile(roots_, "hello");
  WriteFile(cert_, ca_.Leaf(test::Expired()).cert);
  EXPECT_THAT(Check(), UnorderedElementsAre(IsFatal(FindingCode::kFileEmpty, key_),
                                            IsFatal(FindingCode::kNotPem, roots_),
                                            IsFatal(FindingCode::kCertificateExpired, cert_)));
}

TEST_F(CredentialCheckTest, ADirectoryThatCannotBeOpenedIsNamed) {
  CredentialPaths paths;
  paths.tls_dir = dir_.File("nowhere");
  EXPECT_THAT(CheckPaths(paths, Role::kServer, Mode::kRequire).findings,
              ElementsAre(IsFatal(FindingCode::kFileMissing, paths.tls_dir)));
  paths.tls_dir = cert_;  // a file
  EXPECT_THAT(CheckPaths(paths, Role::kServer, Mode::kRequire).findings,
              ElementsAre(IsFatal(FindingCode::kFileMissing, paths.tls_dir)));
}

TEST_F(CredentialCheckTest, AServerNeedsACertificateAndItsKey) {
  CredentialPaths paths;
  paths.ca = roots_;
  EXPECT_THAT(CheckPaths(paths, Role::kServer, Mode::kRequire).findings,
              ElementsAre(IsFatal(FindingCode::kCertificateMissing, "")));
  paths.cert = cert_;
  EXPECT_THAT(CheckPaths(paths, Role::kServer, Mode::kRequire).findings,
              ElementsAre(IsFatal(FindingCode::kPrivateKeyMissing, cert_)));
  paths.cert = "";
  paths.key = key_;
  EXPECT_THAT(CheckPaths(paths, Role::kServer, Mode::kRequire).findings,
              ElementsAre(IsFatal(FindingCode::kCertificateMissing, key_)));
}

TEST_F(CredentialCheckTest, AClientMayHaveNoCertificateButNotHalfAPair) {
  CredentialPaths paths;
  paths.ca = roots_;
  const CheckedCredentials checked = CheckPaths(paths, Role::kClient, Mode::kRequire);
  EXPECT_THAT(checked.findings, IsEmpty());
  EXPECT_EQ(checked.cert_pem, "");
  EXPECT_EQ(checked.roots_pem, ReadFile(roots_));
  paths.cert = cert_;
  EXPECT_THAT(CheckPaths(paths, Role::kClient, Mode::kRequire).findings,
              ElementsAre(IsFatal(FindingCode::kPrivateKeyMissing, cert_)));
}

TEST_F(CredentialCheckTest, RootsAreNeededByTheModesThatVerifyAndByClients) {
  fs::remove(roots_);
  CredentialPaths by_files;
  by_files.cert = cert_;
  by_files.key = key_;
  CredentialPaths by_directory;
  by_directory.tls_dir = dir_.path();
  for (const std::string& name : ClientCertificateModeNames()) {
    const Mode mode = *ParseClientCertificateMode(name);
    for (const CredentialPaths& paths : {by_files, by_directory}) {
      const std::vector<Finding> findings = CheckPaths(paths, Role::kServer, mode).findings;
      if (VerifiesClients(mode)) {
        EXPECT_THAT(findings,
                    ElementsAre(AllOf(Field(&Finding::code, FindingCode::kClientRootsMissing),
                                      Field(&Finding::severity, Severity::kFatal),
                                      Field(&Finding::cause, HasSubstr("--client-cert " + name)))));
      } else {
        EXPECT_THAT(findings, IsEmpty()) << name;
      }
    }
  }
  EXPECT_THAT(CheckPaths(by_files, Role::kClient, Mode::kNone).findings,
              ElementsAre(Field(&Finding::code, FindingCode::kRootsMissing)));
}

TEST_F(CredentialCheckTest, RootsThatAMissingModeNeedsAreNotHandedOut) {
  // gRPC takes empty roots for the system's.
  WriteFile(roots_, "hello");
  EXPECT_THAT(CheckAll(Role::kServer, Mode::kRequire).roots_pem, "");
  const CheckedCredentials unneeded = CheckAll(Role::kServer, Mode::kNone);
  EXPECT_THAT(unneeded.findings, IsEmpty());
  EXPECT_EQ(unneeded.roots_pem, "");
  // Named by a flag, they are looked at all the same.
  CredentialPaths paths;
  paths.tls_dir = dir_.path();
  paths.ca = roots_;
  EXPECT_THAT(CheckPaths(paths, Role::kServer, Mode::kNone).findings,
              ElementsAre(IsFatal(FindingCode::kNotPem, roots_)));
}

// A root that an older one signed, too, and the older one is over: openssl is asked as well.
TEST_F(CredentialCheckTest, WhatStandsAboveATrustedRootIsNoMoreThanAWarning) {
  const auto key_of = [](const Certificate& c) { return EvpPkeyPtr(X509_get_pubkey(c.get())); };
  const test::OddCertificate root(test::OddRoot());
  const test::OddCertificate leaf(test::OddLeaf(), root,
                                  key_of(*Certificate::FromPem(ReadFile(cert_))));
  const test::OddCertificate old(test::OddCa("old"));
  test::OddSpec over = test::OddCa("odd root");
  over.validity = test::DaysFromNow(-30, -10);
  const test::OddCertificate cross(over, old, key_of(root.get()));
  WriteFile(cert_, leaf.get().ToPem() + cross.get().ToPem());
  WriteFile(roots_, root.get().ToPem());
  EXPECT_EQ(test::OpenSsl({"verify", "-CAfile", roots_, "-untrusted", cert_, cert_}),
            cert_ + ": OK\n");
  for (const Mode mode : {Mode::kRequire, Mode::kNone}) {
    EXPECT_THAT(CheckAll(Role::kServer, mode).findings,
                ElementsAre(IsWarning(FindingCode::kCertificateExpired, cert_)));
  }
  // Who trusts only the old one refuses it.
  WriteFile(roots_, old.get().ToPem());
  EXPECT_THAT(CheckAll(Role::kServer, Mode::kRequire).findings,
              ElementsAre(IsFatal(FindingCode::kCertificateExpired, cert_)));
}

TEST_F(CredentialCheckTest, PresentAnywayTurnsOnlyWhatGrpcCanLoadIntoWarnings) {
  ca_.Leaf(test::Expired()).WriteTo(dir_.path());
  std::vector<Finding> findings = Check();
  PresentAnyway(&findings);
  EXPECT_THAT(findings, ElementsAre(IsWarning(FindingCode::kCertificateExpired, cert_)));
  ca_.Leaf(test::ForServers()).WriteTo(dir_.path());
  findings = Check(Role::kClient);
  PresentAnyway(&findings);
  EXPECT_FALSE(HasFatal(findings));
  WriteFile(key_, "engine:x");
  findings = Check(Role::kClient);
  PresentAnyway(&findings);
  EXPECT_TRUE(HasFatal(findings));
}

}  // namespace
}  // namespace certgen
