#include "certgen/issuance_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "absl/time/clock.h"
#include "certgen/json_document.h"
#include "tests/testing/temp_dir.h"

namespace certgen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class IssuanceCommandTest : public ::testing::Test {
 protected:
  IssuanceCommandTest() { flags_.dir = dir_.File("pki"); }

  CommandResult Run(const std::string& command) {
    said_.clear();
    return RunIssuance(command, flags_, absl::Now(),
                       [this](const std::string& what) { said_.push_back(what); });
  }

  const test::TempDir dir_;
  CertgenFlags flags_;
  std::vector<std::string> said_;
};

TEST_F(IssuanceCommandTest, SaysWhatItWroteAndThenThatThereIsNothingToDo) {
  const CommandResult first = Run("init");
  EXPECT_EQ(first.exit_code, kExitDone);
  EXPECT_THAT(first.out, StartsWith("wrote " + dir_.File("pki/root")));
  EXPECT_THAT(first.out, HasSubstr("\nwrote " + dir_.File("pki/leaf")));
  const CommandResult second = Run("init");
  EXPECT_EQ(second.exit_code, kExitDone);
  EXPECT_THAT(second.out, ::testing::Not(HasSubstr("wrote")));
}

TEST_F(IssuanceCommandTest, TheDocumentIsOneLineOfJson) {
  flags_.json = true;
  const CommandResult result = Run("init");
  EXPECT_EQ(Json::parse(result.out)["ok"], true);
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 1);
}

// An RSA key of 4096 bits takes seconds.
TEST_F(IssuanceCommandTest, WhatTakesLongIsSaidBefore) {
  Run("init");
  EXPECT_THAT(said_, IsEmpty());
  flags_.leaf_name = "slow";
  flags_.key = "rsa-3072";
  EXPECT_EQ(Run("leaf").exit_code, kExitDone);
  EXPECT_THAT(said_, ElementsAre(HasSubstr("rsa-3072")));
}

TEST_F(IssuanceCommandTest, ABadNameIsUsageAndNothingIsWritten) {
  flags_.dns = {"a b"};
  const CommandResult result = Run("init");
  EXPECT_EQ(result.exit_code, kExitUsage);
  EXPECT_THAT(result.err, StartsWith("certgen: "));
  EXPECT_FALSE(std::filesystem::exists(dir_.path() / "pki"));
}

TEST_F(IssuanceCommandTest, AFailureIsOneLineAndExitsOne) {
  test::WriteFile(dir_.File("pki"), "in the way");
  const CommandResult result = Run("root");
  EXPECT_EQ(result.exit_code, kExitFailed);
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1);
}

}  // namespace
}  // namespace certgen
