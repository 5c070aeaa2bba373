#include "certgen/write_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

namespace certgen {
namespace {

namespace fs = std::filesystem;
using test::IsOk;
using test::StatusIs;
using test::TempDir;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr absl::StatusCode kPrecondition = absl::StatusCode::kFailedPrecondition;

void SetMode(const fs::path& path, mode_t mode) { ASSERT_EQ(chmod(path.c_str(), mode), 0) << path; }

class WriteRulesTest : public ::testing::Test {
 protected:
  fs::path Make(const std::string& name, mode_t mode = 0755) {
    fs::create_directories(dir_.path() / name);
    SetMode(dir_.path() / name, mode);
    return dir_.path() / name;
  }

  TempDir dir_;
};

TEST_F(WriteRulesTest, TakesWhatIsOursAndWhatDoesNotExist) {
  EXPECT_THAT(CheckSafeToWrite(dir_.path()), IsOk());
  EXPECT_THAT(CheckSafeToWrite(dir_.path() / "new" / "newer"), IsOk());
  EXPECT_THAT(CheckSafeToWrite("relative"), IsOk());
  EXPECT_THAT(CheckSafeToWrite("/"), IsOk());
}

TEST_F(WriteRulesTest, RefusesAWorldWritableDirectoryOnTheWay) {
  const fs::path open = Make("open", 0777);
  for (const fs::path& path : {open, open / "pki", open / "a" / "b"}) {
    EXPECT_THAT(
        CheckSafeToWrite(path),
        StatusIs(kPrecondition, AllOf(HasSubstr(open.string() + " is writable by everybody"),
                                      HasSubstr("chmod o-w"))));
  }
}

TEST_F(WriteRulesTest, TakesAStickyWorldWritableDirectory) {
  EXPECT_THAT(CheckSafeToWrite(Make("sticky", 01777) / "pki"), IsOk());
}

TEST_F(WriteRulesTest, RefusesWhatIsNotADirectory) {
  test::WriteFile(dir_.path() / "file", "");
  EXPECT_THAT(CheckSafeToWrite(dir_.path() / "file" / "pki"),
              StatusIs(kPrecondition, HasSubstr("it is not a directory")));
}

TEST_F(WriteRulesTest, FollowsLinksAndChecksWhereTheyLead) {
  Make("safe");
  fs::create_symlink(dir_.path() / "safe", dir_.path() / "good");
  fs::create_symlink("safe", dir_.path() / "relative");
  EXPECT_THAT(CheckSafeToWrite(dir_.path() / "good" / "pki"), IsOk());
  EXPECT_THAT(CheckSafeToWrite(dir_.path() / "relative" / "pki"), IsOk());
  Make("open", 0777);
  fs::create_symlink(dir_.path() / "open", dir_.path() / "bad");
  EXPECT_THAT(CheckSafeToWrite(dir_.path() / "bad" / "pki"),
              StatusIs(kPrecondition, HasSubstr("/open is writable by everybody")));
}

TEST_F(WriteRulesTest, ChecksEveryLinkOfAChainOfLinks) {
  // The last directory is safe, but the link to it lies where anybody can
  // replace it.
  Make("safe");
  const fs::path open = Make("open", 0777);
  fs::create_symlink(dir_.path() / "safe", open / "hop");
  fs::create_symlink(open / "hop", dir_.path() / "start");
  EXPECT_THAT(CheckSafeToWrite(dir_.path() / "start" / "pki"),
              StatusIs(kPrecondition, HasSubstr("/open is writable by everybody")));
}

TEST_F(WriteRulesTest, EndsOnALinkToItself) {
  fs::create_symlink("loop", dir_.path() / "loop");
  EXPECT_THAT(CheckSafeToWrite(dir_.path() / "loop" / "pki"),
              StatusIs(kPrecondition, HasSubstr("too many symbolic links")));
}

TEST_F(WriteRulesTest, RefusesWhatAnotherUserOwns) {
  if (getuid() != 0) GTEST_SKIP() << "only root can give files away";
  const fs::path theirs = Make("theirs");
  ASSERT_EQ(chown(theirs.c_str(), 4242, 4242), 0);
  EXPECT_THAT(CheckSafeToWrite(theirs / "pki"),
              StatusIs(kPrecondition, HasSubstr(theirs.string() + " belongs to user 4242")));
  // A link of theirs too, wherever it leads.
  Make("sticky", 01777);
  const fs::path link = dir_.path() / "sticky" / "pki";
  fs::create_symlink(Make("safe"), link);
  ASSERT_EQ(lchown(link.c_str(), 4242, 4242), 0);
  EXPECT_THAT(CheckSafeToWrite(link), StatusIs(kPrecondition, HasSubstr("belongs to user 4242")));
}

}  // namespace
}  // namespace certgen
