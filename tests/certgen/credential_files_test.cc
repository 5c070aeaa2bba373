#include "certgen/credential_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/testing/temp_dir.h"

namespace certgen {
namespace {

namespace fs = std::filesystem;
using test::WriteFile;

class CredentialFilesTest : public ::testing::Test {
 protected:
  // The three files in `directory`, each holding its name behind `mark`.
  void Make(const fs::path& directory, const std::string& mark) const {
    fs::create_directories(directory);
    for (const char* name : {"tls.crt", "tls.key", "ca.crt"}) {
      WriteFile(directory / name, mark + name);
    }
  }
  CredentialFiles Read(const std::string& tls_dir) const {
    CredentialPaths paths;
    paths.tls_dir = tls_dir;
    return ReadCredentialFiles(paths);
  }

  test::TempDir dir_;
};

TEST_F(CredentialFilesTest, ReadsAPlainDirectory) {
  Make(dir_.path(), "");
  for (const std::string& path : {dir_.path().string(), dir_.path().string() + "/"}) {
    const CredentialFiles files = Read(path);
    EXPECT_EQ(files.cert.path, dir_.File("tls.crt"));
    EXPECT_EQ(files.cert.contents, "tls.crt");
    EXPECT_EQ(files.key.contents, "tls.key");
    EXPECT_EQ(files.ca.contents, "ca.crt");
    EXPECT_FALSE(files.directory.fault || files.cert.fault || files.cert.explicitly_named);
  }
}

TEST_F(CredentialFilesTest, WhatIsNotAskedForIsNotRead) {
  const CredentialFiles files = ReadCredentialFiles({});
  EXPECT_FALSE(files.cert.asked_for() || files.key.asked_for() || files.ca.asked_for());
  EXPECT_FALSE(files.directory.fault);
}

TEST_F(CredentialFilesTest, AFlagReplacesOneFileOfTheDirectory) {
  Make(dir_.path() / "a", "a ");
  Make(dir_.path() / "b", "b ");
  CredentialPaths paths;
  paths.tls_dir = dir_.File("a");
  paths.ca = dir_.File("b/ca.crt");
  const CredentialFiles files = ReadCredentialFiles(paths);
  EXPECT_EQ(files.cert.contents, "a tls.crt");
  EXPECT_EQ(files.ca.contents, "b ca.crt");
  EXPECT_TRUE(files.ca.explicitly_named);
}

TEST_F(CredentialFilesTest, FlagsForAllFilesMakeTheDirectoryNeedless) {
  Make(dir_.path(), "");
  CredentialPaths paths;
  paths.tls_dir = dir_.File("nowhere");
  paths.cert = dir_.File("tls.crt");
  paths.key = dir_.File("tls.key");
  paths.ca = dir_.File("ca.crt");
  EXPECT_FALSE(ReadCredentialFiles(paths).directory.fault);
}

TEST_F(CredentialFilesTest, AMountedDirectoryIsEnteredThroughItsData) {
  Make(dir_.path() / "..1", "one ");
  Make(dir_.path() / "..2", "two ");
  fs::create_symlink("..2", dir_.path() / "..data");
  for (const char* name : {"tls.crt", "tls.key", "ca.crt"}) {
    fs::create_symlink(fs::path("..data") / name, dir_.path() / name);
  }
  const CredentialFiles files = Read(dir_.path());
  EXPECT_EQ(files.cert.contents, "two tls.crt");
  EXPECT_EQ(files.key.contents, "two tls.key");
  EXPECT_EQ(files.ca.contents, "two ca.crt");
  // As the user knows it.
  EXPECT_EQ(files.cert.path, dir_.File("tls.crt"));
}

// What every other program would read, or fail to.
TEST_F(CredentialFilesTest, AFileInTheLinksPlaceCountsAndALinkThatIsGoneIsMissed) {
  Make(dir_.path() / "..1", "one ");
  fs::create_symlink("..1", dir_.path() / "..data");
  fs::create_symlink(fs::path("..data") / "tls.crt", dir_.path() / "tls.crt");
  WriteFile(dir_.path() / "tls.key", "in its place");
  const CredentialFiles files = Read(dir_.path());
  EXPECT_EQ(files.cert.contents, "one tls.crt");
  EXPECT_EQ(files.key.contents, "in its place");
  EXPECT_TRUE(files.ca.missing());
}

TEST_F(CredentialFilesTest, AFileBesideTheDataIsReadWhereItStands) {
  Make(dir_.path() / "..1", "one ");
  fs::remove(dir_.path() / "..1" / "ca.crt");
  fs::create_symlink("..1", dir_.path() / "..data");
  WriteFile(dir_.path() / "ca.crt", "beside");
  EXPECT_EQ(Read(dir_.path()).ca.contents, "beside");
}

TEST_F(CredentialFilesTest, ADanglingDataIsADirectoryWithoutFiles) {
  fs::create_symlink("..gone", dir_.path() / "..data");
  for (const char* name : {"tls.crt", "tls.key", "ca.crt"}) {
    fs::create_symlink(fs::path("..data") / name, dir_.path() / name);
  }
  const CredentialFiles files = Read(dir_.path());
  EXPECT_FALSE(files.directory.fault);
  EXPECT_TRUE(files.cert.missing() && files.key.missing() && files.ca.missing());
}

TEST_F(CredentialFilesTest, RevocationListsAreReadWhereTheyAre) {
  Make(dir_.path(), "");
  EXPECT_FALSE(Read(dir_.path()).crl.asked_for());
  WriteFile(dir_.path() / "crl.pem", "list");
  EXPECT_EQ(Read(dir_.path()).crl.contents, "list");
  EXPECT_FALSE(Read(dir_.path()).crl.explicitly_named);
  WriteFile(dir_.path() / "other.pem", "other");
  CredentialPaths paths;
  paths.tls_dir = dir_.path();
  paths.crl = dir_.File("other.pem");
  EXPECT_EQ(ReadCredentialFiles(paths).crl.contents, "other");
  EXPECT_TRUE(ReadCredentialFiles(paths).crl.explicitly_named);
  paths.crl = dir_.File("nowhere.pem");
  EXPECT_EQ(ReadCredentialFiles(paths).crl.fault, FindingCode::kFileMissing);
}

TEST_F(CredentialFilesTest, RevocationListsAreOfTheGenerationOrBesideIt) {
  Make(dir_.path() / "..1", "one ");
  fs::create_symlink("..1", dir_.path() / "..data");
  for (const char* name : {"tls.crt", "tls.key", "ca.crt"}) {
    fs::create_symlink(fs::path("..data") / name, dir_.path() / name);
  }
  EXPECT_FALSE(Read(dir_.path()).crl.asked_for());
  WriteFile(dir_.path() / "crl.pem", "beside");
  EXPECT_EQ(Read(dir_.path()).crl.contents, "beside");
  fs::remove(dir_.path() / "crl.pem");
  WriteFile(dir_.path() / "..1" / "crl.pem", "inside");
  fs::create_symlink("..data/crl.pem", dir_.path() / "crl.pem");
  EXPECT_EQ(Read(dir_.path()).crl.contents, "inside");
}

TEST_F(CredentialFilesTest, FaultsAreTold) {
  Make(dir_.path(), "");
  fs::remove(dir_.path() / "tls.crt");
  fs::remove(dir_.path() / "tls.key");
  fs::create_directory(dir_.path() / "tls.key");
  WriteFile(dir_.path() / "ca.crt", std::string((size_t{8} << 20) + 1, 'x'));
  const CredentialFiles files = Read(dir_.path());
  EXPECT_EQ(files.cert.fault, FindingCode::kFileMissing);
  EXPECT_EQ(files.cert.reason, "No such file or directory");
  EXPECT_EQ(files.key.fault, FindingCode::kFileIsDirectory);
  EXPECT_EQ(files.ca.fault, FindingCode::kFileTooLarge);
  EXPECT_EQ(files.ca.contents, "");
  EXPECT_EQ(Read(dir_.File("nowhere")).directory.fault, FindingCode::kFileMissing);
  EXPECT_EQ(Read(dir_.File("ca.crt")).directory.fault, FindingCode::kFileMissing);
}

TEST_F(CredentialFilesTest, AnEndlessFileEnds) {
  CredentialPaths paths;
  paths.key = "/dev/zero";
  EXPECT_EQ(ReadCredentialFiles(paths).key.fault, FindingCode::kFileTooLarge);
}

TEST_F(CredentialFilesTest, AFileByItselfIsReadOrSaysWhyNot) {
  WriteFile(dir_.path() / "a", std::string("x\0y", 3));
  const CredentialFile file = ReadFile(dir_.File("a"));
  EXPECT_EQ(file.path, dir_.File("a"));
  EXPECT_EQ(file.contents, std::string("x\0y", 3));
  EXPECT_EQ(file.fault, std::nullopt);
  EXPECT_EQ(ReadFile(dir_.File("none")).fault, FindingCode::kFileMissing);
  EXPECT_EQ(ReadFile(dir_.path()).fault, FindingCode::kFileIsDirectory);
}

TEST_F(CredentialFilesTest, SystemStandsForTheSystemsRoots) {
  WriteFile(dir_.path() / "roots.pem", "roots");
  ASSERT_EQ(setenv("SSL_CERT_FILE", dir_.File("roots.pem").c_str(), 1), 0);
  CredentialPaths paths;
  paths.ca = "system";
  const CredentialFiles files = ReadCredentialFiles(paths);
  unsetenv("SSL_CERT_FILE");
  EXPECT_EQ(files.ca.contents, "roots");
  EXPECT_EQ(files.ca.path, dir_.File("roots.pem"));
  EXPECT_TRUE(files.ca.explicitly_named);
}

}  // namespace
}  // namespace certgen
