#include "certgen/whole_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

namespace certgen {
namespace {

namespace fs = std::filesystem;
using ::test::IsOk;
using ::test::ModeOf;
using ::test::ReadFile;
using ::test::Snapshot;
using ::test::StatusIs;
using ::testing::HasSubstr;

class WholeFileTest : public ::testing::Test {
 protected:
  size_t Entries() const {
    return static_cast<size_t>(std::distance(fs::directory_iterator(dir_.path()), {}));
  }

  const test::TempDir dir_;
  const fs::path path_ = dir_.path() / "file";
};

TEST_F(WholeFileTest, IsMadeWithItsModeWhateverTheUmask) {
  for (const mode_t mask : {0000U, 0077U}) {
    const mode_t before = umask(mask);
    EXPECT_THAT(WriteWholeFile(path_, "secret\n", 0600), IsOk());
    EXPECT_THAT(WriteWholeFile(dir_.path() / "public", "", 0644), IsOk());
    umask(before);
    EXPECT_EQ(ModeOf(path_), 0600U);
    EXPECT_EQ(ModeOf(dir_.path() / "public"), 0644U);
  }
  EXPECT_EQ(ReadFile(path_), "secret\n");
  EXPECT_EQ(Entries(), 2U);
}

TEST_F(WholeFileTest, TakesThePlaceOfAnOldOneWhichItsReadersKeep) {
  test::WriteFile(path_, "old, and longer than the new one\n", 0644);
  fs::create_hard_link(path_, dir_.path() / "reader");
  EXPECT_THAT(WriteWholeFile(path_, "new\n", 0600), IsOk());
  EXPECT_EQ(ReadFile(path_), "new\n");
  EXPECT_EQ(ModeOf(path_), 0600U);
  EXPECT_EQ(ReadFile(dir_.path() / "reader"), "old, and longer than the new one\n");
  EXPECT_EQ(Entries(), 2U);
}

TEST_F(WholeFileTest, ANameAloneIsInTheCurrentDirectory) {
  const fs::path before = fs::current_path();
  fs::current_path(dir_.path());
  EXPECT_THAT(WriteWholeFile("file", "x", 0644), IsOk());
  fs::current_path(before);
  EXPECT_EQ(ReadFile(path_), "x");
}

TEST_F(WholeFileTest, ADirectoryThatIsNotThereIsNamed) {
  EXPECT_THAT(
      WriteWholeFile(dir_.path() / "no such/file", "", 0600),
      StatusIs(absl::StatusCode::kNotFound, HasSubstr("no such; make it first: mkdir -p '")));
}

TEST_F(WholeFileTest, ANameThatIsTooLongIsTheCallersFault) {
  EXPECT_THAT(WriteWholeFile(dir_.path() / std::string(300, 'x'), "", 0600),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("File name too long")));
}

TEST_F(WholeFileTest, WhatIsNoRegularFileStays) {
  fs::create_directory(dir_.path() / "folder");
  test::WriteFile(dir_.path() / "target", "t");
  fs::create_symlink("target", dir_.path() / "link");
  ASSERT_EQ(mkfifo(dir_.File("pipe").c_str(), 0600), 0);
  const std::string before = Snapshot(dir_.path());
  const struct {
    const char* name;
    const char* why;
  } cases[] = {{"folder", "is a directory; name a file in it"},
               {"link", "is a symbolic link, which would be replaced"},
               {"pipe", "is not a regular file"}};
  for (const auto& c : cases) {
    EXPECT_THAT(WriteWholeFile(dir_.path() / c.name, "x", 0600),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(c.why)));
  }
  EXPECT_EQ(Snapshot(dir_.path()), before);
}

TEST_F(WholeFileTest, IsNotWrittenWhereOthersCouldReplaceIt) {
  ASSERT_EQ(chmod(dir_.path().c_str(), 0777), 0);
  EXPECT_THAT(WriteWholeFile(path_, "x", 0600),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("writable by everybody")));
  EXPECT_EQ(Entries(), 0U);
}

}  // namespace
}  // namespace certgen
