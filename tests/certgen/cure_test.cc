#include "certgen/cure.h"

#include <gtest/gtest.h>

#include "tests/testing/process.h"

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
            "copy it; where certgen keeps them: certgen leaf web --force");
}

}  // namespace
}  // namespace certgen
