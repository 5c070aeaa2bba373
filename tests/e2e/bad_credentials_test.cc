// Every fault of a credential file stops both programs before anything else
// happens: exit 10, a line that names the file, and none of gRPC's words.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "tests/e2e/programs.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kOurCredentials = 10;

class BadCredentialsTest : public ::testing::Test {
 protected:
  BadCredentialsTest() {
    root_.Leaf().WriteTo(File("good"));
    root_.Leaf().WriteTo(File("other"));
    root_.Leaf({.key = certgen::KeyType::kRsa2048}).WriteTo(File("rsa"));
    root_.Leaf(Expired()).WriteTo(File("expired"));
  }

  std::string File(const std::string& name) const { return temp_.File(name); }
  std::string Good(const char* name) const { return File("good") + "/" + name; }

  // Lets the openssl program make a file out of others.
  void Openssl(const Arguments& arguments) {
    Command command;
    command.line = {"openssl"};
    command.line.insert(command.line.end(), arguments.begin(), arguments.end());
    const Result result = test::Run(command);
    ASSERT_EQ(result.exit_code, 0) << result.err;
  }

  // Both programs refuse `arguments`, name `file` and give `cause`.
  void ExpectRefused(const Arguments& arguments, const std::string& file,
                     const std::string& cause) {
    ExpectRefusal(RunServer(With({"--listen", "127.0.0.1:0"}, arguments)), file, cause);
    ExpectRefusal(RunClient(With(arguments, {"--target", "localhost:1", "echo", "hi"})), file,
                  cause);
  }

  static void ExpectRefusal(const Result& result, const std::string& file,
                            const std::string& cause) {
    EXPECT_EQ(result.exit_code, kOurCredentials) << result.err;
    EXPECT_THAT(result.err, HasSubstr(file + ": "));
    EXPECT_THAT(result.err, HasSubstr(cause));
    EXPECT_EQ(result.out, "");
    for (const char* grpcs : {"Invalid private key", "Invalid cert chain", "Handshaker",
                              "error:", "TSI_", "BEGIN PRIVATE"}) {
      EXPECT_THAT(result.err, Not(HasSubstr(grpcs)));
    }
  }

  static Arguments With(Arguments a, const Arguments& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  }
  Arguments Key(const std::string& key) const {
    return {"--cert", Good("tls.crt"), "--ca", Good("ca.crt"), "--key", key};
  }
  Arguments Cert(const std::string& cert) const {
    return {"--key", Good("tls.key"), "--ca", Good("ca.crt"), "--cert", cert};
  }
  Arguments Roots(const std::string& roots) const {
    return {"--cert", Good("tls.crt"), "--key", Good("tls.key"), "--ca", roots};
  }

  TempDir temp_;
  TestCa root_;
};

TEST_F(BadCredentialsTest, StopsAtEveryFaultOfAKey) {
  const std::string pem = ReadFile(Good("tls.key"));
  WriteFile(File("empty"), "");
  WriteFile(File("garbage"), "not a key\n");
  WriteFile(File("engine"), "engine:pkcs11:key\n");
  WriteFile(File("cut"), pem.substr(0, pem.size() / 2));
  WriteFile(File("path"), "/etc/tls/tls.key\n");
  Openssl({"pkey", "-in", Good("tls.key"), "-outform", "DER", "-out", File("der")});
  Openssl({"pkey", "-in", Good("tls.key"), "-pubout", "-out", File("public")});
  Openssl(
      {"pkey", "-in", Good("tls.key"), "-aes256", "-passout", "pass:x", "-out", File("encrypted")});
  Openssl({"rsa", "-in", File("rsa") + "/tls.key", "-traditional", "-aes128", "-passout", "pass:x",
           "-out", File("old-encrypted")});
  const std::vector<std::pair<std::string, const char*>> faults = {
      {File("missing"), "no such file"},
      {File("empty"), "is empty"},
      {temp_.path().string(), "is a folder"},
      {File("garbage"), "neither PEM nor DER"},
      {File("engine"), "engine:"},
      {File("cut"), "END line"},
      {File("path"), "the name of a file"},
      {File("der"), "DER"},
      {File("public"), "public key"},
      {File("encrypted"), "passphrase"},
      {File("old-encrypted"), "passphrase"},
      {Good("tls.crt"), "holds a certificate"},
      {File("other") + "/tls.key", "is not the key of the certificate"},
      {File("rsa") + "/tls.key", "it is rsa-2048"},
  };
  for (const auto& [file, cause] : faults) ExpectRefused(Key(file), file, cause);
}

TEST_F(BadCredentialsTest, StopsAtEveryFaultOfACertificate) {
  const std::string pem = ReadFile(Good("tls.crt"));
  WriteFile(File("empty"), "");
  WriteFile(File("garbage"), "not a certificate\n");
  WriteFile(File("cut"), pem.substr(0, pem.size() / 2));
  Openssl({"x509", "-in", Good("tls.crt"), "-outform", "DER", "-out", File("der")});
  Openssl({"req", "-x509", "-newkey", "rsa:1024", "-noenc", "-keyout", File("weak.key"), "-out",
           File("weak"), "-days", "30", "-subj", "/CN=localhost", "-addext",
           "subjectAltName=DNS:localhost"});
  const std::vector<std::pair<std::string, const char*>> faults = {
      {File("missing"), "no such file"},
      {File("empty"), "is empty"},
      {temp_.path().string(), "is a folder"},
      {File("garbage"), "neither PEM nor DER"},
      {File("cut"), "END line"},
      {File("der"), "DER"},
      {Good("tls.key"), "holds a private key"},
  };
  for (const auto& [file, cause] : faults) ExpectRefused(Cert(file), file, cause);
  ExpectRefused({"--ca", Good("ca.crt"), "--cert", File("weak"), "--key", File("weak.key")},
                File("weak"), "rsa-1024");
  ExpectRefused({"--tls-dir", File("expired")}, File("expired") + "/tls.crt", "expired at");
  ExpectRefused({"--ca", Good("ca.crt"), "--cert", Good("tls.key"), "--key", Good("tls.crt")},
                Good("tls.crt"), "swapped");
}

TEST_F(BadCredentialsTest, StopsAtEveryFaultOfTheRoots) {
  const std::string pem = ReadFile(Good("ca.crt"));
  const std::string other = TestCa().certificate().ToPem();
  WriteFile(File("empty"), "");
  WriteFile(File("garbage"), "no roots\n");
  WriteFile(File("broken"), pem + absl::StrReplaceAll(other, {{"\nMII", "\nMZZ"}}) + pem);
  WriteFile(File("cut"), pem + other.substr(0, other.size() / 2));
  WriteFile(File("old"),
            TestCa(certgen::KeyType::kEcP256, DaysFromNow(-20, -10)).certificate().ToPem());
  Openssl({"x509", "-in", Good("ca.crt"), "-outform", "DER", "-out", File("der")});
  Openssl({"req", "-x509", "-newkey", "rsa:1024", "-noenc", "-keyout", File("weak.key"), "-out",
           File("weak"), "-days", "30", "-subj", "/CN=weak root"});
  const std::vector<std::pair<std::string, const char*>> faults = {
      {File("missing"), "no such file"},
      {File("empty"), "is empty"},
      {temp_.path().string(), "is a folder"},
      {File("garbage"), "neither PEM nor DER"},
      {File("broken"), "entry 2"},
      {File("cut"), "entry 2"},
      {File("old"), "expired at"},
      {File("der"), "DER"},
      {File("weak"), "rsa-1024"},
      {Good("tls.key"), "holds a private key"},
  };
  for (const auto& [file, cause] : faults) ExpectRefused(Roots(file), file, cause);
}

TEST_F(BadCredentialsTest, StopsWhenAPartIsNotGiven) {
  ExpectRefused({"--ca", Good("ca.crt"), "--cert", Good("tls.crt")}, Good("tls.crt"),
                "without its private key");
  ExpectRefused({"--ca", Good("ca.crt"), "--key", Good("tls.key")}, Good("tls.key"),
                "without its certificate");
  ExpectRefused({"--tls-dir", File("missing")}, File("missing"), "cannot be opened");
}

TEST_F(BadCredentialsTest, ModesThatVerifyNeedRoots) {
  std::filesystem::remove(Good("ca.crt"));
  for (const char* mode : {"require", "verify-if-given"}) {
    const Result result = RunServer({"--listen", "127.0.0.1:0", "--tls-dir", File("good"),
                                     "--client-cert", mode, "--check-config"});
    EXPECT_EQ(result.exit_code, kOurCredentials) << mode;
    EXPECT_THAT(result.err, HasSubstr(Good("ca.crt"))) << mode;
    EXPECT_THAT(result.err, HasSubstr(std::string("--client-cert ") + mode)) << mode;
  }
  for (const char* mode : {"none", "request", "require-any"}) {
    const Result result = RunServer({"--listen", "127.0.0.1:0", "--tls-dir", File("good"),
                                     "--client-cert", mode, "--check-config"});
    EXPECT_EQ(result.exit_code, 0) << mode << result.err;
  }
}

// Root reads everything, so another user must try.
TEST_F(BadCredentialsTest, NamesAKeyThatMayNotBeRead) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root, to become another user";
  Command command;
  command.line = {ECHO_SERVER_PROGRAM, "--listen", "127.0.0.1:0", "--tls-dir", File("good")};
  command.uid = 65534;
  ExpectRefusal(test::Run(command), Good("tls.key"), "cannot be read: Permission denied");
}

TEST_F(BadCredentialsTest, SaysAllThatIsWrongAtOnce) {
  WriteFile(File("empty"), "");
  const Result result =
      RunServer({"--listen", "127.0.0.1:0", "--cert", File("expired") + "/tls.crt", "--key",
                 File("empty"), "--ca", File("missing")});
  EXPECT_EQ(result.exit_code, kOurCredentials);
  EXPECT_THAT(result.err, HasSubstr(File("empty") + ": is empty"));
  EXPECT_THAT(result.err, HasSubstr("expired at"));
  EXPECT_THAT(result.err, HasSubstr(File("missing") + ": there is no such file"));
}

TEST_F(BadCredentialsTest, BindsNoPortBeforeTheCheck) {
  RunningServer server({"--tls-dir", File("good")});
  // The port is taken: that would be exit 12, were it looked at first.
  const Result result = RunServer({"--listen", "127.0.0.1:" + server.port(), "--cert",
                                   Good("tls.crt"), "--key", File("missing")});
  EXPECT_EQ(result.exit_code, kOurCredentials) << result.err;
}

TEST_F(BadCredentialsTest, JsonHasEveryFindingAndTheFirstAsError) {
  WriteFile(File("empty"), "");
  const Arguments bad = {"--json",      "--cert",      File("expired") + "/tls.crt",
                         "--key",       File("empty"), "--ca",
                         Good("ca.crt")};
  for (const Result& result :
       {RunServer(With({"--check-config"}, bad)), RunClient(With(bad, {"whoami"}))}) {
    EXPECT_EQ(result.exit_code, kOurCredentials) << result.err;
    const auto document = nlohmann::json::parse(result.out);
    EXPECT_EQ(document.at("version"), 1);
    EXPECT_EQ(document.at("ok"), false);
    EXPECT_EQ(document.at("findings").size(), 2U);
    EXPECT_EQ(document.at("error").at("code"), document.at("findings").at(0).at("code"));
    EXPECT_EQ(document.at("findings").at(0).at("code"), "FILE_EMPTY");
    EXPECT_EQ(document.at("findings").at(0).at("certificate"), nullptr);
    const auto& expired = document.at("findings").at(1);
    EXPECT_EQ(expired.at("code"), "CERTIFICATE_EXPIRED");
    EXPECT_EQ(expired.at("severity"), "fatal");
    EXPECT_EQ(expired.at("file"), File("expired") + "/tls.crt");
    for (const char* key : {"subject", "issuer", "serial", "not_before", "not_after"}) {
      EXPECT_TRUE(expired.at("certificate").contains(key)) << key;
    }
  }
}

}  // namespace
}  // namespace test
