// All that can be wrong with the passphrase of an encrypted key.

#include "certgen/passphrase_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/certgen/encrypted_key_fixture.h"

namespace certgen {
namespace {

using test::IsFatal;
using test::IsWarning;
using test::kPass;
using test::kSecret;
using test::OpenSsl;
using test::ReadFile;
using test::WriteFile;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using PassphraseCheckTest = test::EncryptedKeyFixture;

TEST_F(PassphraseCheckTest, TheLinesEndIsNoPartOfThePassphrase) {
  Encrypt();
  for (const char* end : {"", "\n", "\r\n"}) {
    WriteFile(file_, absl::StrCat(kSecret, end));
    EXPECT_THAT(FindingsWith(file_), IsEmpty()) << end;
  }
  for (const char* other : {" ", " \n", "\r", "\r\r\n"}) {
    WriteFile(file_, absl::StrCat(kSecret, other));
    EXPECT_THAT(FindingsWith(file_), ElementsAre(IsFatal(FindingCode::kPassphraseWrong, key_)));
  }
}

TEST_F(PassphraseCheckTest, AnyBytesMayBeAPassphraseUpTo1024) {
  for (const std::string& secret : {std::string("/etc/tls/key"), std::string("-----"),
                                    std::string("\xff\x01 \xc3\xa9"), std::string(1024, 'x')}) {
    WriteFile(file_, secret);
    WriteFile(key_, OpenSsl({"pkcs8", "-topk8", "-passout", "pass:" + secret}, plain_));
    EXPECT_THAT(FindingsWith(file_), IsEmpty()) << secret;
  }
}

TEST_F(PassphraseCheckTest, TellsThatAPassphraseIsNeeded) {
  Encrypt();
  const std::vector<Finding> findings = Check();
  ASSERT_THAT(findings, ElementsAre(IsFatal(FindingCode::kPrivateKeyEncrypted, key_)));
  EXPECT_THAT(findings[0].cure, AllOf(HasSubstr("--key-passphrase-file FILE"),
                                      HasSubstr("openssl pkey -in " + key_)));
}

TEST_F(PassphraseCheckTest, TellsAWrongPassphrase) {
  WriteFile(file_, "something else\n");
  for (const char* form : {"pkcs8", "ec"}) {
    std::vector<std::string> line = {form, "-passout", kPass};
    line.push_back(form == std::string("ec") ? "-aes256" : "-topk8");
    WriteFile(key_, OpenSsl(line, plain_));
    const std::vector<Finding> findings = FindingsWith(file_);
    ASSERT_THAT(findings, ElementsAre(IsFatal(FindingCode::kPassphraseWrong, key_)));
    EXPECT_THAT(findings[0].cause, HasSubstr("in " + file_));
    EXPECT_THAT(ToString(findings[0]), Not(HasSubstr("something else")));
    EXPECT_NE(RunCure("openssl pkey", " -passin pass:x").exit_code, 0);
    EXPECT_EQ(RunCure("openssl pkey", absl::StrCat(" -passin '", kPass, "'")).exit_code, 0);
  }
  WriteFile(file_, plain_);
  EXPECT_THAT(FindingsWith(file_).front().cause, HasSubstr("begins like PEM"));
}

TEST_F(PassphraseCheckTest, NamesEachFaultOfTheFileAndNothingElse) {
  Encrypt();
  std::filesystem::remove(file_);
  EXPECT_THAT(FindingsWith(file_), ElementsAre(IsFatal(FindingCode::kFileMissing, file_)));
  for (const char* text : {"", "\n", "\r\n", "\nsecond\n"}) {
    WriteFile(file_, text);
    EXPECT_THAT(FindingsWith(file_), ElementsAre(IsFatal(FindingCode::kFileEmpty, file_)));
  }
  for (const size_t size : {size_t{1025}, size_t{70} << 10, size_t{9} << 20}) {
    WriteFile(file_, std::string(size, 'x'));
    EXPECT_THAT(FindingsWith(file_), ElementsAre(IsFatal(FindingCode::kFileTooLarge, file_)));
  }
  std::filesystem::remove(file_);
  std::filesystem::create_directory(file_);
  EXPECT_THAT(FindingsWith(file_), ElementsAre(IsFatal(FindingCode::kFileIsDirectory, file_)));
  EXPECT_EQ(RunCure("ls ").exit_code, 0);
  // Of a key that needs none, too: it was asked for.
  WriteFile(key_, plain_);
  EXPECT_THAT(FindingsWith(file_), ElementsAre(IsFatal(FindingCode::kFileIsDirectory, file_)));
}

TEST_F(PassphraseCheckTest, TheCureOfAMissingFileWritesIt) {
  Encrypt();
  std::filesystem::remove(file_);
  EXPECT_EQ(RunCure("install ", absl::StrCat(" <<END\n", kSecret, "\nEND\n")).exit_code, 0);
  EXPECT_EQ(test::ModeOf(file_), 0600U);
  EXPECT_THAT(FindingsWith(file_), IsEmpty());
}

TEST_F(PassphraseCheckTest, NamesAFileThatCannotBeRead) {
  Encrypt();
  // Root reads everything, and others nothing that is closed to all.
  const bool is_root = geteuid() == 0;
  if (is_root) {
    for (const std::string& file : {key_, cert_, roots_}) ASSERT_EQ(chmod(file.c_str(), 0644), 0);
    ASSERT_EQ(seteuid(4242), 0);
  } else {
    ASSERT_EQ(chmod(file_.c_str(), 0), 0);
  }
  const std::vector<Finding> findings = CheckWith(file_).findings;
  ASSERT_EQ(seteuid(is_root ? 0 : geteuid()), 0);
  ASSERT_THAT(findings, ElementsAre(IsFatal(FindingCode::kFileUnreadable, file_)));
  EXPECT_THAT(findings[0].cure, HasSubstr("USER " + file_));
}

TEST_F(PassphraseCheckTest, WarnsOfAFileThatEverybodyMayRead) {
  Encrypt();
  ASSERT_EQ(chmod(file_.c_str(), 0644), 0);
  EXPECT_THAT(FindingsWith(file_), ElementsAre(IsWarning(FindingCode::kPassphraseExposed, file_)));
  EXPECT_EQ(RunCure("chmod ").exit_code, 0);
  EXPECT_THAT(FindingsWith(file_), IsEmpty());
}

// As the kubelet mounts a Secret.
TEST_F(PassphraseCheckTest, AMountedSecretIsNotExposed) {
  Encrypt();
  const std::filesystem::path mount = dir_.path() / "mounted";
  std::filesystem::create_directories(mount / "..2026_11_23");
  WriteFile(mount / "..2026_11_23" / "passphrase", kSecret, 0644);
  std::filesystem::create_directory_symlink("..2026_11_23", mount / "..data");
  std::filesystem::create_symlink("..data/passphrase", mount / "passphrase");
  const std::string file = mount / "passphrase";
  EXPECT_THAT(FindingsWith(file), ElementsAre(IsWarning(FindingCode::kPassphraseExposed, file)));
  ASSERT_EQ(chmod(mount.c_str(), 01777), 0);
  EXPECT_THAT(FindingsWith(file), IsEmpty());
}

TEST_F(PassphraseCheckTest, WarnsOfAPassphraseThatNothingNeeds) {
  const auto is_unneeded = [&](const std::string& why) {
    return ElementsAre(AllOf(IsWarning(FindingCode::kPassphraseUnneeded, file_),
                             Field(&Finding::cause, HasSubstr(why))));
  };
  EXPECT_THAT(FindingsWith(file_), is_unneeded("not encrypted"));
  EXPECT_EQ(CheckWith(file_).key_pem, plain_);
  CredentialPaths paths;
  paths.ca = roots_;
  paths.key_passphrase = file_;
  EXPECT_THAT(
      CheckCredentials(ReadCredentialFiles(paths), {.role = Role::kClient, .now = absl::Now()})
          .findings,
      is_unneeded("no private key"));
}

// As without a file.
TEST_F(PassphraseCheckTest, AnEmptyPassphraseIsNoObstacle) {
  WriteFile(key_, OpenSsl({"pkcs8", "-topk8", "-passout", "pass:"}, plain_));
  EXPECT_THAT(FindingsWith(file_),
              ElementsAre(AllOf(IsWarning(FindingCode::kPassphraseUnneeded, file_),
                                Field(&Finding::cause, HasSubstr("empty passphrase")))));
  EXPECT_EQ(CheckWith(file_).key_pem, plain_);
}

TEST_F(PassphraseCheckTest, AKeyThatIsNotThereOrIsNoneHasThatFaultAlone) {
  WriteFile(key_, "\n");
  EXPECT_THAT(FindingsWith(file_), ElementsAre(IsFatal(FindingCode::kFileEmpty, key_)));
  Encrypt();
  std::string damaged = ReadFile(key_);
  damaged.replace(damaged.find('\n') + 4, 4, "!!!!");
  WriteFile(key_, damaged);
  EXPECT_THAT(FindingsWith(file_), ElementsAre(IsFatal(FindingCode::kPrivateKeyMalformed, key_)));
}

TEST_F(PassphraseCheckTest, TheKeyOfAnotherCertificateIsTold) {
  const std::string other = test::TestCa().key_pem();
  WriteFile(key_, OpenSsl({"pkcs8", "-topk8", "-passout", kPass}, other));
  EXPECT_THAT(FindingsWith(file_), ElementsAre(IsFatal(FindingCode::kPrivateKeyMismatch, key_)));
  WriteFile(key_, ReadFile(key_) + OpenSsl({"ec", "-aes256", "-passout", kPass}, plain_));
  EXPECT_THAT(FindingsWith(file_).front().cause, HasSubstr("number 2 is that of the certificate"));
}

}  // namespace
}  // namespace certgen
