// Input that once crashed a program, hung it, or passed for something else.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "tests/e2e/programs.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class HostileInputTest : public ::testing::Test {
 protected:
  std::string File(const std::string& name) const { return temp_.File(name); }

  void Openssl(const Arguments& arguments) {
    Command command;
    command.line = {"openssl"};
    command.line.insert(command.line.end(), arguments.begin(), arguments.end());
    const Result result = test::Run(command);
    ASSERT_EQ(result.exit_code, 0) << result.err;
  }

  // A root by openssl, not backdated, as a plain directory of a certgen PKI.
  void OpensslRoot(const std::string& pki) {
    fs::create_directories(pki + "/root");
    Openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc",
             "-keyout", pki + "/root/ca.key", "-out", pki + "/root/ca.crt", "-days", "30", "-subj",
             "/CN=Test root", "-addext", "keyUsage=critical,keyCertSign,cRLSign"});
  }

  TempDir temp_;
};

// gRPC 1.51 ends the process when it meets one.
TEST_F(HostileInputTest, AnIpNameOfThreeOctetsIsAFinding) {
  Openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc",
           "-keyout", File("key"), "-out", File("crt"), "-subj", "/CN=evil", "-addext",
           "subjectAltName=DER:30:05:87:03:01:02:03"});
  const Result result = RunServer(
      {"--check-config", "--cert", File("crt"), "--key", File("key"), "--ca", File("crt")});
  EXPECT_EQ(result.exit_code, 10);
  EXPECT_THAT(result.err, HasSubstr("neither 4 nor 16 octets"));
}

// gRPC stops reading at such a block; it gets only what was checked.
TEST_F(HostileInputTest, RootsBehindOtherBlocksAndNulBytesCount) {
  const TestCa a;
  const TestCa b;
  Credential server = a.Leaf();
  const std::string nul("\0\n", 2);
  server.roots =
      nul + a.certificate().ToPem() + "-----BEGIN X509 CRL-----\nMIIB\n" + b.certificate().ToPem();
  server.cert = nul + server.cert;
  server.key = nul + server.key;
  server.WriteTo(File("server"));
  Credential caller = b.Leaf();
  caller.roots = a.certificate().ToPem();
  caller.WriteTo(File("caller"));
  RunningServer running({"--tls-dir", File("server")});
  const Result result = running.Call({"--tls-dir", File("caller"), "echo", "hi"});
  EXPECT_EQ(result.out, "hi\n") << result.err;
}

TEST_F(HostileInputTest, APipeThatNobodyWritesToIsAFinding) {
  TestCa().Leaf().WriteTo(File("tls"));
  ASSERT_EQ(mkfifo(File("pipe").c_str(), 0600), 0);
  const Result result =
      RunServer({"--check-config", "--tls-dir", File("tls"), "--key", File("pipe")});
  EXPECT_FALSE(result.timed_out);
  EXPECT_EQ(result.exit_code, 10);
  EXPECT_THAT(result.err, HasSubstr(File("pipe")));
}

TEST_F(HostileInputTest, AKeyMayComeThroughAPipe) {
  TestCa().Leaf().WriteTo(File("tls"));
  Command command;
  command.line = {"bash", "-c",
                  "exec \"$0\" --check-config --tls-dir \"$1\" --key <(cat \"$1/tls.key\")",
                  ECHO_SERVER_PROGRAM, File("tls")};
  const Result result = test::Run(command);
  EXPECT_EQ(result.exit_code, 0) << result.err;
}

TEST_F(HostileInputTest, AnEditedCopyWithoutLinksIsReadAsItStands) {
  ASSERT_EQ(RunCertgen({"init", "--dir", File("pki")}).exit_code, 0);
  fs::create_directory(File("copy"));
  fs::copy(File("pki") + "/leaf/..data/", File("copy") + "/..data", fs::copy_options::recursive);
  const Credential other = TestCa().Leaf(Named("other.test"));
  WriteFile(File("copy") + "/tls.crt", other.cert);
  WriteFile(File("copy") + "/tls.key", other.key);
  WriteFile(File("copy") + "/ca.crt", other.roots);
  RunningServer server({"--tls-dir", File("copy")});
  const Result result =
      server.Call({"--tls-dir", File("copy"), "--server-name", "other.test", "echo", "hi"});
  EXPECT_EQ(result.out, "hi\n") << result.err;
}

TEST_F(HostileInputTest, CertgenLeavesOtherPeoplesFilesAlone) {
  for (const char* name : {".staging-mywork", ".certgen-staging-My work", ".certgen-staging-a"}) {
    fs::create_directories(File("pki") + "/" + name);
    WriteFile(File("pki") + "/" + name + "/f", "precious");
  }
  ASSERT_EQ(RunCertgen({"init", "--dir", File("pki")}).exit_code, 0);
  fs::create_directory(File("pki") + "/leaf/..2024 holidays");
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(RunCertgen({"leaf", "leaf", "--force", "--dir", File("pki")}).exit_code, 0);
  }
  for (const char* name : {".staging-mywork", ".certgen-staging-My work", ".certgen-staging-a"}) {
    EXPECT_TRUE(fs::exists(File("pki") + "/" + name + "/f")) << name;
  }
  EXPECT_TRUE(fs::exists(File("pki") + "/leaf/..2024 holidays"));
}

TEST_F(HostileInputTest, CertgenPutsAStrayLinkAsideAndFollowsItNowhere) {
  ASSERT_EQ(RunCertgen({"init", "--dir", File("pki")}).exit_code, 0);
  const fs::path key = File("pki") + "/leaf/tls.key";
  fs::remove(key);
  WriteFile(File("elsewhere"), "precious");
  fs::create_symlink(File("elsewhere"), key);
  const Result result = RunCertgen({"leaf", "leaf", "--force", "--dir", File("pki")});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.err, HasSubstr(key.string() + " was not the link"));
  EXPECT_EQ(fs::read_symlink(key), fs::path("..data/tls.key"));
  EXPECT_EQ(fs::read_symlink(key.string() + ".old"), fs::path(File("elsewhere")));
  EXPECT_EQ(ReadFile(File("elsewhere")), "precious");
}

TEST_F(HostileInputTest, UnderARootByOpensslASecondRequestHasNothingToDo) {
  OpensslRoot(File("pki"));
  for (const char* expected : {"wrote", "nothing to do"}) {
    const Result result = RunCertgen({"init", "--dir", File("pki")});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr(expected));
  }
}

TEST_F(HostileInputTest, ALeafOfAnotherRootOfTheSameNameIsNotWhatWasAskedFor) {
  OpensslRoot(File("pki"));
  ASSERT_EQ(RunCertgen({"leaf", "a", "--dir", File("pki")}).exit_code, 0);
  OpensslRoot(File("pki"));
  const Result result = RunCertgen({"leaf", "a", "--dir", File("pki")});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.out, "");
}

TEST_F(HostileInputTest, AnEmptyGitignoreIsFilled) {
  fs::create_directory(File("pki"));
  WriteFile(File("pki") + "/.gitignore", "");
  ASSERT_EQ(RunCertgen({"init", "--dir", File("pki")}).exit_code, 0);
  EXPECT_EQ(ReadFile(File("pki") + "/.gitignore"), "*\n");
}

TEST_F(HostileInputTest, NamesFromOutsideCannotMoveTheCursor) {
  const Result client = RunClient({"--cert", "x\n\x1b[31my", "--key", "k", "--ca", "c", "whoami"});
  EXPECT_EQ(client.exit_code, 10);
  EXPECT_THAT(client.err, Not(HasSubstr("\x1b")));
  EXPECT_THAT(RunCertgen({"leaf", "--dir", File("pki"), "--", "a\n\x1b[31mb"}).err,
              Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace test
