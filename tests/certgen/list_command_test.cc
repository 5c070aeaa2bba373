// certgen list, as the program runs it.
#include "certgen/list_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "certgen/json_document.h"
#include "tests/testing/process.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using test::Result;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ListCommandTest : public ::testing::Test {
 protected:
  Result Certgen(const std::vector<std::string>& arguments,
                 std::optional<uid_t> uid = std::nullopt) const {
    test::Command command;
    command.line = {CERTGEN_PROGRAM};
    command.line.insert(command.line.end(), arguments.begin(), arguments.end());
    command.directory = dir_.path();
    command.uid = uid;
    return test::Run(command);
  }

  const test::TempDir dir_;
};

TEST_F(ListCommandTest, ListsWhatWasIssued) {
  ASSERT_EQ(Certgen({"init"}).exit_code, 0);
  ASSERT_EQ(Certgen({"leaf", "web", "--usage", "server", "--days", "10"}).exit_code, 0);
  const Result result = Certgen({"list"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err, "");
  EXPECT_THAT(
      result.out,
      ContainsRegex("^NAME  ISSUER  NAMES  +USAGE  +DAYS LEFT\n"
                    "root  itself  tls-echo root  +CA  +3649\n"
                    "leaf  root    DNS:localhost, IP:127.0.0.1, IP:::1  server, client  89\n"
                    "web   root    DNS:web  +server  +9\n$"));
  const Json json = Json::parse(Certgen({"list", "--json"}).out);
  EXPECT_EQ(json["ok"], true);
  EXPECT_EQ(json["credentials"][2]["name"], "web");
  EXPECT_EQ(json["credentials"][2]["certificate"]["days_left"], 9);
}

TEST_F(ListCommandTest, ABrokenOneFailsAndIsListed) {
  ASSERT_EQ(Certgen({"init"}).exit_code, 0);
  test::TestCa().Leaf().WriteTo(dir_.path() / "pki/broken");
  test::WriteFile(dir_.File("pki/broken/tls.crt"), "\x1b[31mx\n");
  const Result result = Certgen({"list"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.out, AllOf(HasSubstr("\nbroken  -"), HasSubstr("BROKEN: pki/broken/tls.crt"),
                                HasSubstr("\nleaf  ")));
  EXPECT_THAT(result.err, StartsWith("certgen: pki/broken/tls.crt: "));
}

TEST_F(ListCommandTest, AnExpiredOneIsPlainAndNoFailure) {
  test::TestCa().Leaf(test::Expired()).WriteTo(dir_.path() / "pki/old");
  const Result result = Certgen({"list"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, HasSubstr("EXPIRED 24 hours ago\n"));
}

TEST_F(ListCommandTest, NoDirectoryNamesTheCure) {
  const Result result = Certgen({"list"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.err,
            "certgen: there is no directory pki; make a root and a leaf in it: certgen init --dir "
            "pki\n");
  EXPECT_EQ(Json::parse(Certgen({"list", "--json"}).out)["error"]["code"], "NOT_FOUND");
  EXPECT_EQ(Certgen({"list", "more"}).exit_code, 64);
}

TEST_F(ListCommandTest, WhoMayNotReadTheKeysMayStillList) {
  if (getuid() != 0) GTEST_SKIP() << "only root can become another user";
  ASSERT_EQ(Certgen({"init"}).exit_code, 0);
  const Result result = Certgen({"list"}, 12345);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("\nleaf  root"));
}

TEST_F(ListCommandTest, HelpTeaches) {
  EXPECT_THAT(Certgen({"list", "--help"}).out,
              AllOf(HasSubstr("Examples:\n"), HasSubstr("Exit codes: 0 done")));
}

}  // namespace
}  // namespace certgen
