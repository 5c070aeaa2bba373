// The command of the program itself.

#include "certgen/bad_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <iterator>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "certgen/json_document.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/process.h"
#include "tests/testing/temp_dir.h"

namespace certgen {
namespace {

namespace fs = std::filesystem;
using test::ModeOf;
using test::ReadFile;
using test::Result;
using test::Snapshot;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using Arguments = std::vector<std::string>;

class BadCommandTest : public ::testing::Test {
 protected:
  Result Certgen(const Arguments& arguments) const {
    test::Command command;
    command.line = {CERTGEN_PROGRAM};
    command.line.insert(command.line.end(), arguments.begin(), arguments.end());
    command.directory = dir_.path();
    return test::Run(command);
  }
  fs::path Path(const std::string& name) const { return dir_.path() / name; }

  const test::TempDir dir_;
};

TEST_F(BadCommandTest, WritesATreeAndItsManifest) {
  const Result result = Certgen({"bad", "t"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, ContainsRegex("^wrote t: [0-9]+ kinds of bad credentials"));
  EXPECT_THAT(ReadFile(Path("t/README.txt")), HasSubstr("DO NOT TRUST"));
  const Json manifest = Json::parse(ReadFile(Path("t/manifest.json")));
  EXPECT_GE(manifest["kinds"].size(), 60u);
  for (const Json& kind : manifest["kinds"]) {
    const fs::path directory = Path("t") / kind["directory"].get<std::string>();
    EXPECT_TRUE(fs::is_directory(directory));
    const fs::path key = directory / "tls.key";
    if (fs::symlink_status(key).type() != fs::file_type::regular) continue;
    EXPECT_EQ(ModeOf(key), kind["code"] == "PRIVATE_KEY_EXPOSED" ? 0644u : 0600u) << key;
  }
  // Nothing else: no staging, no pki.
  EXPECT_EQ(std::distance(fs::directory_iterator(dir_.path()), {}), 1);
}

TEST_F(BadCommandTest, JsonIsTheManifest) {
  const Result result = Certgen({"bad", "t", "--json"});
  EXPECT_EQ(result.exit_code, 0);
  const Json document = Json::parse(result.out);
  const Json manifest = Json::parse(ReadFile(Path("t/manifest.json")));
  EXPECT_EQ(document["ok"], true);
  EXPECT_EQ(document["directory"], "t");
  EXPECT_EQ(document["kinds"], manifest["kinds"]);
  EXPECT_EQ(document["made_at"], manifest["made_at"]);
}

TEST_F(BadCommandTest, AListWritesNothing) {
  const Result text = Certgen({"bad", "--list"});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_THAT(text.out, ContainsRegex("\nkey-of-another-certificate +PRIVATE_KEY_MISMATCH "));
  const Json document = Json::parse(Certgen({"bad", "--list", "--json"}).out);
  EXPECT_GE(document["kinds"].size(), 60u);
  EXPECT_FALSE(document.contains("directory"));
  EXPECT_TRUE(fs::is_empty(dir_.path()));
}

TEST_F(BadCommandTest, RefusesADirectoryThatIsNotEmptyAndTouchesNothing) {
  ASSERT_EQ(Certgen({"bad", "t"}).exit_code, 0);
  const std::string before = Snapshot(dir_.path());
  const Result again = Certgen({"bad", "t"});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_EQ(again.err, "certgen: t is there and not empty; choose an empty or new directory\n");
  EXPECT_EQ(again.out, "");
  const Json error = Json::parse(Certgen({"bad", "t", "--json"}).out)["error"];
  EXPECT_EQ(error["cure"], "choose an empty or new directory");
  EXPECT_EQ(Snapshot(dir_.path()), before);
}

TEST_F(BadCommandTest, WithoutADirectoryItIsBadUsage) {
  const Result result = Certgen({"bad"});
  EXPECT_EQ(result.exit_code, 64);
  EXPECT_THAT(result.err, AllOf(StartsWith("certgen: DIR is required"), HasSubstr("--list")));
}

// As on a full disk; four times 1024 bytes hold a certificate and not the manifest.
TEST_F(BadCommandTest, WhereFilesMayNotGrowNothingIsLeftBehind) {
  test::Command command;
  command.line = {"bash", "-c", "ulimit -f 4; exec \"$0\" bad t", CERTGEN_PROGRAM};
  command.directory = dir_.path();
  const Result result = test::Run(command);
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, AllOf(StartsWith("certgen: "), HasSubstr("File too large")));
  EXPECT_TRUE(fs::is_empty(dir_.path()));
}

TEST_F(BadCommandTest, AUserWhoMayNotWriteThereLeavesNothingBehind) {
  if (getuid() != 0) GTEST_SKIP() << "only root can run a program as another user";
  // Where it is built, others may not be able to go.
  fs::copy_file(CERTGEN_PROGRAM, Path("certgen"));
  const std::string before = Snapshot(dir_.path());
  test::Command command;
  command.line = {dir_.File("certgen"), "bad", "t"};
  command.directory = dir_.path();
  command.uid = 4242;
  const Result result = test::Run(command);
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, AllOf(StartsWith("certgen: "), HasSubstr("Permission denied")));
  EXPECT_EQ(Snapshot(dir_.path()), before);
}

TEST_F(BadCommandTest, HelpTeachesWithAnExample) {
  const Result result = Certgen({"bad", "--help"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, AllOf(HasSubstr("  certgen bad /tmp/bad\n"), HasSubstr("--list"),
                                HasSubstr("manifest.json"), HasSubstr("Exit codes:")));
}

TEST_F(BadCommandTest, TheClockIsTheCallers) {
  BadFlags flags;
  flags.directory = Path("t").string();
  const absl::Time then = absl::FromUnixSeconds(1'800'000'000);
  EXPECT_EQ(RunBad(flags, /*json=*/false, then).exit_code, kExitDone);
  EXPECT_EQ(test::OpenSsl({"x509", "-noout", "-startdate", "-in", Path("t/good/tls.crt")}),
            "notBefore=Jan 15 07:00:00 2027 GMT\n");
}

}  // namespace
}  // namespace certgen
