// certgen verify as its users call it; what it finds is the check's affair.
#include "certgen/verify_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "absl/time/clock.h"
#include "certgen/json_document.h"
#include "tests/certgen/openssl_ca.h"
#include "tests/testing/process.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace certgen {
namespace {

using test::Result;
using test::ValueOf;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using Arguments = std::vector<std::string>;
using Variables = std::vector<std::pair<std::string, std::string>>;

class VerifyCommandTest : public ::testing::Test {
 protected:
  VerifyCommandTest() { ca_.Leaf().WriteTo(dir_.path() / "leaf"); }

  // In the directory that holds `leaf`.
  Result Verify(const Arguments& arguments, const Variables& environment = {}) const {
    test::Command command;
    command.line = {CERTGEN_PROGRAM, "verify"};
    command.line.insert(command.line.end(), arguments.begin(), arguments.end());
    command.environment = environment;
    command.directory = dir_.path();
    return test::Run(command);
  }
  Json Document(const Arguments& arguments) const { return Json::parse(Verify(arguments).out); }

  const test::TestCa ca_;
  const test::TempDir dir_;
};

TEST_F(VerifyCommandTest, GoodCredentialsAreSaidToBeWithNamesAndEnd) {
  const Result good = Verify({"leaf"});
  EXPECT_EQ(good.exit_code, kExitDone);
  EXPECT_EQ(good.err, "");
  EXPECT_THAT(good.out, AllOf(StartsWith("good as server and client: DNS:localhost"),
                              HasSubstr(Rfc3339(ca_.Leaf().leaf.not_after()).substr(0, 10))));
}

TEST_F(VerifyCommandTest, SomethingFatalExitsOneAndIsAllOnStderr) {
  ca_.Leaf(test::Expired()).WriteTo(dir_.path() / "leaf");
  const Result bad = Verify({"leaf"});
  EXPECT_EQ(bad.exit_code, kExitFailed);
  EXPECT_EQ(bad.out, "");
  EXPECT_THAT(bad.err,
              AllOf(StartsWith("certgen: leaf/tls.crt: "), HasSubstr("[CERTIFICATE_EXPIRED]")));
}

TEST_F(VerifyCommandTest, RevocationListsByFlagVariableAndDirectory) {
  const OpenSslCa openssl(ca_);
  test::WriteFile(dir_.File("list.pem"), openssl.List(7));
  EXPECT_EQ(Document({"leaf", "--crl", "list.pem", "--json"})["findings"], Json::array());
  const Json named = Document({"leaf", "--crl", "nowhere.pem", "--json"});
  EXPECT_EQ(named["error"]["code"], "FILE_MISSING");
  EXPECT_EQ(Verify({"leaf"}, {{"CERTGEN_CRL", "nowhere.pem"}}).exit_code, kExitFailed);
  test::WriteFile(dir_.File("leaf/crl.pem"), openssl.List(-9, -2));
  const Json stale = Document({"leaf", "--json"});
  EXPECT_EQ(stale["ok"], true);
  EXPECT_EQ(stale["findings"][0]["code"], "REVOCATION_LIST_EXPIRED");
  EXPECT_EQ(stale["findings"][0]["severity"], "warning");
  EXPECT_EQ(stale["findings"][0]["file"], "leaf/crl.pem");
  openssl.Revoke(ValueOf(Certificate::FromPem(test::ReadFile(dir_.File("leaf/tls.crt")))),
                 "keyCompromise");
  test::WriteFile(dir_.File("list.pem"), openssl.List(7));
  const Json revoked = Document({"leaf", "--crl", "list.pem", "--json"});
  EXPECT_EQ(revoked["error"]["code"], "CERTIFICATE_REVOKED");
  EXPECT_EQ(revoked["findings"][0]["file"], "leaf/tls.crt");
  EXPECT_EQ(revoked["findings"][0]["certificate"]["subject"], "CN=localhost");
}

TEST_F(VerifyCommandTest, WarningsAloneAreGood) {
  ca_.Leaf({.key = KeyType::kEd25519}).WriteTo(dir_.path() / "leaf");
  const Result good = Verify({"leaf"});
  EXPECT_EQ(good.exit_code, kExitDone);
  EXPECT_THAT(good.out, HasSubstr("with 1 warning"));
  EXPECT_THAT(good.err, StartsWith("certgen: warning: leaf/tls.crt: "));
}

TEST_F(VerifyCommandTest, TheDocumentHasEachFindingWithItsCertificate) {
  ca_.Leaf(test::Expired()).WriteTo(dir_.path() / "leaf");
  const Json document = Document({"leaf", "--json"});
  EXPECT_EQ(document["ok"], false);
  EXPECT_EQ(document["error"]["code"], "CERTIFICATE_EXPIRED");
  ASSERT_EQ(document["findings"].size(), 1u);
  const Json& finding = document["findings"][0];
  EXPECT_EQ(finding["code"], "CERTIFICATE_EXPIRED");
  EXPECT_EQ(finding["severity"], "fatal");
  EXPECT_EQ(finding["file"], "leaf/tls.crt");
  for (const char* key : {"subject", "issuer", "serial", "not_before", "not_after"}) {
    EXPECT_TRUE(finding["certificate"][key].is_string()) << key;
  }
}

TEST_F(VerifyCommandTest, FilesReplaceThoseOfTheDirectoryOrDoWithoutOne) {
  const test::Credential other = ca_.Leaf();
  test::WriteFile(dir_.File("other.key"), other.key);
  EXPECT_THAT(Verify({"leaf", "--key", "other.key"}).err, HasSubstr("[PRIVATE_KEY_MISMATCH]"));
  EXPECT_EQ(
      Verify({"--cert", "leaf/tls.crt", "--key", "leaf/tls.key", "--ca", "leaf/ca.crt"}).exit_code,
      kExitDone);
}

// CERTGEN_KEY is a type of key, for the other commands.
TEST_F(VerifyCommandTest, FilesAreNotTakenFromVariables) {
  EXPECT_EQ(Verify({"leaf"}, {{"CERTGEN_KEY", "rsa-2048"}, {"CERTGEN_CERT", "none"}}).exit_code,
            kExitDone);
  EXPECT_THAT(Verify({"leaf"}, {{"CERTGEN_HOST", "other.test"}}).err,
              HasSubstr("[CERTIFICATE_HOSTNAME_MISMATCH]"));
}

// As a resolver's whole names are written, and as container networks name their hosts.
TEST_F(VerifyCommandTest, AHostMayEndWithADotAndMayHoldAnUnderscore) {
  EXPECT_EQ(Verify({"leaf", "--host", "localhost."}).exit_code, kExitDone);
  EXPECT_THAT(Verify({"leaf", "--host", "my_service"}).err, HasSubstr("is not for my_service"));
}

TEST_F(VerifyCommandTest, WithoutARoleTheExtendedKeyUsageSaysIt) {
  ca_.Leaf(test::ForClients()).WriteTo(dir_.path() / "leaf");
  EXPECT_THAT(Verify({"leaf"}).out, StartsWith("good as client"));
  EXPECT_THAT(Verify({"leaf", "--as", "server"}).err, HasSubstr("[CERTIFICATE_WRONG_PURPOSE]"));
  ca_.Leaf(test::ForServers()).WriteTo(dir_.path() / "leaf");
  EXPECT_THAT(Verify({"leaf"}).out, StartsWith("good as server:"));
}

TEST_F(VerifyCommandTest, JudgesAsOfTheTimeGiven) {
  const std::string late = Rfc3339(absl::Now() + absl::Hours(24 * 60));
  EXPECT_THAT(Verify({"leaf", "--at", late}).err, HasSubstr("[CERTIFICATE_EXPIRED]"));
}

TEST_F(VerifyCommandTest, ScopesAddTheirRulesAndTheCheckIsTheSameWithoutThem) {
  EXPECT_EQ(Document({"leaf", "--json"})["findings"], Json::array());
  const Json document = Document({"--scope", "spiffe", "--scope", "webpki", "leaf", "--json"});
  std::vector<std::string> codes;
  for (const Json& finding : document["findings"]) codes.push_back(finding["code"]);
  EXPECT_THAT(codes, AllOf(Contains("SPIFFE_ID_MISSING"), Contains("WEBPKI_INTERNAL_NAME")));
}

TEST_F(VerifyCommandTest, RefusesWhatItCannotMeanAndNamesTheFlag) {
  const struct {
    Arguments arguments;
    const char* named;
  } cases[] = {
      {{}, "--cert"},
      {{"leaf", "--as", "proxy"}, "--as 'proxy'"},
      {{"leaf", "--host", "a:443"}, "--host 'a:443'"},
      {{"leaf", "--host", "a", "--as", "client"}, "--as client"},
      {{"leaf", "--client-cert", "maybe"}, "maybe"},
      {{"leaf", "--at", "tomorrow"}, "--at 'tomorrow'"},
      {{"leaf", "--at", "10000-01-01T00:00:00Z"}, "--at '10000-01-01T00:00:00Z'"},
      {{"leaf", "--host", "bücher.example"}, "xn--"},
      {{"leaf", "--host", ""}, "--host"},
      {{"leaf", "--at", ""}, "--at"},
      {{"leaf", "--scope", "web"}, "--scope 'web'"},
      {{"--explain", "NOTHING_OF_THE_KIND"}, "NOTHING_OF_THE_KIND"},
  };
  for (const auto& c : cases) {
    const Result refused = Verify(c.arguments);
    EXPECT_EQ(refused.exit_code, kExitUsage) << c.named;
    EXPECT_THAT(refused.err, HasSubstr(c.named));
    EXPECT_EQ(refused.out, "");
  }
}

TEST_F(VerifyCommandTest, ExplainsCodesAndRules) {
  EXPECT_THAT(Verify({"--explain", "PRIVATE_KEY_MISMATCH"}).out,
              StartsWith("PRIVATE_KEY_MISMATCH\n"));
  EXPECT_THAT(Verify({"--explain", "WEBPKI_KEY_SIZE"}).out, HasSubstr("Baseline Requirements"));
}

// The mistakes of who has just run certgen init.
TEST_F(VerifyCommandTest, ADirectoryOfCredentialsOrOfACaIsSaidToBeOne) {
  ASSERT_EQ(test::Run({.line = {CERTGEN_PROGRAM, "init", "--dir", dir_.File("pki")}}).exit_code, 0);
  const Result pki = Verify({"pki"});
  EXPECT_EQ(pki.exit_code, kExitFailed);
  EXPECT_THAT(pki.err, AllOf(HasSubstr("several credentials"), HasSubstr("pki/leaf")));
  EXPECT_THAT(Verify({"pki/root"}).err, HasSubstr("certgen inspect pki/root"));
  EXPECT_EQ(Verify({"pki/leaf"}).exit_code, kExitDone);
}

// For root every directory is open.
TEST_F(VerifyCommandTest, ADirectoryThatMayNotBeOpenedIsAFinding) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can try another user's rights";
  chmod(dir_.path().c_str(), 0755);
  chmod(dir_.File("leaf").c_str(), 0700);
  // Where it is built, others may not be able to go.
  std::filesystem::copy_file(CERTGEN_PROGRAM, dir_.path() / "certgen");
  const Result closed = test::Run(
      {.line = {dir_.File("certgen"), "verify", "leaf"}, .directory = dir_.path(), .uid = 65534});
  EXPECT_EQ(closed.exit_code, kExitFailed);
  EXPECT_THAT(closed.err, AllOf(StartsWith("certgen: leaf: "), HasSubstr("[FILE_UNREADABLE]")));
}

TEST_F(VerifyCommandTest, AClosedFolderOnTheWayIsTheOneToOpen) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can try another user's rights";
  chmod(dir_.path().c_str(), 0755);
  std::filesystem::create_directory(dir_.path() / "closed");
  std::filesystem::copy_file(dir_.path() / "leaf/tls.crt", dir_.path() / "closed/tls.crt");
  chmod(dir_.File("closed/tls.crt").c_str(), 0644);
  chmod(dir_.File("closed").c_str(), 0700);
  std::filesystem::copy_file(CERTGEN_PROGRAM, dir_.path() / "certgen");
  const Result result =
      test::Run({.line = {dir_.File("certgen"), "verify", "--cert", "closed/tls.crt"},
                 .directory = dir_.path(),
                 .uid = 65534});
  EXPECT_THAT(result.err, HasSubstr("into the folder closed: chown USER closed"));
}

TEST_F(VerifyCommandTest, AFileInPlaceOfTheDirectoryIsSaidToBeOne) {
  const Result file = Verify({"leaf/tls.crt"});
  EXPECT_EQ(file.exit_code, kExitFailed);
  EXPECT_THAT(file.err, AllOf(HasSubstr("is a file, not a directory of credentials"),
                              HasSubstr("such as leaf, or the files one by one: --cert")));
}

TEST_F(VerifyCommandTest, NoDirectoryIsAFinding) {
  const Result none = Verify({"none"});
  EXPECT_EQ(none.exit_code, kExitFailed);
  EXPECT_THAT(none.err, AllOf(HasSubstr("certgen: none: "), HasSubstr("[FILE_MISSING]")));
}

}  // namespace
}  // namespace certgen
