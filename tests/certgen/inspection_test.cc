#include "certgen/inspection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/certgen/inspected.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> PathsIn(const Inspection& inspection) {
  std::vector<std::string> paths;
  for (const InspectedFile& file : inspection.files) {
    paths.push_back(std::filesystem::path(file.path).filename());
  }
  return paths;
}

TEST(InspectionTest, ADirectoryIsTheFilesOfItsShape) {
  const test::TempDir dir;
  const test::TestCa ca;
  ca.Leaf().WriteTo(dir.path());
  test::WriteFile(dir.File("notes"), "x");
  const Inspection leaf = Inspect({dir.path().string()}, std::nullopt);
  EXPECT_THAT(PathsIn(leaf), ElementsAre("tls.crt", "tls.key", "ca.crt"));
  EXPECT_THAT(leaf.findings, IsEmpty());
  EXPECT_EQ(leaf.files[0].objects[0].issued_by, dir.File("ca.crt"));
  EXPECT_EQ(leaf.files[1].objects[0].counterpart, dir.File("tls.crt"));

  const test::TempDir root;
  test::WriteFile(root.File("ca.crt"), ca.certificate().ToPem());
  test::WriteFile(root.File("ca.key"), ca.key_pem());
  EXPECT_THAT(PathsIn(Inspect({root.path().string()}, std::nullopt)),
              ElementsAre("ca.crt", "ca.key"));
}

TEST(InspectionTest, APublishedDirectoryIsReadThroughItsGeneration) {
  const test::TempDir dir;
  const test::Credential leaf = test::TestCa().Leaf();
  leaf.WriteTo(dir.path() / "..1");
  std::filesystem::create_directory_symlink("..1", dir.path() / "..data");
  for (const char* name : {"tls.crt", "tls.key", "ca.crt"}) {
    std::filesystem::create_symlink(std::filesystem::path("..data") / name, dir.path() / name);
  }
  const Inspection inspection = Inspect({dir.path().string()}, std::nullopt);
  EXPECT_THAT(PathsIn(inspection), ElementsAre("tls.crt", "tls.key", "ca.crt"));
}

TEST(InspectionTest, WhatCannotBeReadDoesNotHideTheRest) {
  const test::TempDir dir;
  test::TestCa().Leaf().WriteTo(dir.path());
  std::filesystem::create_directory(dir.path() / "empty");
  const Inspection inspection =
      Inspect({dir.File("none"), dir.File("empty"), dir.File("tls.crt")}, std::nullopt);
  ASSERT_EQ(inspection.findings.size(), 2u);
  EXPECT_EQ(inspection.findings[0].file, dir.File("none"));
  EXPECT_EQ(inspection.findings[0].cause, "there is no such file or folder");
  EXPECT_THAT(inspection.findings[1].cause, HasSubstr("holds none of tls.crt"));
  EXPECT_THAT(inspection.findings[1].cure, HasSubstr("certgen list --dir"));
  EXPECT_THAT(KindsIn(inspection.files.back().objects), ElementsAre("certificate"));
}

}  // namespace
}  // namespace certgen
