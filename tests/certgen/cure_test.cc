#include "certgen/cure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/testing/process.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

namespace certgen {
namespace {

CredentialFile Member(const std::string& pki, const std::string& name) {
  CredentialFile file;
  file.path = pki + "/" + name + "/tls.crt";
  file.member = PkiMember{pki, name};
  return file;
}

CredentialFile Foreign() {
  CredentialFile file;
  file.path = "/etc/tls/tls.crt";
  return file;
}

TEST(ShellWordTest, IsOneWordOfTheShellWhateverIsInIt) {
  for (const std::string& text :
       {std::string("plain/path-1.crt"), std::string(), std::string("a b"), std::string("it's"),
        std::string("$(date)`x`"), std::string("*?[a]~"), std::string("a\nb\\n"),
        std::string("-n;&|<>()#!\"")}) {
    const test::Result printed =
        test::Run({.line = {"sh", "-c", "printf %s " + ShellWord(text) + "; exit $#"}});
    EXPECT_EQ(printed.out, text);
    EXPECT_EQ(printed.exit_code, 0);
  }
}

TEST(ShellWordTest, QuotesNothingThatNeedsNoQuotes) {
  EXPECT_EQ(ShellWord("pki/leaf/tls.crt"), "pki/leaf/tls.crt");
  EXPECT_EQ(ShellWord("a b"), "'a b'");
}

TEST(ReissueTest, NamesTheLeafWhereCertgenKeepsIt) {
  EXPECT_EQ(ReissueCommand(Member("pki", "web")), "certgen leaf web --force");
  EXPECT_EQ(ReissueCommand(Member("/srv/my pki", "web")),
            "certgen leaf web --force --dir '/srv/my pki'");
  EXPECT_EQ(ReissueCommand(Member("pki", "web"), "--key ec-p256"),
            "certgen leaf web --force --key ec-p256");
  EXPECT_EQ(Reissue(Member("pki", "web")), "issue it again: certgen leaf web --force");
}

// It knows the names that its leaf has, and neither usage nor issuer.
TEST(ReissueTest, InitReissuesItsOwnLeafUnlessItLacksTheFlag) {
  EXPECT_EQ(ReissueCommand(Member("pki", "leaf")), "certgen init --force");
  EXPECT_EQ(ReissueCommand(Member("pki", "leaf"), "--dns a"), "certgen init --force --dns a");
  for (const char* flags : {"--usage both", "--issuer root"}) {
    EXPECT_EQ(ReissueCommand(Member("pki", "leaf"), flags),
              std::string("certgen leaf leaf --force ") + flags);
  }
}

TEST(ReissueTest, OfOthersFilesItIsAnExample) {
  EXPECT_EQ(ReissueCommand(Foreign()), "certgen leaf NAME --force");
  // The root is no leaf to issue.
  EXPECT_EQ(ReissueCommand(Member("pki", "root")), "certgen leaf NAME --force");
}

TEST(ReissueTest, ACureForAnyLeafIsMadeOneForThisLeaf) {
  const std::string cure = "issue it: certgen leaf NAME --force --usage server";
  EXPECT_EQ(ForLeaf(cure, Member("/srv/pki", "leaf")),
            "issue it: certgen leaf leaf --force --dir /srv/pki --usage server");
  EXPECT_EQ(ForLeaf(cure, Foreign()), cure);
}

TEST(RestoreRootsTest, SaysWhatAnybodyCanDoAndThenTheCommand) {
  EXPECT_EQ(RestoreRoots("copy it", Member("pki", "web")),
            "copy it; where this tool keeps them: certgen leaf web --force");
}

TEST(RenewRootTest, MakesARootLikeTheOldOneBeforeTheLeaf) {
  const test::TempDir dir;
  const std::string pki = dir.File("pki");
  const auto certgen = [&](std::vector<std::string> line) {
    line.insert(line.begin(), CERTGEN_PROGRAM);
    line.insert(line.end(), {"--dir", pki});
    const test::Result result = test::Run({.line = line});
    EXPECT_EQ(result.exit_code, 0) << result.err;
  };
  certgen({"root", "--name", "My CA", "--key", "ec-p384", "--path-length", "0"});
  certgen({"leaf", "a"});
  certgen({"leaf", "b"});
  const Certificate root =
      test::ValueOf(Certificate::FromPem(test::ReadFile(pki + "/root/ca.crt")));
  EXPECT_EQ(RenewRoot("renew it", Member(pki, "a"), root, "--days 90"),
            absl::StrCat("renew it (and the others below it); where this tool keeps them: certgen "
                         "root --force --orphan 2 --name 'My CA' --key ec-p384 --path-length 0 "
                         "--dir ",
                         pki, " && certgen leaf a --force --dir ", pki, " --days 90"));
  // Issued by a root that is gone: the present one will do.
  certgen({"root", "--force", "--orphan", "2"});
  EXPECT_THAT(RenewRoot("renew it", Member(pki, "a"), root),
              testing::Not(testing::HasSubstr("--orphan")));
}

}  // namespace
}  // namespace certgen
