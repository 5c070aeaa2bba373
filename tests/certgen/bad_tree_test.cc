#include "certgen/bad_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "absl/time/clock.h"
#include "certgen/bad_kinds.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

namespace certgen {
namespace {

namespace fs = std::filesystem;
using test::IsOk;
using test::ModeOf;
using test::ReadFile;
using test::Snapshot;
using test::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

const BadTree& SmallTree() {
  using Kind = BadFile::Kind;
  static const auto& tree = *new BadTree{
      {"README.txt", {.contents = "read me"}},
      {"a/tls.key", {.contents = "key", .mode = 0600}},
      {"a/absent", {.kind = Kind::kAbsent}},
      {"a/folder", {.kind = Kind::kFolder}},
      {"a/link", {.contents = "nowhere", .kind = Kind::kLink}},
      {"a/large", {.contents = "x", .size = size_t{1} << 20}},
  };
  return tree;
}

class BadTreeTest : public ::testing::Test {
 protected:
  fs::path Path(const std::string& name) const { return dir_.path() / name; }

  const test::TempDir dir_;
};

TEST_F(BadTreeTest, EachFileIsWhatItIsSaidToBe) {
  ASSERT_THAT(WriteBadTree(SmallTree(), Path("bad")), IsOk());
  EXPECT_EQ(ReadFile(Path("bad/README.txt")), "read me");
  EXPECT_EQ(ReadFile(Path("bad/a/tls.key")), "key");
  EXPECT_FALSE(fs::exists(Path("bad/a/absent")));
  EXPECT_TRUE(fs::is_empty(Path("bad/a/folder")));
  EXPECT_EQ(fs::read_symlink(Path("bad/a/link")), "nowhere");
  EXPECT_EQ(fs::file_size(Path("bad/a/large")), 1u << 20);
  struct stat status = {};
  ASSERT_EQ(stat(Path("bad/a/large").c_str(), &status), 0);
  EXPECT_LT(status.st_blocks * 512, 1 << 20);
}

TEST_F(BadTreeTest, ModesAreAsSaidUnderEveryUmask) {
  for (const mode_t mask : {0000u, 0077u}) {
    const mode_t old = umask(mask);
    const std::string name = "bad" + std::to_string(mask);
    EXPECT_THAT(WriteBadTree(SmallTree(), Path(name)), IsOk());
    umask(old);
    EXPECT_EQ(ModeOf(Path(name)), 0755u);
    EXPECT_EQ(ModeOf(Path(name + "/a")), 0755u);
    EXPECT_EQ(ModeOf(Path(name + "/a/tls.key")), 0600u);
    EXPECT_EQ(ModeOf(Path(name + "/README.txt")), 0644u);
  }
}

TEST_F(BadTreeTest, AnEmptyDirectoryIsFilledAndASlashAtTheEndIsNoObstacle) {
  fs::create_directory(Path("empty"));
  EXPECT_THAT(WriteBadTree(SmallTree(), Path("empty/")), IsOk());
  EXPECT_TRUE(fs::exists(Path("empty/a/tls.key")));
}

TEST_F(BadTreeTest, WhatIsThereIsNeverTouched) {
  fs::create_directory(Path("full"));
  test::WriteFile(Path("full/mine"), "mine");
  test::WriteFile(Path("file"), "mine");
  fs::create_directory(Path("empty"));
  fs::create_symlink("empty", Path("link"));
  ASSERT_THAT(WriteBadTree(SmallTree(), Path("bad")), IsOk());
  const std::string before = Snapshot(dir_.path());
  // Not even a tree of its own is replaced.
  for (const char* name : {"full", "file", "link", "bad"}) {
    EXPECT_THAT(WriteBadTree(SmallTree(), Path(name)),
                StatusIs(absl::StatusCode::kAlreadyExists,
                         AllOf(HasSubstr(name), HasSubstr("choose an empty or new directory"))));
  }
  EXPECT_EQ(Snapshot(dir_.path()), before);
}

TEST_F(BadTreeTest, TheCurrentDirectoryIsNotPulledFromUnderAnybody) {
  const fs::path old = fs::current_path();
  fs::create_directory(Path("here"));
  fs::current_path(Path("here"));
  const absl::Status status = CheckBadTreeTarget(".");
  fs::current_path(old);
  EXPECT_THAT(status,
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("the current directory")));
}

TEST_F(BadTreeTest, AParentThatIsMissingOrOpenToAllIsRefused) {
  EXPECT_THAT(CheckBadTreeTarget(Path("no/bad")),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("mkdir -p ")));
  fs::create_directory(Path("open"));
  ASSERT_EQ(chmod(Path("open").c_str(), 0777), 0);
  EXPECT_THAT(CheckBadTreeTarget(Path("open/bad")),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("writable by everybody")));
}

TEST_F(BadTreeTest, AFailureHalfWayLeavesNothingBehind) {
  BadTree tree = SmallTree();
  tree["b/" + std::string(300, 'x')] = {.contents = "the name is too long"};
  EXPECT_FALSE(WriteBadTree(tree, Path("bad")).ok());
  EXPECT_TRUE(fs::is_empty(dir_.path()));
}

TEST_F(BadTreeTest, EveryKindHasItsThreeFiles) {
  const BadTree tree = test::ValueOf(MakeBadTree(absl::Now()));
  EXPECT_EQ(tree.size(), 3 * BadKinds().size());
  EXPECT_TRUE(tree.contains("expired/tls.crt"));
  EXPECT_TRUE(tree.contains("expired/tls.key"));
  EXPECT_TRUE(tree.contains("expired/ca.crt"));
}

}  // namespace
}  // namespace certgen
