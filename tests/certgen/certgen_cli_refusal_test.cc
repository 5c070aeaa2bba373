// What the program refuses: the exit code, the words, and that nothing comes to
// be.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "tests/testing/process.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

namespace fs = std::filesystem;
using test::Result;
using test::Snapshot;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using Arguments = std::vector<std::string>;

class CertgenRefusalTest : public ::testing::Test {
 protected:
  Result Certgen(const Arguments& arguments) const {
    test::Command command;
    command.line = {CERTGEN_PROGRAM};
    command.line.insert(command.line.end(), arguments.begin(), arguments.end());
    command.directory = dir_.path();
    return test::Run(command);
  }

  test::TempDir dir_;
};

TEST_F(CertgenRefusalTest, BadInputExitsWith64AndTheDirectoryDoesNotComeToBe) {
  const std::string long_label(64, 'a');
  const std::string long_name = std::string(63, 'a') + "." + std::string(63, 'b') + "." +
                                std::string(63, 'c') + "." + std::string(62, 'd');
  const struct {
    Arguments arguments;
    std::string cause;
  } cases[] = {
      {{"init", "--dns", ""}, "DNS name '' is empty"},
      {{"init", "--dns", "a..b"}, "has an empty label"},
      {{"init", "--dns", "a_b.test"}, "has a '_'"},
      {{"init", "--dns", "a.test."}, "ends with a dot"},
      {{"init", "--dns", long_label + ".test"}, "has a label of 64 characters"},
      {{"init", "--dns", long_name}, "has 254 characters; the limit is 253"},
      {{"init", "--dns", "10.0.0.1"}, "is an IP address"},
      {{"init", "--dns", "::1"}, "is an IP address"},
      {{"init", "--dns", "b\xC3\xBC.test"}, "beyond ASCII"},
      {{"init", "--dns", "*"}, "a wildcard that no client matches"},
      {{"init", "--dns", "a.test", "--dns", "A.TEST"}, "DNS:a.test is given twice"},
      {{"init", "--ip", "10.0.0.0/8"}, "is not an IPv4 or IPv6 address"},
      {{"init", "--ip", "localhost"}, "is not an IPv4 or IPv6 address"},
      {{"init", "--ip", "::1", "--ip", "0:0::1"}, "IP:::1 is given twice"},
      {{"init", "--uri", "spiffe://a"}, "has no path"},
      {{"init", "--uri", "spiffe://a/b", "--uri", "spiffe://a/c"}, "may have no second URI"},
      {{"init", "--uri", "no-scheme"}, "has no scheme"},
      {{"init", "--days", "0"}, "0 days make no validity"},
      {{"init", "--days", "-1"}, "-1 days make no validity"},
      {{"init", "--days", "99999999"}, "beyond the year 9999"},
      {{"init", "--days", "1.5"}, "--days"},
      {{"init", "--days", "99999999999999999999"}, "--days"},
      {{"init", "--key", "rsa-1024"}, "'rsa-1024' is no key type; choose one of ec-p256"},
      {{"init", "--mode", "0644"}, "is no mode for a private key"},
      {{"init", "--mode", "0060"}, "is no mode for a private key"},
      {{"init", "--mode", "+600"}, "is no mode for a private key"},
      {{"init", "--group", "-1"}, "neither a group here nor a number"},
      {{"init", "--group", "no-such-group"}, "neither a group here nor a number"},
      {{"init", "--nonsense"}, "--nonsense"},
      {{"init", "extra"}, "extra"},
      {{"root", "--days", "0"}, "the dates are reversed"},
      {{"root", "--days", "99999999"}, "beyond the year 9999"},
      {{"root", "--name", ""}, "the name of the CA is empty"},
      {{"root", "--name", std::string(65, 'x')}, "more than 64 characters"},
      {{"root", "--name", "\xFF\xFE"}, "is not UTF-8"},
      {{"root", "--name", "a\nb"}, "has a control character"},
      {{"root", "--path-length", "-1"}, "is negative"},
      {{"leaf"}, "NAME is required"},
      {{"leaf", "root"}, "belongs to the root"},
      {{"leaf", "../x"}, "may have only"},
      {{"leaf", ".x"}, "must start with a letter or digit"},
      {{"leaf", "X"}, "may have only"},
      {{"leaf", ""}, "is empty"},
      {{"leaf", "a_b"}, "has a '_'"},
      {{"leaf", std::string(101, 'x')}, "more than 100 characters"},
      {{"leaf", "x", "--issuer", "../y"}, "may have only"},
      {{"leaf", "x", "--usage", "signing"}, "choose both, server or client"},
      {{"nonsense"}, "subcommand"},
      {{}, "subcommand"},
  };
  for (const auto& c : cases) {
    const Result result = Certgen(c.arguments);
    EXPECT_EQ(result.exit_code, 64) << c.cause;
    EXPECT_THAT(result.err, AllOf(StartsWith("certgen: "), HasSubstr(c.cause)));
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_TRUE(fs::is_empty(dir_.path())) << c.cause;
  }
}

TEST_F(CertgenRefusalTest, AnEmptyDirectoryNameIsRefused) {
  for (const char* command : {"init", "root"}) {
    EXPECT_EQ(Certgen({command, "--dir", ""}).exit_code, 64);
  }
  EXPECT_EQ(Certgen({"leaf", "x", "--dir", ""}).exit_code, 64);
  EXPECT_TRUE(fs::is_empty(dir_.path()));
}

TEST_F(CertgenRefusalTest, ALeafWithoutAnIssuerIsRefusedAndNothingComesToBe) {
  const Result result = Certgen({"leaf", "web"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("make a root first: certgen root --dir pki"));
  EXPECT_TRUE(fs::is_empty(dir_.path()));
}

TEST_F(CertgenRefusalTest, EachUnfitIssuerHasWordsOfItsOwn) {
  const test::TestCa good;
  const test::TestCa expired(KeyType::kEcP256, test::DaysFromNow(-20, -1));
  const test::TestCa early(KeyType::kEcP256, test::DaysFromNow(1, 20));
  const test::Credential leaf = good.Leaf();
  const struct {
    std::string certificate;
    std::string key;
    std::string cause;
  } cases[] = {
      {leaf.cert, leaf.key, "is not a CA"},
      {expired.certificate().ToPem(), expired.key_pem(), " expired at "},
      {early.certificate().ToPem(), early.key_pem(), "is not valid before"},
      {good.certificate().ToPem(), expired.key_pem(), "the private key is not that of issuer"},
      {"hello", good.key_pem(), "neither PEM nor DER"},
      {good.certificate().ToPem(), "hello", "neither PEM nor DER"},
      {"", good.key_pem(), "is empty"},
  };
  fs::create_directories(dir_.path() / "pki" / "root");
  test::WriteFile(dir_.File("pki/.gitignore"), "*\n");
  for (const auto& c : cases) {
    test::WriteFile(dir_.File("pki/root/ca.crt"), c.certificate);
    test::WriteFile(dir_.File("pki/root/ca.key"), c.key, 0600);
    const std::string before = Snapshot(dir_.path());
    for (const Arguments& arguments : {Arguments{"leaf", "web"}, {"init"}}) {
      const Result result = Certgen(arguments);
      EXPECT_EQ(result.exit_code, 1);
      EXPECT_THAT(result.err, AllOf(StartsWith("certgen: pki/root/ca."), HasSubstr(c.cause)));
    }
    EXPECT_EQ(Snapshot(dir_.path()), before) << c.cause;
  }
  // A member that is a leaf.
  fs::remove_all(dir_.path() / "pki");
  ASSERT_EQ(Certgen({"init"}).exit_code, 0);
  EXPECT_THAT(Certgen({"leaf", "web", "--issuer", "leaf"}).err,
              HasSubstr("pki/leaf is not a CA: it holds no ca.key"));
}

TEST_F(CertgenRefusalTest, AValidityCutToTheIssuersEndIsSaid) {
  ASSERT_EQ(Certgen({"root", "--days", "10"}).exit_code, 0);
  const Result result = Certgen({"leaf", "web"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.err, AllOf(StartsWith("certgen: note: web ends with its issuer at "),
                                HasSubstr("before the 90 days asked for")));
  EXPECT_THAT(Certgen({"leaf", "web"}).out, StartsWith("nothing to do"));
}

TEST_F(CertgenRefusalTest, MoreThan825DaysAreAWarning) {
  EXPECT_EQ(Certgen({"init", "--days", "825"}).err, "");
  const Result result = Certgen({"leaf", "web", "--days", "826"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.err, StartsWith("certgen: warning: --days 826 is more than 825"));
}

TEST_F(CertgenRefusalTest, APlainDirectoryIsRefusedBeforeThereIsARoot) {
  test::TestCa().Leaf().WriteTo(dir_.path() / "pki" / "leaf");
  const Result result = Certgen({"init"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, AllOf(HasSubstr("pki/leaf is a plain directory"), HasSubstr("mv ")));
  EXPECT_FALSE(fs::exists(dir_.path() / "pki" / "root"));
}

TEST_F(CertgenRefusalTest, NoKeyIsWrittenWhereOthersCouldReplaceIt) {
  fs::create_directory(dir_.path() / "open");
  ASSERT_EQ(chmod(dir_.File("open").c_str(), 0777), 0);
  const Result result = Certgen({"init", "--dir", "open/pki"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("/open is writable by everybody"));
  EXPECT_TRUE(fs::is_empty(dir_.path() / "open"));
  ASSERT_EQ(chmod(dir_.File("open").c_str(), 01777), 0);
  EXPECT_EQ(Certgen({"init", "--dir", "open/pki"}).exit_code, 0);
  // The credential's own directory too.
  ASSERT_EQ(chmod(dir_.File("open/pki/leaf").c_str(), 0777), 0);
  EXPECT_EQ(Certgen({"init", "--dir", "open/pki", "--force"}).exit_code, 1);
}

TEST_F(CertgenRefusalTest, AnotherUserCannotWriteOrReadOurs) {
  if (getuid() != 0) GTEST_SKIP() << "only root can run a program as another user";
  // Where it is built, others may not be able to go.
  fs::copy_file(CERTGEN_PROGRAM, dir_.path() / "certgen");
  ASSERT_EQ(Certgen({"init", "--dir", "pki"}).exit_code, 0);
  const std::string before = Snapshot(dir_.path());
  test::Command command;
  command.directory = dir_.path();
  command.uid = 4242;
  for (const Arguments& arguments :
       {Arguments{"init", "--dir", "new"}, {"leaf", "web"}, {"leaf", "leaf", "--force"}}) {
    command.line = {dir_.File("certgen")};
    command.line.insert(command.line.end(), arguments.begin(), arguments.end());
    const Result result = test::Run(command);
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("Permission denied"));
  }
  command.line = {"cat", dir_.File("pki/leaf/tls.key")};
  EXPECT_NE(test::Run(command).exit_code, 0);
  command.line = {"cat", dir_.File("pki/leaf/tls.crt")};
  EXPECT_EQ(test::Run(command).exit_code, 0);
  EXPECT_EQ(Snapshot(dir_.path()), before);
}

}  // namespace
}  // namespace certgen
