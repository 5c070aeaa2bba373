// The program itself: command lines, exit codes, outputs.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "certgen/certificate.h"
#include "certgen/certificate_request.h"
#include "tests/testing/openssl_program.h"
#include "tests/testing/process.h"
#include "tests/testing/status_matchers.h"
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
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

using Arguments = std::vector<std::string>;
using Variables = std::vector<std::pair<std::string, std::string>>;

class CertgenTest : public ::testing::Test {
 protected:
  // In the test's own directory, so that a default of `pki` is there.
  Result Certgen(const Arguments& arguments, const Variables& environment = {}) const {
    test::Command command;
    command.line = {CERTGEN_PROGRAM};
    command.line.insert(command.line.end(), arguments.begin(), arguments.end());
    command.environment = environment;
    command.directory = dir_.path();
    return test::Run(command);
  }
  void Succeed(const Arguments& arguments, const Variables& environment = {}) const {
    const Result result = Certgen(arguments, environment);
    ASSERT_EQ(result.exit_code, 0) << result.err;
  }
  Certificate Leaf(const std::string& path = "pki/leaf") const {
    return test::ValueOf(Certificate::FromPem(ReadFile(dir_.path() / path / "tls.crt")));
  }
  std::string Pki() const { return Snapshot(dir_.path() / "pki"); }

  test::TempDir dir_;
};

TEST_F(CertgenTest, InitMakesARootAndALeafThatVerifies) {
  const Result result = Certgen({"init"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err, "");
  EXPECT_THAT(result.out, ContainsRegex("wrote pki/root .*\nwrote pki/leaf  DNS:localhost, "
                                        "IP:127.0.0.1, IP:::1  until 2.*Z\n$"));
  const std::string root = dir_.File("pki/root/ca.crt");
  for (const char* purpose : {"sslserver", "sslclient"}) {
    EXPECT_EQ(test::RunOpenSsl({"verify", "-x509_strict", "-purpose", purpose, "-CAfile", root,
                                dir_.File("pki/leaf/tls.crt")})
                  .exit_code,
              0);
  }
  EXPECT_EQ(ReadFile(dir_.File("pki/leaf/ca.crt")), ReadFile(root));
  EXPECT_EQ(ReadFile(dir_.File("pki/.gitignore")), "*\n");
  EXPECT_EQ(ModeOf(dir_.File("pki/leaf/tls.key")), 0600u);
  EXPECT_EQ(ModeOf(dir_.File("pki/root/ca.key")), 0600u);
  EXPECT_THAT(ReadFile(dir_.File("pki/leaf/tls.key")), StartsWith("-----BEGIN PRIVATE KEY-----\n"));
}

TEST_F(CertgenTest, KeysAreForTheirOwnerAloneUnderEveryUmask) {
  for (const mode_t mask : {0000u, 0077u}) {
    test::Command command;
    command.line = {CERTGEN_PROGRAM, "init", "--dir", "p" + std::to_string(mask)};
    command.directory = dir_.path();
    command.umask = mask;
    ASSERT_EQ(test::Run(command).exit_code, 0);
    for (const char* key : {"leaf/tls.key", "root/ca.key"}) {
      EXPECT_EQ(ModeOf(dir_.path() / command.line.back() / key), 0600u);
    }
  }
}

TEST_F(CertgenTest, ASecondInitChangesNoByte) {
  Succeed({"init"});
  const std::string before = Pki();
  const Result again = Certgen({"init"});
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.out, StartsWith("nothing to do"));
  // Nor in another order, or written out.
  Succeed({"init", "--ip", "::1", "--dns", "LOCALHOST", "--ip", "127.0.0.1", "--days", "90"});
  EXPECT_EQ(Pki(), before);
}

TEST_F(CertgenTest, AnInitThatDiffersNamesTheDifferenceAndChangesNothing) {
  Succeed({"init", "--dns", "a.test"});
  const std::string before = Pki();
  const struct {
    Arguments arguments;
    std::string difference;
  } cases[] = {
      {{"init", "--dns", "b.test"}, "names: there DNS:a.test, asked for DNS:b.test"},
      {{"init"}, "names: there DNS:a.test, asked for DNS:localhost"},
      {{"init", "--dns", "a.test", "--key", "ed25519"}, "key: there ec-p256, asked for ed25519"},
      {{"init", "--dns", "a.test", "--days", "9"}, "end of validity: there "},
      {{"init", "--dns", "a.test", "--mode", "0640"}, "mode of the key: there 0600"},
      {{"leaf", "leaf", "--dns", "a.test", "--usage", "client"}, "usage: there both"},
      {{"root", "--name", "other"}, "name: there tls-echo root, asked for other"},
      {{"root", "--path-length", "0"}, "path length: there 1, asked for 0"},
  };
  for (const auto& c : cases) {
    const Result result = Certgen(c.arguments);
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err,
                AllOf(StartsWith("certgen: pki/"), HasSubstr(c.difference), HasSubstr("--force")));
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(Pki(), before);
  }
}

TEST_F(CertgenTest, ForceKeepsWhatIsNotGiven) {
  Succeed({"root", "--days", "2000"});
  Succeed({"leaf", "s", "--uri", "spiffe://a.test/b", "--dns", "a.test", "--usage", "server",
           "--key", "ec-p384", "--mode", "0640", "--days", "500"});
  const Certificate before = Leaf("pki/s");
  Succeed({"leaf", "s", "--force"});
  const Certificate after = Leaf("pki/s");
  EXPECT_NE(after.serial(), before.serial());
  EXPECT_EQ(after.names(), before.names());
  EXPECT_EQ(UsageOf(after), Usage::kServer);
  EXPECT_EQ(after.key_description(), "ec-p384");
  EXPECT_EQ(after.not_after() - after.not_before(), before.not_after() - before.not_before());
  EXPECT_EQ(ModeOf(dir_.File("pki/s/tls.key")), 0640u);
  // What is given replaces.
  Succeed({"leaf", "s", "--force", "--dns", "c.test", "--key", "ed25519"});
  EXPECT_EQ(ToString(Leaf("pki/s").names()), "DNS:c.test");
  EXPECT_EQ(Leaf("pki/s").key_description(), "ed25519");
  EXPECT_EQ(UsageOf(Leaf("pki/s")), Usage::kServer);
}

TEST_F(CertgenTest, ForceDoesNotKeepAKeyThatOthersMayRead) {
  Succeed({"init"});
  ASSERT_EQ(chmod(dir_.File("pki/leaf/tls.key").c_str(), 0644), 0);
  EXPECT_EQ(Certgen({"init"}).exit_code, 1);
  Succeed({"init", "--force"});
  EXPECT_EQ(ModeOf(dir_.File("pki/leaf/tls.key")) & 07u, 0u);
}

TEST_F(CertgenTest, ARootIsReplacedOnlyByWhoCountsTheOrphans) {
  Succeed({"init"});
  Succeed({"leaf", "web"});
  const std::string before = Pki();
  for (const Arguments& arguments : {Arguments{"root", "--force"},
                                     {"root", "--force", "--orphan", "1"},
                                     {"root", "--force", "--orphan", "3"}}) {
    const Result result = Certgen(arguments);
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err,
                AllOf(HasSubstr("orphans 2 leaves: leaf, web"), HasSubstr("--orphan 2")));
    EXPECT_EQ(Pki(), before);
  }
  const std::string old_root = ReadFile(dir_.File("pki/root/ca.crt"));
  Succeed({"root", "--force", "--orphan", "2"});
  EXPECT_NE(ReadFile(dir_.File("pki/root/ca.crt")), old_root);
  // The orphans are told from the leaves of the new root.
  EXPECT_THAT(Certgen({"init"}).err, HasSubstr("issuer: there "));
  Succeed({"init", "--force"});
  EXPECT_THAT(Certgen({"root", "--force"}).err, HasSubstr("orphans 1 leaf: leaf;"));
  Succeed({"root", "--force", "--orphan", "1"});
}

TEST_F(CertgenTest, FlagBeatsEnvironmentBeatsDefault) {
  const Variables variables = {{"CERTGEN_DIR", "other"},
                               {"CERTGEN_DNS", "a.test,b.test"},
                               {"CERTGEN_KEY", "ed25519"},
                               {"CERTGEN_DAYS", "5"},
                               {"CERTGEN_IP", ""},
                               {"CERTGEN_FORCE", "true"},
                               {"CERTGEN_UNKNOWN", "ignored"}};
  Succeed({"init"}, variables);
  EXPECT_EQ(ToString(Leaf("other/leaf").names()), "DNS:a.test, DNS:b.test");
  EXPECT_EQ(Leaf("other/leaf").key_description(), "ed25519");
  for (const std::string command : {"init", "leaf"}) {
    Arguments arguments = {command,  "--dir", "p-" + command, "--key", "ec-p384",
                           "--days", "7",     "--dns",        "c.test"};
    if (command == "leaf") {
      Succeed({"root", "--dir", "p-leaf"});
      arguments.push_back("leaf");
    }
    Succeed(arguments, variables);
    const Certificate leaf = Leaf("p-" + command + "/leaf");
    EXPECT_EQ(leaf.key_description(), "ec-p384") << command;
    EXPECT_EQ(leaf.not_after() - leaf.not_before(), absl::Hours(7 * 24) - absl::Seconds(1));
    EXPECT_EQ(ToString(leaf.names()), "DNS:c.test");
  }
  EXPECT_EQ(Certgen({"init"}, {{"CERTGEN_DAYS", "soon"}}).exit_code, 64);
}

TEST_F(CertgenTest, FlagsStandBeforeOrAfterTheCommandAndItsName) {
  Succeed({"--dir", "p", "root"});
  Succeed({"leaf", "--dns", "a.test", "--dns", "b.test", "web", "--dir=p"});
  EXPECT_EQ(ToString(Leaf("p/web").names()), "DNS:a.test, DNS:b.test");
  Succeed({"leaf", "--dir", "p", "--", "api"});
  EXPECT_EQ(ToString(Leaf("p/api").names()), "DNS:api");
  EXPECT_EQ(Certgen({"leaf", "--dir", "p", "--", "--force"}).exit_code, 64);
}

TEST_F(CertgenTest, HelpTeachesAndEndsWithTheExitCodes) {
  for (const Arguments& arguments :
       {Arguments{"--help"}, {"init", "--help"}, {"root", "-h"}, {"leaf", "--help"}}) {
    const Result result = Certgen(arguments);
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.err, "");
    EXPECT_THAT(result.out, HasSubstr("Example"));
    EXPECT_THAT(result.out, ContainsRegex("Exit codes: 0 [^\n]*\n?[^\n]*\n$"));
  }
  const Result version = Certgen({"--version"});
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_THAT(version.out, ContainsRegex("^certgen [0-9]+\\.[0-9]+\\.[0-9]+\n$"));
}

TEST_F(CertgenTest, JsonIsOneDocumentWithTheKeysOfTheContract) {
  const Result result = Certgen({"init", "--json"});
  ASSERT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, EndsWith("}\n"));
  const auto json = nlohmann::json::parse(result.out);
  EXPECT_EQ(json.at("version"), 1);
  EXPECT_EQ(json.at("ok"), true);
  EXPECT_TRUE(json.at("error").is_null());
  EXPECT_TRUE(json.at("findings").empty());
  ASSERT_EQ(json.at("issued").size(), 2u);
  const auto& leaf = json.at("issued").at(1);
  EXPECT_EQ(leaf.at("name"), "leaf");
  EXPECT_EQ(leaf.at("directory"), "pki/leaf");
  EXPECT_EQ(leaf.at("written"), true);
  EXPECT_EQ(leaf.at("sha256_fingerprint"), Leaf().sha256_fingerprint());
  for (const char* key : {"subject", "issuer", "serial", "not_before", "not_after"}) {
    EXPECT_TRUE(leaf.at("certificate").contains(key)) << key;
  }
  EXPECT_EQ(nlohmann::json::parse(Certgen({"--json", "init"}).out).at("issued").at(1).at("written"),
            false);
}

TEST_F(CertgenTest, JsonTellsOfFailuresToo) {
  Succeed({"init"});
  for (const Arguments& arguments : {Arguments{"init", "--json", "--dns", "b.test"},
                                     {"init", "--json", "--dns", "1.2.3.4"},
                                     {"--json", "leaf"},
                                     {"leaf", "x", "--json", "--nonsense"},
                                     {"--json"}}) {
    const Result result = Certgen(arguments);
    EXPECT_NE(result.exit_code, 0);
    const auto json = nlohmann::json::parse(result.out, nullptr, /*allow_exceptions=*/false);
    ASSERT_FALSE(json.is_discarded()) << result.out;
    EXPECT_EQ(json.at("ok"), false);
    for (const char* key : {"code", "cause", "cure"}) {
      EXPECT_TRUE(json.at("error").at(key).is_string());
    }
    EXPECT_THAT(result.err, StartsWith("certgen: "));
  }
}

TEST_F(CertgenTest, SixAtOnceMakeOneRootAndALeafThatVerifies) {
  test::Command command;
  command.line = {CERTGEN_PROGRAM, "init"};
  command.directory = dir_.path();
  std::vector<std::unique_ptr<test::Process>> processes;
  processes.reserve(6);
  for (int i = 0; i < 6; ++i) processes.push_back(std::make_unique<test::Process>(command));
  std::set<std::string> roots;
  int wrote = 0;
  for (const auto& process : processes) {
    const Result result = process->Wait();
    EXPECT_EQ(result.exit_code, 0) << result.err;
    if (result.out.starts_with("wrote")) ++wrote;
    const size_t at = result.out.find("serialNumber=");
    roots.insert(result.out.substr(at, 29));
  }
  EXPECT_EQ(wrote, 1);
  EXPECT_EQ(roots.size(), 1u);
  EXPECT_EQ(test::RunOpenSsl({"verify", "-x509_strict", "-CAfile", dir_.File("pki/root/ca.crt"),
                              dir_.File("pki/leaf/tls.crt")})
                .exit_code,
            0);
}

}  // namespace
}  // namespace certgen
