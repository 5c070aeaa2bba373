#include "certgen/pki.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "absl/time/clock.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

namespace fs = std::filesystem;
using test::IsOk;
using test::StatusIs;
using test::TestCa;
using test::ValueOf;
using test::WriteFile;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr absl::StatusCode kInvalid = absl::StatusCode::kInvalidArgument;
constexpr absl::StatusCode kPrecondition = absl::StatusCode::kFailedPrecondition;

TEST(MemberNameTest, IsADirectoryNameThatNoSystemMindsAndNeverRoot) {
  for (const std::string& name : {std::string("leaf"), std::string("0"), std::string("a.b_c-d"),
                                  std::string("a..b"), std::string(100, 'x')}) {
    EXPECT_THAT(CheckMemberName(name), IsOk()) << name;
  }
  for (const std::string& name :
       {std::string("A"), std::string(".a"), std::string("-a"), std::string("_a"),
        std::string("../a"), std::string("a/b"), std::string("a b"), std::string("\xC3\xBC"),
        std::string("a\0b", 3), std::string("a\n")}) {
    EXPECT_THAT(CheckMemberName(name), StatusIs(kInvalid, HasSubstr("may have only"))) << name;
  }
  EXPECT_THAT(CheckMemberName(""), StatusIs(kInvalid, HasSubstr("is empty")));
  EXPECT_THAT(CheckMemberName("root"), StatusIs(kInvalid, HasSubstr("belongs to the root")));
  EXPECT_THAT(CheckMemberName(std::string(101, 'x')), StatusIs(kInvalid, HasSubstr("100")));
}

class PkiTest : public ::testing::Test {
 protected:
  // A CA's directory as certgen or a person may have made it.
  void WriteCa(const std::string& name, const Certificate& certificate, const std::string& key) {
    fs::create_directories(pki_.member(name));
    WriteFile(pki_.member(name) / "ca.crt", certificate.ToPem());
    WriteFile(pki_.member(name) / "ca.key", key, 0600);
  }

  test::TempDir dir_;
  Pki pki_{dir_.path() / "pki"};
  TestCa root_;
};

TEST_F(PkiTest, ASlashAtTheEndIsNoOtherPlace) {
  EXPECT_EQ(Pki("a/pki/").directory(), fs::path("a/pki"));
  EXPECT_EQ(Pki("pki").member("leaf"), fs::path("pki/leaf"));
  EXPECT_EQ(Pki("/").directory(), fs::path("/"));
}

TEST_F(PkiTest, LockingMakesTheDirectoryAndKeepsItOutOfRepositories) {
  const Pki deep(dir_.path() / "a" / "b" / "pki");
  ASSERT_THAT(deep.Lock(), IsOk());
  EXPECT_EQ(test::ReadFile(deep.directory() / ".gitignore"), "*\n");
  // One that is there stays as it is.
  WriteFile(deep.directory() / ".gitignore", "mine\n");
  ASSERT_THAT(deep.Lock(), IsOk());
  EXPECT_EQ(test::ReadFile(deep.directory() / ".gitignore"), "mine\n");
}

TEST_F(PkiTest, TheLockIsHeldUntilItsEnd) {
  const auto lockable = [&] {
    const UniqueFd fd(open(pki_.directory().c_str(), O_RDONLY | O_CLOEXEC));
    return flock(fd.get(), LOCK_EX | LOCK_NB) == 0;
  };
  {
    const PkiLock lock = ValueOf(pki_.Lock());
    EXPECT_FALSE(lockable());
  }
  EXPECT_TRUE(lockable());
}

TEST_F(PkiTest, LockingRefusesPlacesThatAreNotSafeOrNotDirectories) {
  EXPECT_THAT(Pki("").Lock(), StatusIs(kInvalid, HasSubstr("is empty")));
  WriteFile(dir_.path() / "pki", "");
  EXPECT_THAT(pki_.Lock(), StatusIs(kPrecondition, HasSubstr("is not a directory")));
  fs::create_directory(dir_.path() / "open");
  ASSERT_EQ(chmod(dir_.File("open").c_str(), 0777), 0);
  EXPECT_THAT(Pki(dir_.path() / "open" / "pki").Lock(),
              StatusIs(kPrecondition, HasSubstr("writable by everybody")));
  EXPECT_TRUE(fs::is_empty(dir_.path() / "open"));
}

TEST_F(PkiTest, LoadsTheRootAndAnIntermediate) {
  WriteCa("root", root_.certificate(), root_.key_pem());
  const Issuer root = ValueOf(pki_.LoadIssuer("root", absl::Now()));
  EXPECT_EQ(root.certificate(), root_.certificate());
  EXPECT_THAT(root.intermediates(), IsEmpty());

  const TestCa middle = root_.Intermediate();
  WriteCa("middle", middle.certificate(), middle.key_pem());
  // The root from root/, from chain.crt, or from the same file.
  for (const std::string& chain : {std::string(), root_.certificate().ToPem()}) {
    if (!chain.empty()) WriteFile(pki_.member("middle") / "chain.crt", chain);
    const Issuer issuer = ValueOf(pki_.LoadIssuer("middle", absl::Now()));
    EXPECT_EQ(issuer.root(), root_.certificate());
    EXPECT_THAT(issuer.intermediates(), ElementsAre(middle.certificate()));
  }
}

TEST_F(PkiTest, AnIntermediateOfAnotherRootCannotIssue) {
  WriteCa("root", TestCa().certificate(), root_.key_pem());
  const TestCa middle = root_.Intermediate();
  WriteCa("middle", middle.certificate(), middle.key_pem());
  EXPECT_THAT(pki_.LoadIssuer("middle", absl::Now()),
              StatusIs(kPrecondition, HasSubstr("was not issued by")));
}

TEST_F(PkiTest, SaysWhyAnIssuerCannotBeLoaded) {
  EXPECT_THAT(pki_.LoadIssuer("root", absl::Now()),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("certgen root --dir")));
  root_.Leaf().WriteTo(pki_.member("leaf"));
  EXPECT_THAT(pki_.LoadIssuer("leaf", absl::Now()),
              StatusIs(kPrecondition, HasSubstr("leaf is not a CA: it holds no ca.key")));
  WriteCa("root", root_.certificate(), TestCa().key_pem());
  EXPECT_THAT(pki_.LoadIssuer("root", absl::Now()),
              StatusIs(kPrecondition, AllOf(HasSubstr("root/ca.crt: "), HasSubstr("private key"))));
  fs::remove(pki_.member("root") / "ca.crt");
  EXPECT_THAT(pki_.LoadIssuer("root", absl::Now()),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("root/ca.crt")));
  WriteFile(pki_.member("root") / "ca.crt", "hello");
  EXPECT_THAT(pki_.LoadIssuer("root", absl::Now()),
              StatusIs(kPrecondition, HasSubstr("neither PEM nor DER")));
}

TEST_F(PkiTest, AKeyThatCannotBeReadIsSaidToBe) {
  WriteCa("root", root_.certificate(), root_.key_pem());
  ASSERT_EQ(chmod((pki_.member("root") / "ca.key").c_str(), 0), 0);
  const bool root_user = getuid() == 0;  // who reads everything
  if (root_user) {
    ASSERT_EQ(seteuid(4242), 0);
  }
  const absl::Status status = pki_.LoadIssuer("root", absl::Now()).status();
  if (root_user) {
    ASSERT_EQ(seteuid(0), 0);
  }
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("root/ca.key")));
}

TEST_F(PkiTest, KnowsWhoIsBelowARootAndWhoIssuedALeaf) {
  WriteCa("root", root_.certificate(), root_.key_pem());
  const TestCa middle = root_.Intermediate();
  WriteCa("middle", middle.certificate(), middle.key_pem());
  root_.Leaf().WriteTo(pki_.member("b"));
  middle.Leaf().WriteTo(pki_.member("a"));
  const TestCa stranger;
  stranger.Leaf().WriteTo(pki_.member("strange"));
  fs::create_directory(pki_.member("empty"));
  EXPECT_THAT(pki_.Below(root_.certificate()), ElementsAre("a", "b", "middle"));
  EXPECT_THAT(pki_.Below(TestCa().certificate()), IsEmpty());
  EXPECT_EQ(pki_.IssuerOf(root_.Leaf().leaf), "root");
  EXPECT_EQ(pki_.IssuerOf(middle.Leaf().leaf), "middle");
  EXPECT_EQ(pki_.IssuerOf(stranger.Leaf().leaf), std::nullopt);
}

}  // namespace
}  // namespace certgen
