#include "certgen/file_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "tests/testing/openssl_program.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kKey[] = "the private key";

CredentialFile FileWith(const std::string& contents) {
  CredentialFile file;
  file.path = "dir/file";
  file.contents = contents;
  return file;
}

TEST(FileCheckTest, EveryFaultOfReadingIsFatalAndNamesTheThing) {
  for (const FindingCode code : {FindingCode::kFileMissing, FindingCode::kFileUnreadable,
                                 FindingCode::kFileIsDirectory, FindingCode::kFileTooLarge}) {
    CredentialFile file = FileWith("");
    file.fault = code;
    file.reason = "the reason";
    const auto finding = CheckReadable(file, kKey);
    ASSERT_TRUE(finding);
    EXPECT_EQ(finding->code, code);
    EXPECT_EQ(finding->severity, Severity::kFatal);
    EXPECT_EQ(finding->file, "dir/file");
    EXPECT_FALSE(finding->cure.empty());
    EXPECT_THAT(finding->cause,
                HasSubstr(code == FindingCode::kFileUnreadable ? "the reason" : kKey));
  }
}

TEST(FileCheckTest, TheCureIsForTheReasonItCannotBeRead) {
  CredentialFile file = FileWith("");
  file.fault = FindingCode::kFileUnreadable;
  const auto cure = [&](int error) {
    file.reason = std::strerror(error);
    return CheckReadable(file, kKey)->cure;
  };
  EXPECT_THAT(cure(EACCES), HasSubstr("chown USER dir/file"));
  EXPECT_THAT(cure(ETIMEDOUT), HasSubstr("a pipe"));
  EXPECT_THAT(cure(ELOOP), HasSubstr("name another file with --key FILE"));
}

TEST(FileCheckTest, DamageThatIsKnownIsSaidInPlaceOfTheRest) {
  const auto damaged = [](const std::string& contents) {
    return Damaged(FindingCode::kCertificateMalformed, FileWith(contents), "cause", "cure");
  };
  EXPECT_EQ(damaged("-----BEGIN X-----\nAAAA\n").cause, "cause");
  EXPECT_EQ(damaged("-----BEGIN X-----\nAAAA\n").cure, "cure");
  EXPECT_THAT(damaged("  -----BEGIN X-----\n  AAAA\n").cause, HasSubstr("indented"));
}

TEST(FileCheckTest, ReadableTextHasNoFault) {
  EXPECT_FALSE(CheckReadable(FileWith("hello"), kKey));
  EXPECT_FALSE(CheckReadable(FileWith("-----BEGIN X-----"), kKey));
}

TEST(FileCheckTest, EmptyFilesAndPathsAreNamed) {
  EXPECT_EQ(CheckReadable(FileWith("\n"), kKey)->code, FindingCode::kFileEmpty);
  EXPECT_EQ(CheckReadable(FileWith("/a/b"), kKey)->code, FindingCode::kFileIsPath);
}

TEST(FileCheckTest, TheCureForBinaryFilesIsForTheThingWanted) {
  const std::string certificate =
      test::OpenSsl({"x509", "-outform", "DER"}, test::TestCa().Leaf().cert);
  EXPECT_EQ(NotPem(FileWith(certificate), "the certificate").cure,
            "convert it and give that with --cert: openssl x509 -inform DER -in dir/file -out "
            "dir/file.pem");
  // No conversion makes a key of a certificate, nor a root of a key.
  EXPECT_THAT(NotPem(FileWith(certificate), kKey).cure, Not(HasSubstr("openssl")));
  const std::string key = test::OpenSsl({"pkey", "-outform", "DER"}, test::TestCa().key_pem());
  EXPECT_THAT(NotPem(FileWith(key), kKey).cure, HasSubstr("openssl pkey -inform DER"));
  EXPECT_THAT(NotPem(FileWith(key), "the trusted roots").cure, Not(HasSubstr("openssl")));
}

TEST(FileCheckTest, WhatIsNeitherPemNorDerIsNotPem) {
  EXPECT_EQ(NotPem(FileWith("hello"), kKey).code, FindingCode::kNotPem);
}

}  // namespace
}  // namespace certgen
