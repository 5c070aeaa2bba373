// Every way in which the pair's TLS fails, seen from both sides at once: what the client says of
// it, and what the server wrote down. Servers that are not ours: tests/interop.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/certgen/openssl_ca.h"
#include "tests/e2e/logging_server.h"
#include "tests/e2e/programs.h"
#include "tests/e2e/refusals_fixture.h"

namespace test {
namespace {

using nlohmann::json;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kOurCredentials = 10;
constexpr int kTheirCertificate = 11;
constexpr int kNetwork = 12;
constexpr int kRefused = 13;

class WireCorpus : public RefusalsTest, public ::testing::WithParamInterface<bool> {
 protected:
  WireCorpus() : RefusalsTest(GetParam()) {}

  // The client's document, and what people read: the code, with a cause and a cure of ours, and
  // not in gRPC's words.
  static json Call(const std::string& port, Arguments flags, const std::string& code, int exit) {
    SCOPED_TRACE(absl::StrCat(code, " ", flags.size() > 1 ? flags[1] : ""));
    flags.insert(flags.end(), {"--target", "localhost:" + port, "--json", "echo", "hi"});
    const Result result = RunClient(flags);
    EXPECT_EQ(result.exit_code, exit) << result.err;
    EXPECT_FALSE(result.timed_out);
    json document = json::parse(result.out, nullptr, /*allow_exceptions=*/false);
    EXPECT_FALSE(document.is_discarded()) << result.out;
    if (document.is_discarded()) return {};
    EXPECT_EQ(document.at("ok"), false);
    const json& error = document.at("error");
    EXPECT_EQ(error.at("code"), code) << error;
    EXPECT_THAT(error.at("cure").get<std::string>(),
                ContainsRegex("certgen |openssl |--[a-z]|cat |export |timedatectl"))
        << error;
    for (const char* grpcs : {"failed to connect to all", "Socket closed", "SSL_ERROR"}) {
      EXPECT_THAT(result.err, Not(HasSubstr(grpcs)));
    }
    return document;
  }

  // A caller that the server refuses: by the client's word, by its certificate, and by the
  // server's count (the call, and the look that the client takes at the reason).
  void ExpectRefused(const std::string& name, const std::string& code, const Arguments& more = {}) {
    SCOPED_TRACE(name);
    LoggingServer server(Flags(more));
    const json document =
        Call(server.port(), {"--tls-dir", Dir(name), "--present-anyway"}, code, kRefused);
    if (!Explains() && code != "CERTIFICATE_REVOKED") {
      EXPECT_EQ(document.at("verdict").at("certificate").at("serial"), Serial(name));
    }
    const std::vector<json> records = server.Stop();
    const json refused = records.back().at("refused");
    EXPECT_EQ(refused.size(), 1U) << refused;
    EXPECT_GE(refused.value(code, 0), 1) << refused;
    EXPECT_LE(refused.value(code, 0), 2) << refused;
    EXPECT_EQ(records.back().at("abandoned"), json::object());
  }

  // A server that the client refuses: nobody was refused by the server.
  void ExpectTheirs(const Arguments& server_flags, const Arguments& client_flags,
                    const std::string& code, const std::string& certificate,
                    int exit = kTheirCertificate) {
    LoggingServer server(server_flags);
    const json document = Call(server.port(), client_flags, code, exit);
    if (!certificate.empty()) {
      EXPECT_EQ(document.at("verdict").at("certificate").at("serial"), Serial(certificate));
    }
    const std::vector<json> records = server.Stop();
    EXPECT_EQ(records.back().at("refused"), json::object()) << records.back();
  }
};

INSTANTIATE_TEST_SUITE_P(Wire, WireCorpus, ::testing::Bool(),
                         [](const auto& explains) { return explains.param ? "ByCall" : "ByTls"; });

TEST_P(WireCorpus, BothSidesNameTheFaultOfTheCallersCertificate) {
  ExpectRefused("foreign", "CERTIFICATE_AUTHORITY_INVALID");
  ExpectRefused("twin", "ROOT_KEY_DIFFERS");
  ExpectRefused("self-signed", "CERTIFICATE_AUTHORITY_INVALID");
  ExpectRefused("expired", "CERTIFICATE_EXPIRED");
  ExpectRefused("early", "CERTIFICATE_NOT_YET_VALID");
  ExpectRefused("server-only", "CERTIFICATE_WRONG_PURPOSE");
  ExpectRefused("incomplete", "CHAIN_INCOMPLETE");
}

TEST_P(WireCorpus, BothSidesNameACertificateThatIsRevoked) {
  const Credential revoked = middle_.Leaf();
  Write("revoked", revoked);
  const certgen::OpenSslCa issuer(middle_);
  issuer.Revoke(revoked.leaf, "keyCompromise");
  WriteFile(File("server", "list.pem"), issuer.List(7) + certgen::OpenSslCa(root_).List(7));
  ExpectRefused("revoked", "CERTIFICATE_REVOKED", {"--crl", File("server", "list.pem")});
}

TEST_P(WireCorpus, BothSidesNameACallerWithoutACertificate) {
  LoggingServer server(Flags());
  Call(server.port(), {"--ca", File("good", "ca.crt")}, "CLIENT_CERTIFICATE_MISSING", kRefused);
  const json last = server.Stop().back();
  EXPECT_EQ(last.at("refused").size(), 1U) << last;
  EXPECT_GE(last.at("refused").value("CLIENT_CERTIFICATE_MISSING", 0), 1) << last;
}

TEST_P(WireCorpus, AGoodPairHasNothingToSay) {
  LoggingServer server(Flags());
  const Result result =
      RunClient({"--tls-dir", Dir("good"), "--json", "diagnose", "localhost:" + server.port()});
  EXPECT_EQ(result.exit_code, 0) << result.out;
  const json document = json::parse(result.out);
  EXPECT_EQ(document.at("verdict").at("code"), "OK");
  EXPECT_EQ(document.at("findings"), json::array());
  for (const json& stage : document.at("stages")) EXPECT_EQ(stage.at("status"), "ok") << stage;
  ExpectLast(&server, json::object(), json::object());
}

// What the client refuses, or does not so much as begin, has nothing to do with how the server
// refuses.
class WireCorpusOfServers : public WireCorpus {};
INSTANTIATE_TEST_SUITE_P(Wire, WireCorpusOfServers, ::testing::Values(false),
                         [](const auto&) { return "ByTls"; });

TEST_P(WireCorpusOfServers, ARootThatIsNotTheServers) {
  const Arguments good = {"--tls-dir", Dir("good")};
  ExpectTheirs(Flags(), {"--tls-dir", Dir("good"), "--ca", File("foreign", "tls.crt")},
               "CERTIFICATE_AUTHORITY_INVALID", "");
  ExpectTheirs(Flags(), {"--tls-dir", Dir("good"), "--ca", File("twin-root", "tls.crt")},
               "ROOT_KEY_DIFFERS", "");
}

TEST_P(WireCorpusOfServers, AnIntermediateThatTheServerDoesNotSend) {
  // Its roots would complete the chain: they are for clients alone.
  Credential alone = middle_.Leaf();
  Write("alone", alone);
  WriteFile(File("alone", "tls.crt"), alone.leaf.ToPem());
  ExpectTheirs({"--tls-dir", Dir("alone"), "--client-cert", "none"}, {"--tls-dir", Dir("good")},
               "CHAIN_INCOMPLETE", "alone");
}

TEST_P(WireCorpusOfServers, ANameThatTheServerDoesNotHave) {
  ExpectTheirs(Flags(), {"--tls-dir", Dir("good"), "--server-name", "other.test"},
               "CERTIFICATE_HOSTNAME_MISMATCH", "server");
  ExpectTheirs(Flags(), {"--tls-dir", Dir("good"), "--server-name", "192.0.2.7"},
               "CERTIFICATE_HOSTNAME_MISMATCH", "server");
}

TEST_P(WireCorpusOfServers, AServerThatIsRevoked) {
  const certgen::OpenSslCa issuer(middle_);
  const std::string list = File("good", "list.pem");
  WriteFile(list, issuer.List(7));
  {
    LoggingServer server(Flags());
    EXPECT_EQ(server.Call({"--tls-dir", Dir("good"), "--crl", list, "echo", "hi"}).out, "hi\n");
  }
  const absl::StatusOr<certgen::Certificate> leaf =
      certgen::Certificate::FromPem(ReadFile(File("server", "tls.crt")));
  ASSERT_TRUE(leaf.ok());
  issuer.Revoke(*leaf, "keyCompromise");
  WriteFile(list, issuer.List(7));
  const Arguments flags = {"--tls-dir", Dir("good"), "--crl", list};
  ExpectTheirs(Flags(), flags, "CERTIFICATE_REVOKED", "server");
  // It is gRPC itself that refuses, and not only the look that is taken beside it.
  LoggingServer server(Flags());
  Arguments alone = flags;
  alone.insert(alone.end(), {"echo", "hi"});
  const Result result = server.Call(alone);
  EXPECT_EQ(result.exit_code, kNetwork) << result.out;
  EXPECT_EQ(result.out, "");
}

TEST_P(WireCorpusOfServers, APortWithoutTls) {
  Command command;
  command.line = {ECHO_SERVER_PROGRAM, "--tls-dir",   Dir("server"),  "--listen", "127.0.0.1:0",
                  "--health-listen",   "127.0.0.1:0", "--log-format", "json"};
  Process server(command);
  const auto line = server.ReadLine(Process::kOut);
  ASSERT_TRUE(line);
  const std::string address = json::parse(*line).at("health_listen");
  Call(address.substr(address.rfind(':') + 1), {"--tls-dir", Dir("good")}, "PLAINTEXT_SERVER",
       kNetwork);
}

TEST_P(WireCorpusOfServers, FilesOfOurOwnThatCannotWork) {
  LoggingServer server(Flags());
  Call(server.port(),
       {"--cert", File("good", "tls.crt"), "--key", File("foreign", "tls.key"), "--ca",
        File("good", "ca.crt")},
       "PRIVATE_KEY_MISMATCH", kOurCredentials);
  ExpectLast(&server, json::object(), json::object());
}

}  // namespace
}  // namespace test
