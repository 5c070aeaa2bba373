#include "services/echo/credential_flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "certgen/exit_code.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

namespace echo {
namespace {

using certgen::CredentialPaths;
using test::IsOk;
using test::StatusIs;
using testing::AllOf;
using testing::HasSubstr;

// Runs in an empty directory, and comes back.
class ChosenCredentials : public testing::Test {
 protected:
  ChosenCredentials() : before_(std::filesystem::current_path()) {
    std::filesystem::current_path(directory_.path());
  }
  ~ChosenCredentials() override { std::filesystem::current_path(before_); }

  test::TempDir directory_;
  std::filesystem::path before_;
};

TEST_F(ChosenCredentials, ArePkiLeafIfNothingIsGivenAndItIsThere) {
  std::filesystem::create_directories("pki/leaf");
  const absl::StatusOr<CredentialPaths> chosen = ChooseCredentials({});
  ASSERT_THAT(chosen, IsOk());
  EXPECT_EQ(chosen->tls_dir, "pki/leaf");
  EXPECT_EQ(chosen->cert + chosen->key + chosen->ca, "");
}

TEST_F(ChosenCredentials, ArePkiLeafBesideRevocationLists) {
  CredentialPaths lists;
  lists.crl = "list.pem";
  EXPECT_THAT(ChooseCredentials(lists), StatusIs(absl::StatusCode::kInvalidArgument));
  std::filesystem::create_directories("pki/leaf");
  const absl::StatusOr<CredentialPaths> chosen = ChooseCredentials(lists);
  ASSERT_THAT(chosen, IsOk());
  EXPECT_EQ(chosen->tls_dir, "pki/leaf");
  EXPECT_EQ(chosen->crl, "list.pem");
}

TEST_F(ChosenCredentials, AreAskedForIfThereAreNone) {
  EXPECT_THAT(ChooseCredentials({}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("pki/leaf"), HasSubstr("--tls-dir"))));
  std::filesystem::create_directories("pki");
  test::WriteFile("pki/leaf", "a file");
  EXPECT_THAT(ChooseCredentials({}), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(ChosenCredentials, AreWhatIsGivenAndNothingElse) {
  std::filesystem::create_directories("pki/leaf");
  // tls_dir, cert, key and ca.
  for (const CredentialPaths& given :
       {CredentialPaths{"d", "", "", ""}, CredentialPaths{"", "c", "", ""},
        CredentialPaths{"", "", "k", ""}, CredentialPaths{"", "", "", "r"},
        CredentialPaths{"d", "c", "k", "r"}}) {
    const absl::StatusOr<CredentialPaths> chosen = ChooseCredentials(given);
    ASSERT_THAT(chosen, IsOk());
    EXPECT_EQ(chosen->tls_dir, given.tls_dir);
    EXPECT_EQ(chosen->cert, given.cert);
    EXPECT_EQ(chosen->key, given.key);
    EXPECT_EQ(chosen->ca, given.ca);
  }
}

certgen::ParseOutcome Parse(const std::vector<const char*>& arguments, CredentialPaths* paths) {
  CLI::App program;
  certgen::PrepareProgram("program", "A program.", &program);
  AddCredentialFlags(paths, &program);
  return certgen::ParseCommandLine("CREDENTIAL_FLAGS_TEST", static_cast<int>(arguments.size()),
                                   arguments.data(), &program);
}

TEST(CredentialFlags, SetThePaths) {
  CredentialPaths paths;
  const auto outcome = Parse({"program", "--tls-dir", "d", "--cert", "c", "--key=k", "--ca",
                              "system", "--crl", "l", "--key-passphrase-file", "p"},
                             &paths);
  EXPECT_EQ(outcome.exit_code, std::nullopt) << outcome.err;
  EXPECT_EQ(paths.tls_dir, "d");
  EXPECT_EQ(paths.cert, "c");
  EXPECT_EQ(paths.key, "k");
  EXPECT_EQ(paths.ca, "system");
  EXPECT_EQ(paths.crl, "l");
  EXPECT_EQ(paths.key_passphrase, "p");
}

TEST(CredentialFlags, RefuseAnEmptyValue) {
  for (const char* flag :
       {"--tls-dir", "--cert", "--key", "--key-passphrase-file", "--ca", "--crl"}) {
    CredentialPaths paths;
    const auto outcome = Parse({"program", flag, ""}, &paths);
    EXPECT_EQ(outcome.exit_code, certgen::kExitUsage) << flag;
    EXPECT_THAT(outcome.err, AllOf(HasSubstr(flag), HasSubstr("is empty")));
  }
}

TEST(CredentialFlags, RefuseToBeGivenTwice) {
  CredentialPaths paths;
  EXPECT_EQ(Parse({"program", "--key", "a", "--key", "b"}, &paths).exit_code, certgen::kExitUsage);
}

TEST(CredentialFlags, ComeFromTheEnvironmentUnlessItIsEmpty) {
  setenv("CREDENTIAL_FLAGS_TEST_TLS_DIR", "from-environment", 1);
  setenv("CREDENTIAL_FLAGS_TEST_CERT", "from-environment", 1);
  setenv("CREDENTIAL_FLAGS_TEST_KEY", "", 1);
  CredentialPaths paths;
  const auto outcome = Parse({"program", "--cert", "from-flag"}, &paths);
  EXPECT_EQ(outcome.exit_code, std::nullopt) << outcome.err;
  EXPECT_EQ(paths.tls_dir, "from-environment");
  EXPECT_EQ(paths.cert, "from-flag");
  EXPECT_EQ(paths.key, "");
}

}  // namespace
}  // namespace echo
