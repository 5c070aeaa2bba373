#include "certgen/publish.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "certgen/credential_files.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

namespace fs = std::filesystem;
using test::IsOk;
using test::ModeOf;
using test::ReadFile;
using test::Snapshot;
using test::StatusIs;
using test::TempDir;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

const absl::Time kNow =
    absl::FromCivil(absl::CivilSecond(2026, 11, 23, 17, 0, 0), absl::UTCTimeZone());

absl::Status Fine(const fs::path&) { return absl::OkStatus(); }
absl::Status NotFine(const fs::path&) { return absl::InternalError("does not hold"); }

Publication PublicationOf(const test::Credential& credential, const fs::path& directory) {
  Publication publication;
  publication.directory = directory;
  publication.files = {{kCertificateFile, credential.cert},
                       {kPrivateKeyFile, credential.key, /*secret=*/true},
                       {kRootsFile, credential.roots}};
  publication.now = kNow;
  publication.prove = Fine;
  return publication;
}

std::vector<std::string> Generations(const fs::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory)) {
    const std::string name = entry.path().filename();
    if (name.starts_with("..") && name != "..data") names.push_back(name);
  }
  return names;
}

std::vector<std::string> Names(const fs::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory)) {
    names.push_back(entry.path().filename());
  }
  return names;
}

class PublishTest : public ::testing::Test {
 protected:
  absl::Status PublishNew() { return Publish(PublicationOf(ca_.Leaf(), leaf_)); }

  TempDir dir_;
  fs::path leaf_ = dir_.path() / "leaf";
  test::TestCa ca_;
};

TEST_F(PublishTest, TheResultHasTheShapeOfAMountedSecret) {
  const test::Credential credential = ca_.Leaf();
  ASSERT_THAT(Publish(PublicationOf(credential, leaf_)), IsOk());
  const std::string generation = fs::read_symlink(leaf_ / "..data");
  EXPECT_THAT(generation, AllOf(StartsWith("..2026-11-23."), SizeIs(19)));
  for (const char* name : {"tls.crt", "tls.key", "ca.crt"}) {
    EXPECT_EQ(fs::read_symlink(leaf_ / name), fs::path("..data") / name);
    EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(leaf_ / generation / name)));
  }
  EXPECT_EQ(ReadFile(leaf_ / "tls.crt"), credential.cert);
  EXPECT_EQ(ReadFile(leaf_ / "tls.key"), credential.key);
  EXPECT_EQ(ReadFile(leaf_ / "ca.crt"), credential.roots);
  EXPECT_THAT(Names(dir_.path()), ElementsAre("leaf"));
  EXPECT_THAT(Names(leaf_), SizeIs(5));
}

TEST_F(PublishTest, ModesDoNotDependOnTheUmask) {
  for (const mode_t mask : {0000u, 0022u, 0077u, 0777u}) {
    const mode_t before = umask(mask);
    const fs::path directory = dir_.path() / std::to_string(mask);
    const absl::Status first = Publish(PublicationOf(ca_.Leaf(), directory));
    const absl::Status next = Publish(PublicationOf(ca_.Leaf(), directory));
    umask(before);
    ASSERT_THAT(first, IsOk());
    ASSERT_THAT(next, IsOk());
    for (const std::string& generation : Generations(directory)) {
      EXPECT_EQ(ModeOf(directory / generation), 0755u);
      EXPECT_EQ(ModeOf(directory / generation / "tls.key"), 0600u) << std::oct << mask;
      EXPECT_EQ(ModeOf(directory / generation / "tls.crt"), 0644u);
    }
    EXPECT_EQ(ModeOf(directory), 0755u);
  }
}

TEST_F(PublishTest, GivesTheKeyTheModeAndTheGroupAskedFor) {
  Publication publication = PublicationOf(ca_.Leaf(), leaf_);
  publication.access.mode = 0640;
  publication.access.group = getuid() == 0 ? 4242 : getegid();
  // At the time of the proof too: nobody else could read it before.
  publication.prove = [](const fs::path& staged) {
    EXPECT_EQ(ModeOf(staged / "tls.key"), 0640u);
    return absl::OkStatus();
  };
  ASSERT_THAT(Publish(publication), IsOk());
  struct stat key = {};
  ASSERT_EQ(stat((leaf_ / "tls.key").c_str(), &key), 0);
  EXPECT_EQ(key.st_mode & 07777, 0640u);
  EXPECT_EQ(key.st_gid, *publication.access.group);
  struct stat certificate = {};
  ASSERT_EQ(stat((leaf_ / "tls.crt").c_str(), &certificate), 0);
  EXPECT_EQ(certificate.st_gid, getegid());
}

TEST_F(PublishTest, KeepsThePreviousGenerationAndRemovesOlderOnes) {
  ASSERT_THAT(PublishNew(), IsOk());
  const std::string first = fs::read_symlink(leaf_ / "..data");
  const std::string old_key = ReadFile(leaf_ / "tls.key");
  ASSERT_THAT(PublishNew(), IsOk());
  const std::string second = fs::read_symlink(leaf_ / "..data");
  EXPECT_NE(second, first);
  EXPECT_NE(ReadFile(leaf_ / "tls.key"), old_key);
  EXPECT_EQ(ReadFile(leaf_ / first / "tls.key"), old_key);
  ASSERT_THAT(PublishNew(), IsOk());
  const std::string third = fs::read_symlink(leaf_ / "..data");
  EXPECT_THAT(Generations(leaf_), testing::UnorderedElementsAre(second, third));
}

TEST_F(PublishTest, RemovesWhatKilledPublishersLeft) {
  ASSERT_THAT(PublishNew(), IsOk());
  fs::create_directory(leaf_ / "..2026-01-01.aaaaaa");
  fs::create_symlink("..2026-01-01.aaaaaa", leaf_ / "..data.2026-01-01.aaaaaa");
  ASSERT_THAT(PublishNew(), IsOk());
  EXPECT_THAT(Generations(leaf_), SizeIs(2));
  fs::create_directory(dir_.path() / ".certgen-staging-aaaaaa");
  ASSERT_THAT(Publish(PublicationOf(ca_.Leaf(), dir_.path() / "other")), IsOk());
  EXPECT_FALSE(fs::exists(dir_.path() / ".certgen-staging-aaaaaa"));
}

TEST_F(PublishTest, AFailedProofLeavesNothingBehindAtFirst) {
  Publication publication = PublicationOf(ca_.Leaf(), leaf_);
  publication.prove = NotFine;
  EXPECT_THAT(Publish(publication), StatusIs(absl::StatusCode::kInternal, "does not hold"));
  EXPECT_TRUE(fs::is_empty(dir_.path()));
}

TEST_F(PublishTest, AFailedProofLeavesWhatWasThereUntouched) {
  ASSERT_THAT(PublishNew(), IsOk());
  ASSERT_THAT(PublishNew(), IsOk());
  const auto contents = [&] { return Names(leaf_); };
  const std::vector<std::string> before = contents();
  const std::string current = fs::read_symlink(leaf_ / "..data");
  const std::string generation = Snapshot(leaf_ / current);
  Publication publication = PublicationOf(ca_.Leaf(), leaf_);
  publication.prove = NotFine;
  EXPECT_THAT(Publish(publication), StatusIs(absl::StatusCode::kInternal, "does not hold"));
  EXPECT_THAT(contents(), testing::UnorderedElementsAreArray(before));
  EXPECT_EQ(fs::read_symlink(leaf_ / "..data"), current);
  EXPECT_EQ(Snapshot(leaf_ / current), generation);
}

TEST_F(PublishTest, TheProofSeesTheFilesWhileReadersStillSeeTheOldOnes) {
  ASSERT_THAT(PublishNew(), IsOk());
  const std::string old_key = ReadFile(leaf_ / "tls.key");
  const test::Credential next = ca_.Leaf();
  Publication publication = PublicationOf(next, leaf_);
  publication.prove = [&](const fs::path& staged) {
    EXPECT_EQ(ReadFile(staged / "tls.key"), next.key);
    EXPECT_EQ(ReadFile(leaf_ / "tls.key"), old_key);
    return absl::OkStatus();
  };
  EXPECT_THAT(Publish(publication), IsOk());
}

TEST_F(PublishTest, RefusesAPlainDirectoryAndSaysHowToConvertIt) {
  ca_.Leaf().WriteTo(leaf_);
  const std::string before = Snapshot(dir_.path());
  EXPECT_THAT(PublishNew(), StatusIs(absl::StatusCode::kFailedPrecondition,
                                     AllOf(HasSubstr(leaf_.string()), HasSubstr("plain directory"),
                                           HasSubstr("mv " + leaf_.string() + " "))));
  EXPECT_EQ(Snapshot(dir_.path()), before);
}

TEST_F(PublishTest, RefusesACopyWhoseDataIsADirectoryAndSaysHowToConvertIt) {
  ASSERT_THAT(PublishNew(), IsOk());
  const fs::path copy = dir_.path() / "copy";
  ASSERT_EQ(test::Run({.line = {"cp", "-rL", leaf_, copy}}).exit_code, 0);
  EXPECT_THAT(Publish(PublicationOf(ca_.Leaf(), copy)),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("cp -rL"), HasSubstr("mv " + copy.string() + " "))));
}

TEST_F(PublishTest, RefusesFilesAndLinksInItsPlace) {
  test::WriteFile(leaf_, "");
  EXPECT_THAT(PublishNew(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("is not a directory")));
  fs::remove(leaf_);
  fs::create_symlink("elsewhere", leaf_);
  EXPECT_THAT(PublishNew(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("is not a directory")));
}

// openssl -out, for one, writes a file where it finds a link.
TEST_F(PublishTest, WhatTookTheLinksPlaceIsKeptUnderAnotherName) {
  ASSERT_THAT(PublishNew(), IsOk());
  for (const char* kept : {"tls.crt.old", "tls.crt.old-"}) {
    fs::remove(leaf_ / "tls.crt");
    test::WriteFile(leaf_ / "tls.crt", "somebody's");
    fs::remove(leaf_ / "tls.key");
    std::vector<std::string> notes;
    EXPECT_THAT(Publish(PublicationOf(ca_.Leaf(), leaf_), &notes), IsOk());
    ASSERT_EQ(notes.size(), 1u);
    const size_t begin = notes[0].find(std::string(leaf_ / kept));
    ASSERT_NE(begin, std::string::npos) << notes[0];
    EXPECT_EQ(ReadFile(notes[0].substr(begin, notes[0].rfind(" now") - begin)), "somebody's");
    for (const char* name : {"tls.crt", "tls.key", "ca.crt"}) {
      EXPECT_EQ(fs::read_symlink(leaf_ / name), fs::path("..data") / name);
    }
  }
}

TEST_F(PublishTest, WhatIsNotOursStaysBesideItAndIsToldOfInside) {
  ASSERT_THAT(PublishNew(), IsOk());
  test::WriteFile(leaf_ / "crl.pem", "beside");
  std::vector<std::string> notes;
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(Publish(PublicationOf(ca_.Leaf(), leaf_), &notes), IsOk());
    EXPECT_EQ(ReadFile(leaf_ / "crl.pem"), "beside");
  }
  EXPECT_THAT(notes, testing::IsEmpty());
  test::WriteFile(leaf_ / "..data" / "crl.pem", "inside");
  fs::remove(leaf_ / "crl.pem");
  EXPECT_THAT(Publish(PublicationOf(ca_.Leaf(), leaf_), &notes), IsOk());
  ASSERT_EQ(notes.size(), 1u);
  const size_t begin = notes[0].find("mv ");
  ASSERT_NE(begin, std::string::npos) << notes[0];
  EXPECT_EQ(test::Run({{"sh", "-c", notes[0].substr(begin)}}).exit_code, 0);
  EXPECT_EQ(ReadFile(leaf_ / "crl.pem"), "inside");
}

TEST_F(PublishTest, AMissingParentIsAnError) {
  EXPECT_THAT(Publish(PublicationOf(ca_.Leaf(), dir_.path() / "a" / "b")),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("cannot create")));
}

// However a directory is copied, programs and openssl read it.
TEST_F(PublishTest, CopiesByCpAndByKubectlAreWhole) {
  ASSERT_THAT(PublishNew(), IsOk());
  ASSERT_THAT(PublishNew(), IsOk());
  const fs::path by_kubectl = dir_.path() / "by-kubectl";
  fs::create_directory(by_kubectl);
  // kubectl --from-file=tls.crt=leaf/tls.crt reads through the links, as this.
  for (const char* name : {"tls.crt", "tls.key", "ca.crt"}) {
    test::WriteFile(by_kubectl / name, ReadFile(leaf_ / name));
  }
  for (const char* how : {"-a", "-rL"}) {
    ASSERT_EQ(test::Run({.line = {"cp", how, leaf_, dir_.path() / how}}).exit_code, 0);
  }
  for (const char* copy : {"-a", "-rL", "by-kubectl"}) {
    const fs::path directory = dir_.path() / copy;
    CredentialPaths paths;
    paths.tls_dir = directory;
    const CredentialFiles files = ReadCredentialFiles(paths);
    EXPECT_FALSE(files.directory.fault) << copy;
    EXPECT_EQ(files.cert.contents, ReadFile(leaf_ / "tls.crt")) << copy;
    EXPECT_EQ(files.key.contents, ReadFile(leaf_ / "tls.key")) << copy;
    EXPECT_EQ(files.ca.contents, ReadFile(leaf_ / "ca.crt")) << copy;
    EXPECT_EQ(test::RunOpenSsl({"verify", "-x509_strict", "-CAfile", directory / "ca.crt",
                                directory / "tls.crt"})
                  .exit_code,
              0)
        << copy;
  }
  // A copy by cp -a has links of its own, and can be published to.
  EXPECT_THAT(Publish(PublicationOf(ca_.Leaf(), dir_.path() / "-a")), IsOk());
  EXPECT_NE(ReadFile(dir_.path() / "-a" / "tls.key"), ReadFile(leaf_ / "tls.key"));
}

}  // namespace
}  // namespace certgen
