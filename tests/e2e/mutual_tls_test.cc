// The pair over mutual TLS: who is let in, who is refused, and by whom. A
// refusal counts only if the side that refused says so itself.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/e2e/programs.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_pki.h"

namespace test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kNoCertificate[] = "peer did not return a certificate";
constexpr char kVerifyFailed[] = "certificate verify failed";
constexpr char kNotTls[] = "wrong version number";

constexpr int kTheirCertificate = 11;
constexpr int kRefused = 13;

// A root, a server and callers of every kind, on disk.
class MutualTlsTest : public ::testing::Test {
 protected:
  MutualTlsTest() {
    root_.Leaf().WriteTo(Dir("server"));
    root_.Leaf({.names = {{certgen::SubjectAltName::Kind::kUri, "spiffe://example.com/alice"}}})
        .WriteTo(Dir("good"));
    root_.Leaf(Expired()).WriteTo(Dir("expired"));
    root_.Leaf(NotYetValid()).WriteTo(Dir("early"));
    root_.Leaf(ForServers()).WriteTo(Dir("server-only"));
    // A foreign caller trusts the server's root, so that only the server objects.
    Credential foreign = TestCa().Leaf();
    foreign.roots = root_.certificate().ToPem();
    foreign.WriteTo(Dir("foreign"));
    root_.Intermediate().Leaf().WriteTo(Dir("through-intermediate"));
  }

  std::string Dir(const std::string& name) const { return temp_.File(name); }
  Arguments As(const std::string& name, const Arguments& command = {"echo", "hi"}) const {
    Arguments all = {"--tls-dir", Dir(name), "--present-anyway"};
    all.insert(all.end(), command.begin(), command.end());
    return all;
  }
  Arguments Anonymous(const Arguments& command = {"echo", "hi"}) const {
    Arguments all = {"--ca", Dir("server") + "/ca.crt"};
    all.insert(all.end(), command.begin(), command.end());
    return all;
  }

  TempDir temp_;
  TestCa root_;
};

TEST_F(MutualTlsTest, AnswersACallerWithACertificateOfItsRoot) {
  RunningServer server({"--tls-dir", Dir("server")});
  for (const char* caller : {"good", "server", "through-intermediate"}) {
    const Result result = server.Call({"--tls-dir", Dir(caller), "echo", "hi"});
    EXPECT_EQ(result.exit_code, 0) << caller << result.err;
    EXPECT_EQ(result.out, "hi\n") << caller;
    EXPECT_EQ(result.err, "") << caller;
  }
  EXPECT_EQ(server.Stop().exit_code, 0);
}

TEST_F(MutualTlsTest, RefusesBadCallersAndGoesOnServingGoodOnes) {
  RunningServer server({"--tls-dir", Dir("server")});
  struct Case {
    Arguments caller;
    const char* servers_word;
    const char* code;
  };
  const std::vector<Case> refused = {
      {Anonymous(), kNoCertificate, "CLIENT_CERTIFICATE_MISSING"},
      {As("foreign"), kVerifyFailed, "CERTIFICATE_AUTHORITY_INVALID"},
      {As("expired"), kVerifyFailed, "CERTIFICATE_EXPIRED"},
      {As("early"), kVerifyFailed, "CERTIFICATE_NOT_YET_VALID"},
      {As("server-only"), kVerifyFailed, "CERTIFICATE_WRONG_PURPOSE"},
  };
  for (const auto& [caller, servers_word, code] : refused) {
    const Result result = server.Call(caller);
    EXPECT_EQ(result.exit_code, kRefused) << caller[1] << result.err;
    EXPECT_THAT(result.err, HasSubstr(absl::StrCat(" [", code, "]\n"))) << caller[1];
    EXPECT_THAT(result.err, HasSubstr("the server asks for a certificate issued by CN=test root"));
    EXPECT_EQ(result.out, "") << caller[1];
    EXPECT_TRUE(server.LogLineWith(servers_word)) << caller[1];
    EXPECT_EQ(server.Call(As("good")).out, "hi\n") << "after " << caller[1];
  }
  EXPECT_EQ(server.Stop().exit_code, 0);
}

TEST_F(MutualTlsTest, EachModeLetsInWhomItShould) {
  struct Case {
    const char* mode;
    bool anonymous;
    bool good;
    bool foreign;
    bool verified;
  };
  const Case cases[] = {{"none", true, true, true, false},
                        {"request", true, true, true, false},
                        {"verify-if-given", true, true, false, true},
                        {"require-any", false, true, true, false},
                        {"require", false, true, false, true}};
  for (const Case& c : cases) {
    RunningServer server({"--tls-dir", Dir("server"), "--client-cert", c.mode});
    const auto let_in = [&server](const Arguments& caller) {
      return server.Call(caller).exit_code == 0;
    };
    EXPECT_EQ(let_in(Anonymous()), c.anonymous) << c.mode;
    if (!c.anonymous) {
      EXPECT_TRUE(server.LogLineWith(kNoCertificate)) << c.mode;
    }
    EXPECT_EQ(let_in(As("good")), c.good) << c.mode;
    EXPECT_EQ(let_in(As("foreign")), c.foreign) << c.mode;
    if (!c.foreign) {
      EXPECT_TRUE(server.LogLineWith(kVerifyFailed)) << c.mode;
    }
    const Result result = server.Call(As("good", {"--json", "whoami"}));
    const auto caller = nlohmann::json::parse(result.out).at("caller");
    EXPECT_EQ(caller.at("verified"), c.verified) << c.mode << result.out;
    const std::string id = c.mode == std::string("none") ? "" : "spiffe://example.com/alice";
    EXPECT_EQ(caller.at("spiffe_id"), id) << c.mode;
  }
}

TEST_F(MutualTlsTest, ForeignIdentityIsReportedAsUnverified) {
  for (const char* mode : {"request", "require-any"}) {
    RunningServer server({"--tls-dir", Dir("server"), "--client-cert", mode});
    const Result result = server.Call(As("foreign", {"--json", "whoami"}));
    const auto caller = nlohmann::json::parse(result.out).at("caller");
    EXPECT_EQ(caller.at("verified"), false) << mode;
    EXPECT_EQ(caller.at("subject"), "CN=localhost") << mode;
    EXPECT_THAT(server.Call(As("foreign", {"whoami"})).out, HasSubstr("verified     no")) << mode;
  }
}

TEST_F(MutualTlsTest, ClientRefusesAServerOfAnotherRoot) {
  TestCa().Leaf().WriteTo(Dir("elsewhere"));
  RunningServer server({"--tls-dir", Dir("server"), "--client-cert", "none"});
  const Result result = server.Call({"--ca", Dir("elsewhere") + "/ca.crt", "echo", "hi"});
  EXPECT_EQ(result.exit_code, kTheirCertificate);
  EXPECT_THAT(result.err, HasSubstr("[CERTIFICATE_AUTHORITY_INVALID]"));
  EXPECT_EQ(result.out, "");
}

TEST_F(MutualTlsTest, ClientRefusesAServerWithAnotherName) {
  RunningServer server({"--tls-dir", Dir("server")});
  Result result = server.Call(As("good", {"--server-name", "other.test", "echo", "hi"}));
  EXPECT_EQ(result.exit_code, kTheirCertificate);
  EXPECT_THAT(result.err, HasSubstr("is not for other.test: its names are DNS:localhost"));
  // Without a look at the server there are only gRPC's own words.
  result = server.Call(As("good", {"--no-diagnose", "--server-name", "other.test", "echo", "hi"}));
  EXPECT_EQ(result.exit_code, 12);
  EXPECT_THAT(result.err, HasSubstr("Peer name other.test is not in peer certificate"));
  // The same certificate under a name that it has.
  result = server.Call(As("good", {"--server-name", "127.0.0.1", "echo", "hi"}));
  EXPECT_EQ(result.out, "hi\n") << result.err;
}

// openssl serves what our own server would not start with.
TEST_F(MutualTlsTest, ClientRefusesAnExpiredServerAndOneThatMayNotServe) {
  root_.Leaf(ForClients()).WriteTo(Dir("client-only"));
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"expired", "CERTIFICATE_EXPIRED"},
      {"early", "CERTIFICATE_NOT_YET_VALID"},
      {"client-only", "CERTIFICATE_WRONG_PURPOSE"}};
  for (const auto& [name, code] : cases) {
    Command command;
    command.line = {"openssl",
                    "s_server",
                    "-www",
                    "-accept",
                    "127.0.0.1:0",
                    "-alpn",
                    "h2",
                    "-cert",
                    Dir(name) + "/tls.crt",
                    "-key",
                    Dir(name) + "/tls.key"};
    Process server(command);
    const auto ready = server.ReadLineWith("ACCEPT 127.0.0.1:", Process::kOut);
    ASSERT_TRUE(ready) << server.Wait(absl::ZeroDuration()).err;
    const std::string port = ready->substr(ready->rfind(':') + 1);
    const Result result = RunClient(
        {"--target", "localhost:" + port, "--ca", Dir("server") + "/ca.crt", "echo", "hi"});
    EXPECT_EQ(result.exit_code, kTheirCertificate) << name;
    EXPECT_THAT(result.err, HasSubstr(absl::StrCat("[", code, "]"))) << name;
  }
}

TEST_F(MutualTlsTest, RefusesAPlaintextClient) {
  RunningServer server({"--tls-dir", Dir("server")});
  // HTTP/2 without TLS, as a plaintext gRPC client begins.
  Command command;
  command.line = {
      "bash", "-c",
      "exec 3<>/dev/tcp/127.0.0.1/" + server.port() +
          "; printf 'PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n' >&3; timeout 10 cat <&3"};
  const Result result = test::Run(command);
  EXPECT_FALSE(result.timed_out);
  EXPECT_THAT(result.out, Not(HasSubstr("HTTP")));
  EXPECT_TRUE(server.LogLineWith(kNotTls));
  EXPECT_EQ(server.Call(As("good")).out, "hi\n");
}

TEST_F(MutualTlsTest, OpensslVerifiesTheServerAndAgreesOnHttp2) {
  RunningServer server({"--tls-dir", Dir("server")});
  Command command;
  command.line = {"openssl",
                  "s_client",
                  "-connect",
                  "127.0.0.1:" + server.port(),
                  "-alpn",
                  "h2",
                  "-CAfile",
                  Dir("good") + "/ca.crt",
                  "-cert",
                  Dir("good") + "/tls.crt",
                  "-key",
                  Dir("good") + "/tls.key",
                  "-verify_hostname",
                  "localhost",
                  "-verify_return_error",
                  "-x509_strict"};
  const Result result = test::Run(command);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("Verify return code: 0 (ok)"));
  EXPECT_THAT(result.out, HasSubstr("ALPN protocol: h2"));
}

}  // namespace
}  // namespace test
