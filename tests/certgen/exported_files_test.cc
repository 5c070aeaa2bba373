#include "certgen/exported_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "tests/certgen/credential_fixture.h"
#include "tests/testing/status_matchers.h"

namespace certgen {
namespace {

namespace fs = std::filesystem;
using ::test::IsFatal;
using ::test::IsOk;
using ::test::ReadFile;
using ::test::StatusIs;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

class ExportedFilesTest : public ::testing::Test {
 protected:
  ExportedFilesTest() : pki_(dir_.path()) {
    ca_.Leaf().WriteTo(pki_.member("web"));
    WriteCa(ca_, "root");
  }

  void WriteCa(const test::TestCa& ca, const std::string& name) const {
    fs::create_directories(pki_.member(name));
    test::WriteFile(pki_.member(name) / "ca.crt", ca.certificate().ToPem());
    test::WriteFile(pki_.member(name) / "ca.key", ca.key_pem(), 0600);
  }
  void Append(const std::string& file, const std::string& text) const {
    test::WriteFile(dir_.path() / file, ReadFile(dir_.path() / file) + text);
  }
  absl::StatusOr<ExportedFiles> Read(const std::string& name,
                                     ExportKind kind = ExportKind::kSecret) const {
    return ReadExportedFiles(pki_, name, kind, absl::Now());
  }

  const test::TempDir dir_;
  const Pki pki_;
  const test::TestCa ca_;
};

TEST_F(ExportedFilesTest, ASecretHasWhatTheThreeFilesAreFor) {
  const std::string root = ReadFile(pki_.member("web") / "ca.crt");
  // Text before and after is nobody's fault, and nobody's business.
  test::WriteFile(pki_.member("web") / "ca.crt",
                  "# ours\n" + root + "\nMHcCAQEEIIn0aKeyWithoutArmour\n");
  const auto files = Read("web");
  ASSERT_THAT(files, IsOk());
  EXPECT_THAT(files->findings, IsEmpty());
  EXPECT_THAT(
      files->contents,
      ElementsAre(Pair("ca.crt", root), Pair("tls.crt", ReadFile(pki_.member("web") / "tls.crt")),
                  Pair("tls.key", ReadFile(pki_.member("web") / "tls.key"))));
}

TEST_F(ExportedFilesTest, AConfigMapHasTheRootsAndNothingElse) {
  Append("web/ca.crt", "# ours\n" + ca_.key_pem());
  for (const char* name : {"web", "root"}) {
    const auto files = Read(name, ExportKind::kConfigMap);
    ASSERT_THAT(files, IsOk());
    EXPECT_THAT(files->contents, ElementsAre(Pair("ca.crt", ca_.root().ToPem())));
  }
}

TEST_F(ExportedFilesTest, LeavesOfEveryUsageAreCheckedForThatUsage) {
  for (const test::LeafSpec& spec : {test::ForServers(), test::ForClients()}) {
    ca_.Leaf(spec).WriteTo(pki_.member("one"));
    const auto files = Read("one");
    ASSERT_THAT(files, IsOk());
    EXPECT_THAT(files->findings, IsEmpty());
    EXPECT_EQ(files->contents.size(), 3U);
  }
}

TEST_F(ExportedFilesTest, ALeafBelowAnIntermediateTakesItsChainAlong) {
  ca_.Intermediate().Leaf().WriteTo(pki_.member("deep"));
  const auto files = Read("deep");
  ASSERT_THAT(files, IsOk());
  EXPECT_EQ(files->contents.at("tls.crt"), ReadFile(pki_.member("deep") / "tls.crt"));
  EXPECT_EQ(files->contents.at("ca.crt"), ca_.root().ToPem());
}

TEST_F(ExportedFilesTest, WhatCannotWorkStaysHere) {
  const struct {
    test::Credential credential;
    FindingCode code;
    const char* file;
  } cases[] = {
      {ca_.Leaf(test::Expired()), FindingCode::kCertificateExpired, "tls.crt"},
      {ca_.Leaf(test::NotYetValid()), FindingCode::kCertificateNotYetValid, "tls.crt"},
      {test::Credential{ca_.Leaf().leaf, ca_.Leaf().cert, ca_.Leaf().key, ca_.Leaf().roots},
       FindingCode::kPrivateKeyMismatch, "tls.key"},
  };
  for (const auto& c : cases) {
    c.credential.WriteTo(pki_.member("bad"));
    for (const ExportKind kind : {ExportKind::kSecret, ExportKind::kConfigMap}) {
      const auto files = Read("bad", kind);
      ASSERT_THAT(files, IsOk());
      EXPECT_THAT(files->contents, IsEmpty());
      EXPECT_THAT(files->findings, Contains(IsFatal(c.code, dir_.File("bad/") + c.file)));
    }
  }
  fs::remove(pki_.member("web") / "tls.key");
  EXPECT_THAT(Read("web")->findings,
              Contains(IsFatal(FindingCode::kFileMissing, dir_.File("web/tls.key"))));
}

TEST_F(ExportedFilesTest, ACasKeyIsNotExportedUnderTheNameOfAnotherFile) {
  for (const std::string file : {"ca.crt", "tls.crt", "tls.key"}) {
    ca_.Leaf().WriteTo(pki_.member("web"));
    Append("web/" + file, ca_.key_pem());
    EXPECT_THAT(
        Read("web"),
        StatusIs(absl::StatusCode::kFailedPrecondition,
                 AllOf(HasSubstr("/web/" + file + " holds "), HasSubstr(" private key"),
                       HasSubstr("; take out every key but that of the leaf in tls.key"),
                       HasSubstr("certgen leaf web --force --dir " + dir_.path().string()))));
  }
}

TEST_F(ExportedFilesTest, ACasCertificateIsNoSecretInALeafsPlaceEither) {
  fs::create_directories(pki_.member("selfsigned"));
  const fs::path at = pki_.member("selfsigned");
  ASSERT_EQ(test::RunOpenSsl({"req", "-x509", "-newkey", "ec", "-pkeyopt",
                              "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj", "/CN=my",
                              "-addext", "subjectAltName=DNS:my", "-keyout",
                              (at / "tls.key").string(), "-out", (at / "tls.crt").string()})
                .exit_code,
            0);
  fs::permissions(at / "tls.key", fs::perms::owner_read);
  fs::copy_file(at / "tls.crt", at / "ca.crt");
  EXPECT_THAT(Read("selfsigned"), StatusIs(absl::StatusCode::kFailedPrecondition,
                                           AllOf(HasSubstr("tls.crt"), HasSubstr("CA:TRUE"))));
  // What clients trust may leave.
  EXPECT_THAT(Read("selfsigned", ExportKind::kConfigMap), IsOk());
}

TEST_F(ExportedFilesTest, ACaIsNoSecretWhereverItsKeyIs) {
  WriteCa(ca_.Intermediate(), "issuing");
  WriteCa(ca_.Intermediate(), "offline");
  fs::remove(pki_.member("offline") / "ca.key");
  for (const std::string name : {"root", "issuing", "offline"}) {
    EXPECT_THAT(Read(name),
                StatusIs(absl::StatusCode::kFailedPrecondition,
                         AllOf(HasSubstr("/" + name + " is a CA"),
                               HasSubstr("; export a leaf, or the CA's certificate alone: certgen "
                                         "export " +
                                         name + " --format k8s-configmap --dir "))));
  }
  fs::remove(pki_.member("root") / "ca.key");
  EXPECT_THAT(Read("root"), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(ExportedFilesTest, AnIntermediateIsSaidToBeNoRoot) {
  const test::TestCa intermediate = ca_.Intermediate();
  WriteCa(intermediate, "issuing");
  const auto files = Read("issuing", ExportKind::kConfigMap);
  ASSERT_THAT(files, IsOk());
  EXPECT_THAT(files->contents, ElementsAre(Pair("ca.crt", intermediate.certificate().ToPem())));
  EXPECT_THAT(files->notes, ElementsAre(HasSubstr("issuing/ca.crt holds no root")));
  EXPECT_THAT(Read("root", ExportKind::kConfigMap)->notes, IsEmpty());
}

TEST_F(ExportedFilesTest, AnExpiredRootIsRefused) {
  WriteCa(test::TestCa(KeyType::kEcP256, test::DaysFromNow(-20, -1)), "root");
  const auto files = Read("root", ExportKind::kConfigMap);
  ASSERT_THAT(files, IsOk());
  EXPECT_THAT(files->contents, IsEmpty());
  EXPECT_THAT(files->findings,
              Contains(IsFatal(FindingCode::kRootExpired, dir_.File("root/ca.crt"))));
}

TEST_F(ExportedFilesTest, MoreThanKubernetesTakesIsRefused) {
  const std::string root = ReadFile(pki_.member("root") / "ca.crt");
  std::string roots;
  while (roots.size() + root.size() < kMaxExportedBytes) roots += root;
  test::WriteFile(pki_.member("root") / "ca.crt", roots);
  EXPECT_THAT(Read("root", ExportKind::kConfigMap), IsOk());
  Append("root/ca.crt", root);
  EXPECT_THAT(Read("root", ExportKind::kConfigMap),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("bytes to export"), HasSubstr("(1 MiB)"),
                             HasSubstr("; leave in ca.crt ("))));
}

TEST_F(ExportedFilesTest, WhatIsNotThereIsSaidWithWhatIs) {
  EXPECT_THAT(Read("nope"),
              StatusIs(absl::StatusCode::kNotFound,
                       HasSubstr("/nope (there are: root, web); make it first: certgen leaf nope "
                                 "--dir ")));
  EXPECT_THAT(ReadExportedFiles(Pki(dir_.path() / "none"), "web", ExportKind::kSecret, absl::Now()),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("certgen init --dir ")));
  fs::remove_all(pki_.member("root"));
  EXPECT_THAT(Read("root", ExportKind::kConfigMap),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("; make it first: certgen root")));
}

TEST_F(ExportedFilesTest, APathIsNoName) {
  EXPECT_THAT(Read("pki/web"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is a path; name a directory "
                                                                     "in DIR")));
  EXPECT_THAT(Read(""), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is empty")));
}

}  // namespace
}  // namespace certgen
